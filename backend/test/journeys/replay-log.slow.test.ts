/**
 * After a whole day of the sandbox world with all its carelessness: every row is the fold of its events, ClickHouse agrees
 * with the log, and the same parcels heard of in another order end in the same timelines.
 */

import { connect as connectAnalytics } from '@gantry/analytics/client';
import { addAnalyst, revokeAnalyst } from '@gantry/shared/api/access/analysts';
import { issueKey, rotateKey } from '@gantry/shared/api/access/keys';
import { addMerchant, changeMerchant } from '@gantry/shared/api/access/merchants';
import { changeRights, invitePerson } from '@gantry/shared/api/access/people';
import { saveStatusMap } from '@gantry/shared/api/carriers/status-maps';
import { saveLocation } from '@gantry/shared/api/inventory/places';
import { moveStock } from '@gantry/shared/api/inventory/stock';
import { receiveTransfer, sendTransfer } from '@gantry/shared/api/inventory/transfers';
import { placeOrder } from '@gantry/shared/api/orders';
import { saveErp } from '@gantry/shared/api/orders/systems';
import { changeReturn, getReturnable, requestReturn } from '@gantry/shared/api/returns/staff';
import { changeSettings } from '@gantry/shared/api/settings';
import { configureBrand } from '@gantry/shared/api/tracking-page';
import { listTrash, retryTrashed, startTrashRun } from '@gantry/shared/api/trash';
import type { RecordedEvent } from '@gantry/shared/events/define';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { run as runAnalytics } from '../../cli/analytics.ts';
import { openContexts } from '../../src/app/contexts.ts';
import { openPlatform } from '../../src/app/open-platform.ts';
import { judgeLevels } from '../../src/contexts/forecast/levels.ts';
import { trainModel } from '../../src/contexts/forecast/training/train.ts';
import { timelineOf } from '../../src/contexts/journeys/timeline/timeline.ts';
import { readTracked } from '../../src/contexts/tracking/store.ts';
import { judgeGrowth } from '../../src/contexts/trash/growth/watch.ts';
import { type Database, openDatabase } from '../../src/platform/database.ts';
import { headOf, readLog } from '../../src/platform/log/event-log.ts';
import { replayed, type Stream } from '../../src/platform/write/stream.ts';
import { randomOf } from '../../src/sandbox/random.ts';
import type { Tower } from '../../src/sandbox/tower.ts';
import { connectCarrier, newOrder, newShipment, orderBody, pairedKiosk, pairScreen, postScans } from '../doings.ts';
import { startFreshTower, type TestTower, until } from '../tower.ts';
import { workOnFloor } from './floor-day.ts';
import { type Day, sandboxDay, sendAll, worldOf } from './sandbox-day.ts';

const parcels = 220;
const day: Day = sandboxDay(new Date('2026-11-02T00:00:00Z'), parcels);

type Told = Map<string, unknown>;
type Standing = { tower: TestTower; database: Database; line: Tower; close(): Promise<void> };

const open = async (): Promise<Standing> => {
  const tower = await startFreshTower();
  const database = openDatabase(tower.config.databaseUrl, { name: 'test', role: 'command' }, 8);
  const line = await worldOf(tower);
  const close = async (): Promise<void> => {
    await line.close();
    await database.close();
    await tower.stop();
  };
  return { tower, database, line, close };
};

/** Waits until everything in the log has been read by every subscriber, and no job is open that could add to it. */
const settled = (database: Database) =>
  until(
    async () => {
      const { rows } = await database.pool.query<{ behind: string; unplaced: string; busy: string }>(
        `SELECT (SELECT count(*) FROM checkpoints, sequencer_cursor WHERE position < seq) AS behind,
           (SELECT max(id) FROM event_log) - (SELECT max(event_id) FROM event_positions) AS unplaced,
           (SELECT count(*) FROM jobs WHERE status = 'open' AND name <> 'platform.sweep') AS busy`,
      );
      const one = rows[0];
      if (one?.behind !== '0' || one.unplaced !== '0' || one.busy !== '0') throw new Error(JSON.stringify(one));
      return true;
    },
    { ms: 40_000, what: 'a settled tower' },
  );

