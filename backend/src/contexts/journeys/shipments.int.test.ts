/** Shipments as staff follow them: found by any number, with witnesses, revisions and raw messages. */
import { placeOrder } from '@gantry/shared/api/orders';
import { readMessage, searchShipments, timelineByNumber } from '@gantry/shared/api/shipments';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  connectCarrier,
  fresh,
  newOrder,
  newShipment,
  orderBody,
  postScans,
  timelineWhen,
} from '../../../test/doings.ts';
import { startTestTower, type TestTower, until } from '../../../test/tower.ts';
import { openDatabase } from '../../platform/database.ts';
import { readEtas } from '../forecast/stored-etas.ts';

let tower: TestTower;
beforeAll(async () => {
  tower = await startTestTower();
  await connectCarrier(tower);
});
afterAll(() => tower?.stop());

/** A promise that nothing here is late for. */
const farOff = '2027-06-30';
type Query = Record<string, string | number>;
const search = async (query: Query) => (await tower.call(searchShipments, { query })).body;
const idsOf = async (query: Query): Promise<string[]> =>
  (await search(query)).items.map(({ shipmentId }) => shipmentId);
const tracked = async (change: Parameters<typeof newShipment>[1] = {}) => {
  const made = await newShipment(tower, change);
  await timelineWhen(tower, made.shipmentId);
  return made;
};

describe('search', () => {
  it('finds by the beginning of a tracking number, an order number or the shipment id', async () => {
    const number = fresh('ORDER');
    const trackingNumber = fresh('ZX%_9');
    const orderId = await newOrder(tower, { number, deliverBy: farOff });
    const { shipmentId } = await tracked({ orderId, trackingNumber });
    const found = await search({ search: trackingNumber });
    expect(found.items).toMatchObject([
      {
        shipmentId,
        orderId,
        orderNumber: number,
        carrier: tower.carrier,
        trackingNumber,
        origin: 'Madrid, ES',
        destination: 'Sevilla, ES',
        status: 'label_created',
        label: 'Label created',
        late: false,
        silentSince: null,
        openExceptions: 0,
      },
    ]);
    for (const text of [
      trackingNumber.slice(0, 5),
      trackingNumber.toLowerCase(),
      number,
      number.toLowerCase(),
      shipmentId,
      shipmentId.slice(0, -2),
    ])
      expect(await idsOf({ search: text }), text).toEqual([shipmentId]);
    // Signs that stand for anything elsewhere stand for themselves here.
    for (const text of ['%%', '__', 'ZX_', 'X%_9', `${trackingNumber}0`, "';--", '\\\\'])
      expect(await idsOf({ search: text }), text).toEqual([]);
  });
  it('finds by status, carrier, channel and flag, and goes on page by page', async () => {
    const channel = fresh('flags');
    const made = [];
    const deliverBy = ['2026-11-18', farOff, farOff, farOff, farOff];
    for (const day of deliverBy)
      made.push(await tracked({ orderId: await newOrder(tower, { channel, deliverBy: day }) }));
    const [delivered, held, odd] = made;
    if (!delivered || !held || !odd) throw new Error('five were made');
    await postScans(
      tower,
      { number: delivered.number, code: 'PU', at: '2026-11-16T10:00:00Z' },
      { number: delivered.number, code: 'OK', at: '2026-11-20T10:00:00Z' },
      { number: held.number, code: 'LATE', at: '2026-11-16T11:00:00Z' },
      { number: odd.number, code: 'ODD', at: '2026-11-16T11:00:00Z' },
    );
    await until(async () => (await idsOf({ channel, flag: 'unmapped' })).length === 1);
    await until(async () => (await idsOf({ channel, flag: 'exception' })).length === 1);
    const newest = made.map(({ shipmentId }) => shipmentId).reverse();
    expect(await idsOf({ channel, status: 'delivered' })).toEqual([delivered.shipmentId]);
    expect(await idsOf({ channel, flag: 'delivered' })).toEqual([delivered.shipmentId]);
    expect(await idsOf({ channel, flag: 'unmapped' })).toEqual([odd.shipmentId]);
    expect(await idsOf({ channel, flag: 'late' })).toEqual([delivered.shipmentId]);
    expect(await idsOf({ channel, flag: 'silent' })).toEqual([]);
    expect((await idsOf({ channel, flag: 'live' })).sort()).toEqual(
      newest.filter((id) => id !== delivered.shipmentId).sort(),
    );
    expect((await search({ channel, flag: 'exception' })).items).toMatchObject([
      { shipmentId: held.shipmentId, openExceptions: 1 },
    ]);
    expect(await idsOf({ channel, carrier: 'nobody' })).toEqual([]);
    const walked: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await search({ channel, limit: 2, ...(cursor ? { cursor } : {}) });
      walked.push(...page.items.map(({ shipmentId }) => shipmentId));
      cursor = page.nextCursor;
    } while (cursor);
    expect([...walked].sort()).toEqual([...newest].sort());
    const { items, total } = await search({ channel, limit: 1, total: 'counted' });
    expect([items.length, total]).toEqual([1, { count: newest.length, atLeast: false }]);
    expect((await search({ channel, flag: 'late', total: 'counted' })).total?.count).toBe(1);
    expect((await search({ channel })).total).toBeUndefined();
  });
  it('refuses what it cannot read', async () => {
    for (const query of [{ search: 'x' }, { flag: 'nice' }, { cursor: 'no' }, { limit: 0 }])
      expect((await tower.call(searchShipments, { query })).status, JSON.stringify(query)).toBe(400);
    expect((await tower.call(searchShipments, { key: null })).status).toBe(401);
  });
});

