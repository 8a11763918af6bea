/**
 * The driven world against a small tower that goes away and comes back, and against its own restart: in the end the tower
 * has every order and shipment once, and exactly the scans that fell due.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it, vi } from 'vitest';
import { defaultDials } from './dials.ts';
import { drive } from './drive.ts';
import { sendingsOf } from './faults.ts';
import { connectCarriers } from './send.ts';
import { newState, type State } from './state.ts';
import { acceleratedClock } from './time.ts';
import { openTower } from './tower.ts';
import { dayOf, planParcel } from './world.ts';

const dials = { ...defaultDials, perDay: 400, broken: 0 };
const hour = 3_600_000;
const start = Date.UTC(2026, 4, 4, 10);

/** A tower that remembers what it was told and can be away. */
const createFakeTower = () => {
  const seen = { orders: new Map<string, number>(), shipments: new Map<string, number>(), webhooks: 0, connections: 0 };
  let server: Server | undefined;
  let port = 0;
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
    const given = body === '' ? {} : JSON.parse(body);
    const [map, key] = path.endsWith('/orders')
      ? [seen.orders, given.externalId]
      : [seen.shipments, given.trackingNumber];
    if (key !== undefined) map.set(key, (map.get(key) ?? 0) + 1);
    return [201, { outcome: 'placed', orderId: `ord_${key}`, trashId: null, reason: null }];
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

const until = (fact: () => boolean) => vi.waitUntil(fact, { timeout: 60_000, interval: 10 });

const tower = createFakeTower();
afterEach(() => tower.down());

/** Starts driving from an instant, 1800 times as fast as life. */
const startDriving = (origin: string, from: number, state: State) => {
  const stopping = new AbortController();
  const clock = acceleratedClock(new Date(from), 1800);
  const line = openTower({ origin, key: 'key', signal: stopping.signal });
  const log = { info: () => {}, warn: () => {} };
  const running = (async () => {
    await connectCarriers(line, state.secrets);
    await drive({
      tower: line,
      state,
      dials,
      clock,
      signal: stopping.signal,
      log,
      save: () => {},
      backfillHours: 24,
      backfillPerSecond: 500,
    });
  })();
  const stop = async () => {
    stopping.abort(new Error('stopping'));
    await running.catch((error: unknown) => {
      if (!stopping.signal.aborted) throw error;
    });
    await line.close();
  };
  return { clock, stop };
};

/** External ids of the parcels ordered in a span. */
const orderedBetween = (from: number, to: number): string[] => {
  const ids: string[] = [];
  for (let day = dayOf(from); day <= dayOf(to); day++) {
    for (let n = 0; n < dials.perDay; n++) {
      const plan = planParcel({ seed: 'drive', dials }, day, n);
      if (plan.placedAt >= from && plan.placedAt <= to) ids.push(plan.order.externalId);
    }
  }
  return ids;
};

const planOf = (externalId: string) => {
  const [, day = '', n = ''] = externalId.split('-');
  return planParcel({ seed: 'drive', dials }, Number(day), Number(n));
};

it('brings in the past, lives on, survives both restarts, and sends nothing that is not due', {
  timeout: 120_000,
}, async () => {
  const origin = await tower.up();
  const state = newState('drive');
  const past = orderedBetween(start - 23 * hour, start);
  const first = startDriving(origin, start, state);
  await until(() => past.every((id) => tower.seen.orders.has(id)));
  await tower.down();
  const awayAt = first.clock.now().getTime();
  await until(() => first.clock.now().getTime() > awayAt + hour / 2);
  await tower.up();
  const missed = orderedBetween(awayAt, awayAt + hour / 2);
  await until(() => missed.every((id) => tower.seen.orders.has(id)));
  const stoppedAt = first.clock.now().getTime();
  await first.stop();
  expect(state.cursor).toBeGreaterThan(start);
  expect(state.cursor).toBeLessThanOrEqual(first.clock.now().getTime());

  const before = new Map(tower.seen.orders);
  const cursor = state.cursor ?? 0;
  const shippedBefore = new Set(tower.seen.shipments.keys());
  const resumedAt = stoppedAt + 2 * hour;
  const second = startDriving(origin, resumedAt, state);
  const meanwhile = orderedBetween(stoppedAt, resumedAt);
  await until(() => meanwhile.every((id) => tower.seen.orders.has(id)));
  const quiet = second.clock.now().getTime() + hour;
  await until(() => second.clock.now().getTime() > quiet);
  await second.stop();
  const end = second.clock.now().getTime();

  const known = new Set(orderedBetween(start - 25 * hour, end));
  for (const id of tower.seen.orders.keys()) expect(known.has(id)).toBe(true);
  // An order is placed again only to learn its id for a shipment that may not have been sent.
  const again = [...before].filter(([id, times]) => (tower.seen.orders.get(id) ?? 0) > times).map(([id]) => planOf(id));
  const shipped = again.filter((plan) => shippedBefore.has(plan.trackingNumber));
  for (const plan of shipped) expect(plan.shipment?.at).toBeGreaterThan(cursor);
  for (const id of past) {
    const plan = planOf(id);
    const due = sendingsOf(plan, 'drive', dials).some((one) => one.what === 'shipment' && one.at < resumedAt);
    if (due) expect([id, tower.seen.shipments.has(plan.trackingNumber)]).toEqual([id, true]);
  }
  expect(tower.seen.connections).toBe(16);
  expect(tower.seen.webhooks).toBeGreaterThan(past.length);
});