/**
 * Without when we heard of anything, which is all that arrival may change (it stands for the time of a scan that has none),
 * and without the link, which is made by lot.
 */
const timelessly = (value: unknown, heard: ReadonlySet<unknown>): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, inner) =>
      key === 'trackingUrl' ? undefined : heard.has(inner) ? 'when heard' : inner,
    ),
  );

/** The timeline of the shipment's own state, without what stands beside it. */
const alone = {
  eta: null,
  timeZone: 'UTC',
  now: new Date(0),
  witnesses: new Map(),
  revisions: [],
  carriers: new Map(),
  trackingUrl: '',
  erasedAt: null,
};

const timelines = async (database: Database): Promise<Told> => {
  const { rows } = await database.pool.query<{ id: string }>('SELECT id FROM tracked_shipments');
  const tracked = await readTracked(
    database,
    rows.map(({ id }) => id),
  );
  return new Map(
    tracked.map((one) => {
      const heard = new Set(one.scans.map(({ receivedAt }) => receivedAt));
      // What a carrier expects is what it said last: that is arrival's to decide.
      const state = { ...one, estimate: null };
      return [one.plan.shipmentId, timelessly(timelineOf(state, alone), heard)];
    }),
  );
};

/** What people do in warehouses: a bin, units laid into it, a correction, units sent elsewhere and come in part. */
const moveGoods = async (tower: TestTower): Promise<void> => {
  const lamp = { sku: 'LMP-101', warehouse: 'leipzig' };
  await tower.call(saveLocation, { body: { warehouse: 'leipzig', bin: 'A-1' } });
  await tower.call(moveStock, { body: { kind: 'transfer', ...lamp, toBin: 'A-1', quantity: 2 } });
  await tower.call(moveStock, { body: { kind: 'adjust', ...lamp, change: -1, reason: 'lost' } });
  const { body: sent } = await tower.call(sendTransfer, {
    body: { sku: 'LMP-101', from: 'leipzig', to: 'madrid', quantity: 5 },
  });
  const params = { transferId: sent.transferId };
  const { status } = await tower.call(receiveTransfer, { params, body: { receiptId: 'r', accepted: 2, damaged: 1 } });
  expect(status).toBe(200);
};

/** What comes back of an order: asked for, received, found good and broken, replaced and paid back, closed. */
const bringBack = async (tower: TestTower): Promise<void> => {
  const { orderId } = await newShipment(tower, {
    orderId: await newOrder(tower, { lines: [{ lineId: '1', sku: 'LMP-101', quantity: 3, unitPrice: 500 }] }),
    warehouse: 'leipzig',
  });
  await until(
    async () =>
      (await tower.call(getReturnable, { params: { orderId } })).body.lines[0]?.returnable === 3 ? true : undefined,
    { what: 'lamps that left' },
  );
  const lines = [{ lineId: '1', quantity: 3, reason: 'wrong_size' as const }];
  const asked = { orderId, lines, note: 'Too large for Ana', authorize: true, warehouse: 'leipzig' };
  const { returnId } = (await tower.call(requestReturn, { body: asked })).body;
  const steps: z.input<(typeof changeReturn)['body']>[] = [
    { action: 'sent', trackingNumber: 'BACK-1' },
    { action: 'receive', receiptId: 'r', lines: [{ lineId: '1', quantity: 3 }] },
    {
      action: 'inspect',
      inspectionId: 'i',
      units: [
        { lineId: '1', quantity: 2, outcome: 'restock', bin: 'A-1' },
        { lineId: '1', quantity: 1, outcome: 'damaged', note: 'Ana dropped it' },
      ],
    },
    { action: 'replace', replacementId: 'n', lines: [{ lineId: '1', quantity: 1 }] },
    { action: 'refund', state: 'sent', reference: 'P' },
    { action: 'close' },
  ];
  for (const body of steps)
    expect([body.action, (await tower.call(changeReturn, { params: { returnId }, body })).status]).toEqual([
      body.action,
      200,
    ]);
};