describe('a timeline', () => {
  it('says who told us of each scan, how often, and leads to the message', async () => {
    const { shipmentId, number } = await tracked();
    const scan = { number, code: 'PU', at: '2026-11-16T10:00:00Z', city: 'Madrid', country: 'ES' };
    await postScans(tower, scan);
    await postScans(tower, scan);
    const { legs } = await timelineWhen(tower, shipmentId, (one) => one.legs[0]?.events[0]?.witnesses[0]?.times === 2);
    const [witness, ...others] = legs[0]?.events[0]?.witnesses ?? [];
    expect(others).toEqual([]);
    expect(witness).toMatchObject({ source: 'push', times: 2, messageId: expect.stringMatching(/^whk_/) });
    const { body, status } = await tower.call(readMessage, { params: { messageId: witness?.messageId ?? '' } });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      connection: tower.carrier,
      source: 'push',
      outcome: 'recorded',
      recorded: 1,
      duplicates: 0,
      body: JSON.stringify({ scans: [scan] }),
      normalized: {
        shipments: [
          {
            trackingNumber: number,
            status: 'picked_up',
            events: [
              {
                occurredAt: '2026-11-16T10:00:00.000Z',
                zone: 'given',
                status: 'picked_up',
                code: 'PU',
                place: { city: 'Madrid', country: 'ES' },
              },
            ],
          },
        ],
        errors: [],
        unmapped: [],
      },
    });
    expect(body.bytes).toBe(body.body.length);
    expect(body.normalized).not.toHaveProperty('shipments.0.events.0.sentPlace');
  });
  it('shows every revision of the promise and of our estimates', async () => {
    const body = orderBody();
    const orderId = await newOrder(tower, body);
    const { shipmentId } = await tracked({ orderId });
    await tower.call(placeOrder, { body: { ...body, deliverBy: '2026-11-19' } });
    const eta = (at: string) => ({ at, low: at, high: at, confidence: 'low', evidence: { cell: 'c', shipments: 4 } });
    const [first, second] = [eta('2026-11-18T12:00:00.000Z'), eta('2026-11-19T12:00:00.000Z')];
    const issue = (version: number, payload: object, before: object | null) =>
      tower.database.query(
        `INSERT INTO event_log (stream, stream_id, version, name, payload, occurred_at, received_at, correlation_id, actor, partition)
         VALUES ('test_eta', $1, $2, 'tracking.eta_updated', $3, now(), now(), $4, 'test', 0)`,
        [
          shipmentId,
          version,
          { ...payload, shipmentId, stage: 'picked_up', cause: version === 1 ? 'start' : 'clock', model: 1, before },
          orderId,
        ],
      );
    await issue(1, first, null);
    await issue(2, second, first);
    const { revisions, promise } = await timelineWhen(tower, shipmentId, (one) => one.revisions.length >= 4);
    expect(promise?.day).toBe('2026-11-18');
    expect(revisions.filter(({ kind }) => kind === 'promise').map(({ from, to, cause }) => [from, to, cause])).toEqual([
      ['2026-11-18', '2026-11-19', 'order'],
      [null, '2026-11-18', 'order'],
    ]);
    expect(revisions.filter(({ eta: one }) => one?.evidence.cell === 'c')).toMatchObject([
      { kind: 'eta', cause: 'clock', from: first.at, to: second.at, eta: second },
      { kind: 'eta', cause: 'start', from: null, to: first.at, eta: first },
    ]);
    const database = openDatabase(tower.config.databaseUrl, { name: 'test', role: 'command' }, 4);
    try {
      const etas = await readEtas(database, [shipmentId, 'shp_none']);
      expect([...etas.keys()].filter((id) => id !== shipmentId)).toEqual([]);
    } finally {
      await database.close();
    }
  });
  it('is found by the number of any of its legs', async () => {
    const { number, shipmentId } = await tracked();
    const { body } = await tower.call(timelineByNumber, { params: { trackingNumber: number } });
    expect(body.items.map((one) => one.shipmentId)).toEqual([shipmentId]);
    expect((await tower.call(timelineByNumber, { params: { trackingNumber: fresh('none') } })).status).toBe(404);
  });
});

