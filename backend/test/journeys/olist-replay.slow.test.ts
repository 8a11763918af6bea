/**
 * The real orders of the Olist data set through a whole tower: its figures agree with a plain count over the files, made
 * here in a few lines that share nothing with the replay; and a second replay changes nothing. Up to a day of 2017: the
 * whole set takes a minute or more, twice.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { performance } from '@gantry/shared/api/insights';
import { listTrash } from '@gantry/shared/api/trash';
import { parse } from 'csv-parse/sync';
import { DateTime } from 'luxon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../cli/replay.ts';
import { adminKey, startFreshTower, type TestTower, until } from '../tower.ts';

const folder = join(import.meta.dirname, '../../../../shared/data/olist');
const there = existsSync(folder);
if (!there) console.log(`olist-replay: skipped, there is no Olist data at ${folder}`);

const lastDay = '2017-06-01';
/** By the clock of the files, in their own notation: earlier texts are earlier times. */
const over = '2017-06-02 00:00:00';
const latest = (...times: (string | undefined)[]): string =>
  times
    .map((time) => time ?? '')
    .sort()
    .at(-1) ?? '';

type Row = Record<string, string>;
const table = (name: string): Row[] => {
  const file = readdirSync(folder).find((one) => one.includes(name)) ?? '';
  const bytes = readFileSync(join(folder, file));
  return parse(file.endsWith('.gz') ? gunzipSync(bytes) : bytes, { columns: true, bom: true }) as Row[];
};
const days = (from: string, to: string): number => {
  const at = (text: string) => DateTime.fromSQL(text, { zone: 'America/Sao_Paulo' }).toMillis();
  return (at(to) - at(from)) / 86_400_000;
};

/** One parcel per order and seller. */
const plainCount = () => {
  const sellers = new Map<string, Set<string>>();
  for (const { order_id = '', seller_id = '' } of table('olist_order_items'))
    sellers.set(order_id, (sellers.get(order_id) ?? new Set()).add(seller_id));
  const orders = table('olist_orders').filter(({ order_purchase_timestamp: placed = '' }) => placed < over);
  const labelled = (order: Row) => latest(order.order_purchase_timestamp, order.order_approved_at);
  const parcels = orders
    .filter((order) => labelled(order) < over)
    .flatMap((order) => [...(sellers.get(order.order_id ?? '') ?? [])].map(() => order));
  const delivered = parcels.filter(
    ({ order_delivered_customer_date: to }) => to !== '' && to !== undefined && to < over,
  );
  const onTime = delivered.filter(
    (order) =>
      (order.order_delivered_customer_date ?? '').slice(0, 10) <=
      (order.order_estimated_delivery_date ?? '').slice(0, 10),
  );
  const transit = delivered.flatMap(({ order_delivered_carrier_date: from, order_delivered_customer_date: to }) =>
    from && to ? [days(from, to)] : [],
  );
  return {
    empty: orders.filter((order) => !sellers.has(order.order_id ?? '')).length,
    orders: orders.filter((order) => sellers.has(order.order_id ?? '')).length,
    parcels: parcels.length,
    delivered: delivered.length,
    onTimeRate: onTime.length / delivered.length,
    transitDays: transit.reduce((sum, one) => sum + one, 0) / transit.length,
  };
};

describe.skipIf(!there)('the Olist orders', () => {
  let tower: TestTower;
  let home: string;
  beforeAll(async () => {
    tower = await startFreshTower();
    home = mkdtempSync(join(tmpdir(), 'gantry-olist-'));
  });
  afterAll(async () => {
    await tower?.stop();
    rmSync(home, { recursive: true, force: true });
  });
  const replay = () =>
    run([folder, '--speed', 'max', '--until', lastDay, '--origin', tower.origin, '--key', adminKey], {
      GANTRY_HOME: home,
    });
  const rows = async (table: string): Promise<number> =>
    Number((await tower.database.query(`SELECT count(*) AS n FROM ${table}`)).rows[0]?.n);

  it('replayed give the figures of a plain count, and replayed again change nothing', {
    timeout: 240_000,
  }, async () => {
    expect(await replay()).toBe(0);
    const files = plainCount();
    expect(files.delivered).toBeGreaterThan(300);
    expect(await rows('orders')).toBe(files.orders);
    expect(await rows('shipments')).toBe(files.parcels);
    const { body } = await tower.call(performance, { query: { channel: 'olist', period: 'all' } });
    expect(body.deliveredShipments).toBe(files.delivered);
    expect(body.onTimeDeliveryRate).toBeCloseTo(files.onTimeRate, 9);
    expect(body.avgTransitDays).toBeCloseTo(files.transitDays, 3);
    const trash = await tower.call(listTrash, { query: { reason: 'order_without_lines', limit: 1 } });
    expect(trash.body.counts).toEqual({ open: files.empty });

    const head = await rows('event_log');
    expect(await replay()).toBe(0);
    expect(await rows('event_log')).toBe(head);
    await until(async () => (await rows('event_positions')) === head);
  });
});