/** A customer looks at a tracking page, as the pages tell the tower of it. */
const lookAt = async (tower: TestTower, token: string): Promise<void> => {
  const agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0';
  const headers = { 'gantry-looks-in': 'es', 'user-agent': agent };
  const answers = async (): Promise<boolean> =>
    (await fetch(`${tower.origin}/api/logistics/tracking/${token}`, { headers })).ok;
  await until(answers, { what: 'the page of a parcel' });
};

let first: Standing;
let told: Told;
let streams: Map<string, Stream<unknown>>;
beforeAll(async () => {
  first = await open();
  await sendAll(first.line, day.sendings);
  // What the world does not do by itself: an amendment, a repair that failed, a key, a scan mapped late.
  await connectCarrier(first.tower);
  const { number, trackingToken } = await newShipment(first.tower);
  await lookAt(first.tower, trackingToken);
  await postScans(first.tower, { number, code: 'NEW', at: '2026-11-16T12:00:00Z' }, { number, code: 'PU', at: 'soon' });
  const { body: key } = await first.tower.call(issueKey, { body: { name: 'replayed' } });
  for (let n = 0; n < 2; n++) await first.tower.call(rotateKey, { params: { keyId: key.keyId } });
  const { kioskId } = await pairedKiosk(first.tower);
  await pairScreen(first.tower, kioskId);
  await first.tower.call(addMerchant, { body: { merchant: 'acme', name: 'Acme' } });
  await first.tower.call(changeMerchant, { params: { merchant: 'acme' }, body: { state: 'closed' } });
  const analyst = await first.tower.call(addAnalyst, { body: { user: 'ana_bi', name: 'Ana' } });
  await first.tower.call(revokeAnalyst, { params: { analystId: analyst.body.analystId } });
  const rights = { area: 'staff' as const, verticals: '*' as const, merchants: ['acme'] };
  const invited = await first.tower.call(invitePerson, { body: { email: 'ana@example.invalid', ...rights } });
  await first.tower.call(changeRights, { params: { personId: invited.body.personId }, body: { area: 'personal' } });
  const switches = { ecommerce: true, customs: true, rentals: false, feeds: true, handoffs: true };
  await first.tower.call(changeSettings, {
    params: { group: 'access.verticals' },
    body: { values: switches, note: '', expectedVersion: 0 },
  });
  await first.tower.call(configureBrand, { params: { channel: 'default' }, body: { name: 'House' } });
  // Known, and not asked: an ERP that is off.
  const erp = { url: 'https://erp.example.invalid', keyName: 'k', secret: 's', company: 'Gantry', enabled: false };
  await first.tower.call(saveErp, { body: erp });
  const body = orderBody({ billTo: { city: 'Vigo', country: 'ES' } });
  const { billTo: _, ...amended } = body;
  await first.tower.call(placeOrder, { body });
  await first.tower.call(placeOrder, { body: { ...amended, total: 1 } });
  await moveGoods(first.tower);
  await bringBack(first.tower);
  await workOnFloor(first.tower, 'LMP-101', 2);
  const { body: trash } = await first.tower.call(listTrash, { query: { limit: 5 } });
  await first.tower.call(retryTrashed, { body: { trashIds: trash.items.map(({ trashId }) => trashId) } });
  await first.tower.call(startTrashRun, { body: { action: 'discard', reason: 'a day of tests', where: {} } });
  await connectCarrier(first.tower, { statuses: { NEW: { status: 'available_for_pickup' } } });
  const rows = [{ code: 'EXTRA', status: 'in_transit' as const }];
  await first.tower.call(saveStatusMap, { body: { name: 'acme', rows } });
  await settled(first.database);
  // What happens at night and by the hour.
  const { platform, close } = await openPlatform(first.tower.config, 'test', 4);
  const analytics = await connectAnalytics(first.tower.config.clickhouseUrl);
  const contexts = openContexts(platform, analytics);
  const thread = { correlationId: 'test', actor: 'test' };
  await trainModel({ platform, tracking: contexts.tracking.public }, { thread, now: true, least: 1 });
  const missed = { shipments: 100, held: 10, estimates: 100 };
  await judgeLevels(platform, new Map([['high', missed]]), { model: 1, thread });
  await judgeGrowth(platform, { entriesPerHour: 1, openEntries: 1, oldestHours: 1_000_000 });
  streams = new Map(contexts.all.flatMap((one) => one.streams ?? []).map((one) => [one.name, one]));
  await contexts.close();
  await analytics.close();
  await close();
  await settled(first.database);
  told = await timelines(first.database);
});
afterAll(() => first?.close());