describe('a message', () => {
  const lastMessage = async (): Promise<string> => {
    const { rows } = await tower.database.query(
      'SELECT id FROM inbound_webhooks WHERE connection = $1 ORDER BY received_at DESC, id DESC LIMIT 1',
      [tower.carrier],
    );
    return rows[0]?.id;
  };
  it('that cannot be read says what is wrong with it, as text', async () => {
    await tower.webhook(tower.carrier, '{"scans":[{"number":"T1","at":"soon"}]} ');
    const { body } = await tower.call(readMessage, { params: { messageId: await lastMessage() } });
    expect(body).toMatchObject({
      outcome: 'trashed',
      normalized: { shipments: [], errors: [{ trackingNumber: null }] },
    });
    expect(body.body).toContain('"soon"');
  });
  it('is read with the map of today', async () => {
    const { number } = await tracked();
    await postScans(tower, { number, code: 'NEWER', at: '2026-11-16T10:00:00Z' });
    const messageId = await lastMessage();
    const ask = async () => (await tower.call(readMessage, { params: { messageId } })).body.normalized;
    expect(await ask()).toMatchObject({ shipments: [{ status: null }], unmapped: [{ code: 'NEWER', scans: 1 }] });
    await connectCarrier(tower, { statuses: { NEWER: { status: 'in_transit' } } });
    expect(await ask()).toMatchObject({ shipments: [{ status: 'in_transit' }], unmapped: [] });
  });
  it('longer than 256 kB is cut between two characters', async () => {
    const { number } = await tracked();
    const body = JSON.stringify({
      scans: [{ number, code: 'PU', at: '2026-11-16T10:00:00Z', text: 'é'.repeat(200_000) }],
    });
    await tower.webhook(tower.carrier, body);
    const { body: shown } = await tower.call(readMessage, { params: { messageId: await lastMessage() } });
    expect(shown.bytes).toBe(Buffer.byteLength(body));
    expect(Buffer.byteLength(shown.body)).toBeGreaterThan(256 * 1024 - 4);
    expect(Buffer.byteLength(shown.body)).toBeLessThanOrEqual(256 * 1024);
    expect(shown.body).not.toContain('\ufffd');
  });
  it('that is not kept is not found', async () => {
    expect((await tower.call(readMessage, { params: { messageId: 'whk_none' } })).status).toBe(404);
    expect((await tower.call(readMessage, { params: { messageId: await lastMessage() }, key: null })).status).toBe(401);
  });
});
