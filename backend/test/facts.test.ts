/**
 * What the product says of itself, counted from its registries: as far as it stands. Every issue that adds a registry adds
 * its line here.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoint } from '@gantry/shared/api/endpoint';
import { eventCatalog } from '@gantry/shared/events/catalog';
import { pages } from '@gantry/shared/pages';
import { areas, verticals } from '@gantry/shared/vocabulary/areas';
import { manualChannels } from '@gantry/shared/vocabulary/channels';
import { exceptionKinds } from '@gantry/shared/vocabulary/exception-kinds';
import { trackingStatuses } from '@gantry/shared/vocabulary/tracking-status';
import { describe, expect, it } from 'vitest';
import { proveCarrierFacts } from './carrier-facts.ts';
import { root, textOf } from './source-files.ts';

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'reply' in value;

/** Every endpoint that shared/src/api declares. */
const declaredEndpoints = async (): Promise<Endpoint[]> => {
  const folder = join(root, 'shared/src/api');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?<!\.test)\.ts$/.test(name),
  );
  const modules = await Promise.all(
    files.map((name) => import(join(folder, name)) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((module) => Object.values(module).filter(isEndpoint));
};

describe('the product in numbers', () => {
  it('three areas above the public, six verticals', () => {
    expect(areas.filter((area) => area !== 'public')).toHaveLength(3);
    expect(verticals).toHaveLength(6);
  });
  it('25 tracking statuses, the exception kinds of the field, three manual channels', () => {
    expect(trackingStatuses).toHaveLength(25);
    expect(new Set(trackingStatuses).size).toBe(25);
    expect(exceptionKinds).toEqual(expect.arrayContaining(['delayed', 'lost', 'damaged', 'return_initiated']));
    expect(manualChannels).toHaveLength(3);
  });
  it('at least 35 API routes, each of its own name and address, under /api or /v3', async () => {
    const endpoints = await declaredEndpoints();
    const served = new Set(endpoints.map(({ method, path }) => `${method} ${path}`));
    expect(served.size).toBeGreaterThanOrEqual(35);
    expect(new Set(endpoints.map(({ id }) => id)).size).toBe(served.size);
  });
  it('every event of the events folder is in the catalog', () => {
    const folder = join(root, 'shared/src/events');
    const declared = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !['define.ts', 'catalog.ts'].includes(name))
      .flatMap((name) =>
        [...textOf(`shared/src/events/${name}`).matchAll(/define\(\s*'([a-z_.]+)'/g)].map(([, event]) => event),
      );
    expect(declared.length).toBeGreaterThan(30);
    expect(declared.filter((event) => !eventCatalog.has(event ?? ''))).toEqual([]);
    expect(eventCatalog.size).toBe(declared.length);
  });
  it('every page of the registry has a route of its own, and staff pages lie under /logistics', () => {
    const inside = pages.filter((page) => !('external' in page && page.external));
    expect(inside.length).toBeGreaterThanOrEqual(7);
    expect(new Set(pages.map(({ href }) => href)).size).toBe(pages.length);
    for (const { href, area } of inside)
      if (area !== 'public' && href !== '/wall') expect(href).toMatch(/^\/logistics/);
  });
});

proveCarrierFacts();