describe('a day of the world', () => {
  it('was a whole one: every kind of event, of trouble and of ending', async () => {
    const { rows } = await first.database.pool.query<{ name: string; n: string }>(
      'SELECT name, count(*) AS n FROM event_log GROUP BY name',
    );
    const counts = Object.fromEntries(rows.map(({ name, n }) => [name, Number(n)]));
    for (const name of [
      'orders.order_placed',
      'orders.order_amended',
      'orders.order_cancelled',
      'orders.order_allocated',
      'orders.goods_issued',
      'inventory.stock_moved',
      'inventory.purchase_order_received',
      'inventory.transfer_received',
      'fulfillment.planned',
      'fulfillment.picked',
      'fulfillment.packed',
      'fulfillment.station_state_changed',
      'fulfillment.walk_ended',
      'shipping.shipment_created',
      'returns.requested',
      'returns.inspected',
      'returns.refund_changed',
      'returns.replacement_sent',
      'returns.closed',
      'tracking.scan_recorded',
      'tracking.scan_mapped',
      'tracking.standing_changed',
      'tracking.exception_opened',
      'tracking.exception_resolved',
      'tracking.exception_revised',
      'tracking.eta_updated',
      'tracking.eta_model_trained',
      'tracking.eta_level_demoted',
      'tracking.page_viewed',
      'trash.message_trashed',
      'trash.retry_failed',
      'access.key_rotated',
      'access.analyst_added',
      'access.analyst_revoked',
      'access.kiosk_paired',
      'access.merchant_changed',
      'access.person_rights_changed',
      'settings.group_changed',
    ])
      expect(counts[name] ?? 0, name).toBeGreaterThan(0);
    expect(counts['tracking.tracking_started']).toBe(counts['shipping.shipment_created']);
    const scans = day.sendings.filter(({ what }) => what === 'scan').length;
    expect(scans).toBeGreaterThan(2_000);
    expect(counts['tracking.scan_recorded']).toBeLessThan(scans);
  });

  it('left rows that equal the fold of their events, for every stream there is', async () => {
    const past = await wholeLog(first.database);
    const byStream = Map.groupBy(past, ({ stream }) => stream);
    // Nobody is erased in this day, and it has no past to seal.
    const others = ['data_subject', 'sealed_past'];
    expect(new Set(byStream.keys())).toEqual(new Set([...streams.keys()].filter((name) => !others.includes(name))));
    for (const [name, events] of byStream) {
      const stream = streams.get(name);
      if (!stream) throw new Error(`no context writes ${name}`);
      const histories = Map.groupBy(events, ({ streamId }) => streamId);
      const held = await first.database.transaction((tx) => stream.load(tx, [...histories.keys()]));
      for (const [id, history] of histories) {
        const label = `${name} ${id}`;
        expect(
          history.map(({ version }) => version),
          label,
        ).toEqual(history.map((_, n) => n + 1));
        const row = held.get(id);
        expect(row?.version, label).toBe(history.length);
        expect(comparable(row?.state), label).toEqual(comparable(replayed(stream, history)));
      }
    }
    await expectNoOtherRows(first.database, past);
  });

  it('is the same day in ClickHouse', async () => {
    const { databaseUrl, clickhouseUrl } = first.tower.config;
    expect(await runAnalytics(['verify'], { DATABASE_URL: databaseUrl, CLICKHOUSE_URL: clickhouseUrl })).toBe(0);
    const client = await connectAnalytics(clickhouseUrl);
    const [[events] = []] = await client.values('SELECT count() FROM event_facts FINAL');
    expect(Number(events)).toBe(await headOf(first.database));
    const states = (table: string, deliveredAt: string) =>
      `SELECT count() AS n, countIf(${deliveredAt} IS NOT NULL) AS delivered FROM ${table}`;
    const [facts] = await client.values(`${states('shipment_facts', 'delivered_at')} FINAL`);
    await client.close();
    const { rows } = await first.database.pool.query(
      'SELECT count(*)::int AS n, count(delivered_at)::int AS delivered FROM tracked_shipments',
    );
    expect((facts ?? []).map(Number)).toEqual([rows[0]?.n, rows[0]?.delivered]);
  });

  it('heard of in another order, ends in the same timelines', async () => {
    await first.close();
    const second = await open();
    first = second;
    const random = randomOf('shuffle');
    const mixed = day.sendings
      .map((sending) => ({ sending, place: ['order', 'change'].includes(sending.what) ? 0 : random.next() }))
      .sort((a, b) => a.place - b.place)
      .map(({ sending }) => sending);
    // A cancellation is a decision, not a scan: what had left by then depends on when it comes.
    const cancelled = new Set(day.plans.filter(({ cancelAt }) => cancelAt !== null).map(({ key }) => key));
    await sendAll(
      second.line,
      mixed.filter(({ plan }) => !cancelled.has(plan.key)),
    );
    await settled(second.database);
    const again = await timelines(second.database);
    const ours = [...again.keys()];
    expect(ours.length).toBeGreaterThan(parcels * 0.9);
    for (const id of ours) expect(again.get(id), id).toEqual(told.get(id));
    // All but those that only the first tower was given by hand.
    expect(told.size - again.size).toBe(2);
  });
});

