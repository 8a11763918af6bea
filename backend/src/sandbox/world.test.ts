/**
 * The whole world against a small tower that goes away and comes back, and against its own restart: in the end the tower
 * has every order and every shipment, none under two numbers, and nothing that was not due.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { until } from '../../test/until.ts';
import { openFloor } from './actors/floor.ts';
import { openReturning } from './actors/returning.ts';
import { openVendor } from './actors/vendor.ts';
import { actors } from './actors.ts';
import { defaultDials } from './dials.ts';
import { ordersOn } from './shop/market-hours.ts';
import { planOrder } from './shop/order-plan.ts';
import { newState, type State } from './state.ts';
import { acceleratedClock } from './time.ts';
import { openTower } from './tower.ts';
import { runWorld } from './world.ts';

const dials = { ...defaultDials, perDay: 300, broken: 0 };
const past = { days: 3, perDay: 60 };
const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 4, 13, 10);

type Shipment = { orderId: string; trackingNumber: string; history?: boolean; createdAt: string };

/** Every order can be sent as soon as it is packed, and nothing is to be bought. */
const standing = {
  stage: 'allocated',
  placedAt: new Date(start).toISOString(),
  lines: [{ lineId: '1', sku: 'S', quantity: 1, open: 1, allocated: 1, waiting: 0, tracked: true }],
  allocations: [{ lineId: '1', sku: 'S', warehouse: 'leipzig', bin: '', lot: 'L', quantity: 1, perUnit: 1 }],
  waiting: [],
  shipments: [],
};
const nothingToBuy = { items: [], nextCursor: null, unallocated: [] };

/** A tower that remembers what it was told and can be away. */
const createFakeTower = () => {
  const seen = {
    orders: new Map<string, number>(),
    said: new Map<string, number>(),
    shipments: new Map<string, Shipment>(),
    again: 0,
    webhooks: 0,
    connections: 0,
    pages: 0,
  };
  let server: Server | undefined;
  let port = 0;
  const takeShipment = (given: Shipment): void => {
    const known = seen.shipments.get(given.orderId);
    expect(known?.trackingNumber ?? given.trackingNumber).toBe(given.trackingNumber);
    if (known) seen.again++;
    else seen.shipments.set(given.orderId, given);
  };
  const answer = async (request: IncomingMessage): Promise<[number, unknown]> => {
    const body = await text(request);
    const path = request.url ?? '';
    if (path.includes('/webhooks/')) {
      seen.webhooks++;
      return [200, { outcome: 'recorded', recorded: 1, duplicates: 0, waiting: 0, trashed: 0 }];
    }
    if (request.method === 'PUT') {
      seen.connections++;
      return [200, {}];
    }
    if (request.method === 'GET' && path.includes('/orders/ord_')) return [200, standing];
    if (request.method === 'GET' && /\/(inventory|orders)\/|\/(stations|fulfillment|dropship|returns)\b/.test(path))
      return [200, nothingToBuy];
    if (path.startsWith('/track') || path.includes('/tracking/')) {
      seen.pages++;
      return [200, { endedAt: null, items: [] }];
    }
    const given = body === '' ? {} : JSON.parse(body);
    if (path.endsWith('/shipments')) takeShipment(given);
    else if (path.endsWith('/orders')) {
      seen.orders.set(given.externalId, (seen.orders.get(given.externalId) ?? 0) + 1);
      seen.said.set(body, (seen.said.get(body) ?? 0) + 1);
    }
    const orderId = `ord_${given.externalId}`;
    return [201, { outcome: 'placed', orderId, trashId: null, reason: null, trackingUrl: `/track/${given.orderId}` }];
  };
  const up = async () => {
    server = createServer((request, response) => {
      answer(request).then(([status, reply]) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(reply));
      });
    });
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
    return `http://127.0.0.1:${port}`;
  };
  const down = async () => {
    server?.closeAllConnections();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  };
  return { seen, up, down };
};

const tower = createFakeTower();
let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sandbox-world-'));
});
afterEach(async () => {
  await tower.down();
  rmSync(home, { recursive: true });
});

