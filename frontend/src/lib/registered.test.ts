/** What pages name exists: their own addresses in the registry, and the events they follow in the catalog. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { eventCatalog } from '@gantry/shared/events/catalog';
import { pageAt } from '@gantry/shared/navigation';
import { expect, it } from 'vitest';

const tower = join(import.meta.dirname, '../routes/(tower)');
const files = readdirSync(tower, { recursive: true, encoding: 'utf8' });

it('has a page of the registry for every route', () => {
  const addresses = files
    .filter((file) => file.endsWith('+page.svelte'))
    .map((file) => `/${file.split(sep).slice(0, -1).join('/')}`);
  expect(addresses.length).toBeGreaterThan(8);
  for (const address of addresses) expect(pageAt(address), address).toBeDefined();
});

it('follows events that there are', () => {
  const named = files
    .filter((file) => /\.(svelte|ts)$/.test(file) && !file.endsWith('.test.ts'))
    .flatMap((file) => [
      ...readFileSync(join(tower, file), 'utf8').matchAll(
        /'((?:tracking|shipping|orders|inventory|fulfillment)\.[a-z_]+)'/g,
      ),
    ])
    .map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !eventCatalog.has(name))).toEqual([]);
});