const wholeLog = async (database: Database): Promise<RecordedEvent[]> => {
  const head = await headOf(database);
  const events: RecordedEvent[] = [];
  for (let after = 0; after < head; ) {
    const window = await readLog(database, { after, limit: 5_000 });
    events.push(...window.events);
    after = window.through;
  }
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: head }, (_, n) => n + 1));
  return events;
};

/** Scans and exceptions are sets: rows have no order, folds have that of arrival. */
const comparable = (state: unknown): unknown => {
  const { scans, exceptions, ...rest } = JSON.parse(JSON.stringify(state)) as Record<string, unknown>;
  const sorted = (list: unknown, id: string): unknown =>
    Array.isArray(list) ? Object.fromEntries(list.map((one) => [one[id], one])) : list;
  return { ...rest, scans: sorted(scans, 'scanId'), exceptions: sorted(exceptions, 'exceptionId') };
};

/** No row without events: counted table by table. */
const expectNoOtherRows = async (database: Database, past: readonly RecordedEvent[]): Promise<void> => {
  const tables = {
    order: 'orders',
    product: 'products',
    listing: 'listings',
    channel_rules: 'channel_rules',
    warehouse: 'warehouses',
    location: 'warehouse_locations',
    vendor: 'vendors',
    stock: 'stock_items',
    purchase_order: 'purchase_orders',
    transfer: 'transfers',
    shipment: 'shipments',
    return: 'returns',
    fulfillment: 'fulfillment_orders',
    station: 'packing_stations',
    walk: 'pick_walks',
    tracked_shipment: 'tracked_shipments',
    access_key: 'access_keys',
    access_analyst: 'access_analysts',
    access_kiosk: 'access_kiosks',
    merchant: 'merchants',
    person: 'people',
    carrier_connection: 'carrier_connections',
    trash: 'trashed_messages',
    eta: 'shipment_etas',
    eta_model: 'eta_models',
    eta_level: 'eta_levels',
  };
  for (const [stream, table] of Object.entries(tables)) {
    const { rows } = await database.pool.query(`SELECT count(*)::int AS n FROM ${table}`);
    const ids = new Set(past.filter((event) => event.stream === stream).map(({ streamId }) => streamId));
    expect(rows[0]?.n, table).toBe(ids.size);
  }
  const scans = past.filter(({ name }) => name === 'tracking.scan_recorded').length;
  const { rows } = await database.pool.query('SELECT count(*)::int AS n FROM scans');
  expect(rows[0]?.n).toBe(scans);
};