/** People who look at what there is to do every few seconds of theirs would do nothing else at this speed. */
const cast = actors.filter((open) => open !== openFloor && open !== openVendor && open !== openReturning);

/** Lets the world run from an instant, 1800 times as fast as life. */
const startWorld = (origin: string, from: number, state: State) => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const clock = acceleratedClock(new Date(from), 1800);
  const line = openTower({ origin, key: 'key', signal });
  const running = runWorld({
    cast,
    tower: line,
    state,
    dials,
    past,
    clock,
    signal,
    log: { info: () => {}, warn: () => {} },
    save: () => {},
    pathOf: (name) => join(home, `${name}.jsonl`),
    carrierPort: null,
    erpPort: null,
  });
  const stop = async () => {
    stopping.abort(new Error('stopping'));
    await running.catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    await line.close();
  };
  return { now: () => clock.now().getTime(), stop };
};

/** External ids of the orders of whole days of the world's calendar that are placed in a span. */
const orderedBetween = (from: number, to: number): string[] => {
  const ids: string[] = [];
  for (let d = Math.floor(from / day) - 1; d <= Math.floor(to / day) + 1; d++)
    for (let n = 0; n < ordersOn(d, dials.perDay); n++) {
      const plan = planOrder({ seed: 'world', dials }, d, n);
      if (plan.placedAt >= from && plan.placedAt <= to) ids.push(plan.order.externalId);
    }
  return ids;
};
const has = (ids: readonly string[]): boolean => ids.every((id) => tower.seen.orders.has(id));

it('tells of the past, lives on, survives both restarts, and says nothing before it is due', {
  timeout: 60_000,
}, async () => {
  const origin = await tower.up();
  // All of it is the past: what the floor does is tested where it is told.
  const state = { ...newState('world'), began: Date.UTC(2100, 0) };
  const first = startWorld(origin, start, state);
  await until(async () => tower.seen.shipments.size > 150, { what: 'a past' });
  const history = [...tower.seen.shipments.values()].filter((one) => one.history);
  expect(history.length).toBeGreaterThan(100);
  for (const one of history) expect(Date.parse(one.createdAt)).toBeLessThan(first.now());
  // The tower is away for half an hour of the world, and then back.
  await tower.down();
  const awayAt = first.now();
  await until(async () => first.now() > awayAt + hour / 2, { what: 'half an hour' });
  await tower.up();
  const missed = orderedBetween(awayAt, awayAt + hour / 2);
  await until(async () => has(missed), { what: 'what was missed' });
  const stoppedAt = first.now();
  await first.stop();
  expect(state.cursor).toBeLessThanOrEqual(first.now());

  const numbers = new Map([...tower.seen.shipments].map(([id, { trackingNumber }]) => [id, trackingNumber]));
  const resumedAt = stoppedAt + 2 * hour;
  const second = startWorld(origin, resumedAt, state);
  const meanwhile = orderedBetween(stoppedAt, resumedAt);
  await until(async () => has(meanwhile), { what: 'what came meanwhile' });
  const quiet = second.now() + 4 * hour;
  await until(async () => second.now() > quiet, { what: 'four hours' });
  await second.stop();

  // Every order that was told is one that was due, and those of the live hours are sent once packed.
  const due = new Set(orderedBetween(start - (past.days + 1) * day, second.now()));
  for (const id of tower.seen.orders.keys()) expect(due.has(id)).toBe(true);
  const packed = orderedBetween(start, start + hour).filter((id) => tower.seen.orders.has(id));
  const sent = packed.filter((id) => tower.seen.shipments.has(`ord_${id}`));
  expect(sent.length).toBeGreaterThan(packed.length * 0.5);
  for (const [id, number] of numbers) expect(tower.seen.shipments.get(id)?.trackingNumber).toBe(number);
  // What had been told is not told again but for what was under way.
  expect(tower.seen.again).toBeLessThan(15);
  expect([...tower.seen.said.values()].filter((times) => times > 1).length).toBeLessThan(15);
  expect(tower.seen.connections).toBe(16);
  expect(tower.seen.webhooks).toBeGreaterThan(tower.seen.shipments.size);
  expect(tower.seen.pages).toBeGreaterThan(5);
});
