/**
 * Everything at once through two api processes and two workers: labels, cancellations, and every scan three times in any
 * order. Whatever waits for whom, each scan is recorded once, nothing is left waiting, and rows say what the log says.
 */
import { cancelOrder } from '@gantry/shared/api/orders';
import { readReplay, startReplay } from '@gantry/shared/api/replay';
import { createShipment } from '@gantry/shared/api/shipping';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi } from '../../src/app/api.ts';
import { startWorker } from '../../src/app/worker.ts';
import { connectCarrier, fresh, newOrder, type PostedScan, postScans, shipmentBody, statuses } from '../doings.ts';
import { startFreshTower, type TestTower, until } from '../tower.ts';

let tower: TestTower;
let another: { whole: Promise<void>; stop(): Promise<void> }[] = [];
beforeAll(async () => {
  tower = await startFreshTower();
  another = [await startWorker(tower.config), await startApi(tower.config)];
  await Promise.all(another.map(({ whole }) => whole));
  await connectCarrier(tower);
});
afterAll(async () => {
  for (const one of another) await one.stop();
  await tower?.stop();
});

const parcels = 120;
const tellings = 3;
const isCancelled = (n: number): boolean => n % 4 === 0;
/** A shuffle that is the same in every run. */
const shuffled = <T>(list: readonly T[], seed: number): T[] =>
  list
    .map((one, n) => ({ one, at: Math.sin((n + 1) * 12.9898 + seed * 78.233) * 43758.5453 }))
    .sort((a, b) => (a.at % 1) - (b.at % 1))
    .map(({ one }) => one);
const scansOf = (number: string): PostedScan[] =>
  Object.keys(statuses).map((code, n) => ({
    number,
    code,
    at: `2026-11-16T1${n}:00:00Z`,
    city: 'Madrid',
    country: 'ES',
  }));
const inParts = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, n) => list.slice(n * size, (n + 1) * size));
const counted = async (sql: string): Promise<number> =>
  Number((await tower.database.query<{ n: string }>(`SELECT count(*) AS n FROM ${sql}`)).rows[0]?.n);

it('records each scan once and leaves nothing waiting', async () => {
  const numbers = Array.from({ length: parcels }, () => fresh('T'));
  const orders = await Promise.all(numbers.map(() => newOrder(tower)));
  const scans = numbers.flatMap((number, n) => (isCancelled(n) ? [] : scansOf(number)));
  const register = numbers.map((trackingNumber, n) => () => {
    const body = shipmentBody(tower, orders[n] ?? '', { trackingNumber });
    return tower.call(createShipment, { body });
  });
  const cancel = orders
    .filter((_, n) => isCancelled(n))
    .map((orderId) => () => {
      return tower.call(cancelOrder, { params: { orderId }, body: { reason: 'changed my mind' } });
    });
  const tell = Array.from({ length: tellings }, (_, seed) => inParts(shuffled(scans, seed), 9)).flat();
  const doings = shuffled([...register, ...cancel, ...tell.map((part) => () => postScans(tower, ...part))], tellings);
  const answers: { status: number }[] = [];
  await Promise.all(
    Array.from({ length: 24 }, async () => {
      for (let next = doings.pop(); next; next = doings.pop()) answers.push(await next());
    }),
  );
  // A label for an order that is cancelled by then is the only thing refused.
  expect(new Set(answers.map(({ status }) => status)).difference(new Set([200, 201, 409]))).toEqual(new Set());
  await until(
    async () =>
      (await counted('tracked_shipments')) === (await counted('shipments')) &&
      (await counted(
        `shipments s JOIN orders o ON o.id = s.order_id WHERE o.status = 'cancelled' AND s.status <> 'cancelled'`,
      )) === 0,
    { what: 'every shipment tracked, and cancelled with its order' },
  );
  const told = `event_log WHERE name = 'tracking.scan_recorded' AND payload->>'code' NOT LIKE 'gantry:%'`;
  expect([await counted(told), await counted('parked_scans'), await counted('trashed_messages')]).toEqual([
    scans.length,
    0,
    0,
  ]);
  const outOfOrder = `(SELECT version - lag(version) OVER (PARTITION BY stream, stream_id ORDER BY seq) AS step
    FROM event_log e JOIN event_positions p ON p.event_id = e.id) s WHERE step <> 1`;
  expect(await counted(outOfOrder)).toBe(0);
  const { body } = await tower.call(startReplay, { body: { subject: 'rows' } });
  const report = await until(
    async () => {
      const { body: now } = await tower.call(readReplay, { params: { replayId: body.replayId } });
      return now.state === 'running' ? undefined : now;
    },
    { what: 'the log folded again' },
  );
  expect(report).toMatchObject({ state: 'ready', differing: 0, error: null });
});
