/**
 * Spoiled pushes of every carrier, rightly signed, through a whole tower: whatever they are, the answer is never a 5xx,
 * and what nobody can read lies in the Trash. (The adapters alone take thousands each in `pnpm bench mutations`.)
 */
import { createHmac } from 'node:crypto';
import { configureConnection } from '@gantry/shared/api/carriers';
import { listTrash } from '@gantry/shared/api/trash';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CarrierSandbox } from '../../src/connectors/carriers/sandbox.ts';
import { carrierSandboxes } from '../../src/connectors/carriers/sandboxes.ts';
import { mutate } from '../mutations.ts';
import { parcelOf } from '../sandbox-parcels.ts';
import { carrierSecret, startFreshTower, type TestTower } from '../tower.ts';

const pushing = carrierSandboxes.filter(({ push }) => push !== undefined);
let tower: TestTower;
beforeAll(async () => {
  tower = await startFreshTower();
  for (const { name } of pushing) {
    const { status } = await tower.call(configureConnection, {
      params: { name },
      body: { adapter: name, secret: carrierSecret },
    });
    expect([name, status]).toEqual([name, 200]);
  }
});
afterAll(() => tower?.stop());

const hmac = (text: string): string => createHmac('sha256', carrierSecret).update(text).digest('hex');

/** Headers that sign a spoiled body as the carrier would; those of the sandbox where nothing in them depends on the body. */
const signed = (carrier: string, body: string, headers: Record<string, string>): Record<string, string> => {
  if (carrier === 'fedex') return { ...headers, 'fdx-signature': hmac(body) };
  const stamp = String(Date.now());
  if (carrier === 'rappi') return { ...headers, 'rappi-signature': `t=${stamp},sign=${hmac(`${stamp}.${body}`)}` };
  return headers;
};

const send = async (carrier: CarrierSandbox, spoil: (text: string) => string, nth: number): Promise<number> => {
  const now = new Date();
  const parcel = parcelOf(carrier, `SPOILED${nth}`, { nth, now });
  const [push] = carrier.push?.(parcel, parcel.scans.length - 1, { secret: carrierSecret, now }) ?? [];
  if (!push) return 200;
  const at = push.path.indexOf('?');
  const path =
    push.method === 'GET'
      ? `${push.path.slice(0, at + 1)}${encodeURI(spoil(push.path.slice(at + 1))).slice(0, 8_000)}`
      : push.path;
  const body = push.method === 'GET' ? '' : spoil(push.body);
  const headers = signed(carrier.name, body, push.headers);
  const url = `${tower.origin}/api/logistics/events/webhooks/${carrier.name}${path}`;
  const answer = await fetch(url, { method: push.method, headers, ...(push.method === 'POST' ? { body } : {}) });
  const text = await answer.text();
  if (answer.status >= 500)
    throw new Error(`${carrier.name}: ${answer.status} ${text}\n${path.slice(0, 500)}\n${body.slice(0, 1000)}`);
  return answer.status;
};

describe.each(pushing.map((carrier) => [carrier.name, carrier] as const))('%s', (_name, carrier) => {
  it('answers 150 spoiled pushes without a 5xx, most of them as stored', async () => {
    const mutation = fc.record({ kind: fc.nat(8), at: fc.nat(100_000), bit: fc.nat(250) });
    const statuses: number[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), fc.nat(6), async (mutations, nth) => {
        statuses.push(await send(carrier, (text) => mutations.reduce(mutate, text), nth));
      }),
      { numRuns: 150 },
    );
    expect(statuses.filter((status) => status === 200 || status === 202).length).toBeGreaterThan(
      carrier.name === 'usps' ? 0 : 30,
    );
  });
});

it('keeps what nobody could read in the Trash', async () => {
  const { body } = await tower.call(listTrash, { query: { limit: 200 } });
  expect(body.items.length).toBeGreaterThan(20);
  expect(new Set(body.items.map(({ handler }) => handler))).toEqual(new Set(['tracking.webhook']));
});
