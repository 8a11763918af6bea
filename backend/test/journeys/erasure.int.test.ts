/**
 * A person is erased: forty values planted over the API are readable to staff before, and afterwards in no table, no fact
 * table, no key of Redis, no file of the home, no log line and no answer. Every figure stays as it was, and the log replays.
 */

import { connect as connectAnalytics } from '@gantry/analytics/client';
import { issueKey } from '@gantry/shared/api/access/keys';
import { addMerchant } from '@gantry/shared/api/access/merchants';
import { saveWarehouse } from '@gantry/shared/api/inventory/places';
import { cancelOrder, getOrder, listOrders, placeOrder } from '@gantry/shared/api/orders';
import { eraseSubject, exportSubject, findSubjects, listErasures } from '@gantry/shared/api/privacy';
import { changeReturn, getReturn, requestReturn } from '@gantry/shared/api/returns/staff';
import { shipmentTimeline } from '@gantry/shared/api/shipments';
import { createShipment, getShipment, listShipments } from '@gantry/shared/api/shipping';
import { correctShipment } from '@gantry/shared/api/tracking';
import { getTrashed } from '@gantry/shared/api/trash';
import { wallSnapshot } from '@gantry/shared/api/wall';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { unfoldedStreams } from '../../bench/chaos/truth/folds.ts';
import { run as runPrivacy } from '../../cli/privacy.ts';
import { connectCarrier, type OrderBody, orderBody, postScans, shipmentBody, timelineWhen } from '../doings.ts';
import { foundIn, foundInFiles, heldBy } from '../planted.ts';
import { type ProcessTower, startProcessTower } from '../process-tower.ts';
import { until } from '../until.ts';

const email = 'Zenobia.Quillfeather@planted.invalid';
const person = {
  name: 'Zenobia Quillfeather-Öz',
  company: 'Quillfeather Millinery',
  lines: ['77 Gallowglass Lane', 'Flat Umber-9'],
  city: 'Sevilla',
  state: 'SE',
  postalCode: '41QX7Z',
  country: 'ES',
  phone: '+34 611 909 101',
  email: 'zenobia.delivery@planted.invalid',
  latitude: 37.389_127_3,
  longitude: -5.995_317_9,
};
const payer = {
  name: 'Bartholomew Quillfeather',
  company: 'Quillfeather Holdings',
  lines: ['3 Payer Mews'],
  city: 'Vigo',
  postalCode: '36QY8W',
  country: 'ES',
  phone: '+34 622 808 202',
  email: 'bartholomew@planted.invalid',
  latitude: 42.231_456_7,
  longitude: -8.712_345_6,
};
const moved = {
  ...person,
  name: 'Zenobia Umberland',
  lines: ['12 Newmoat Crescent', 'Door Cerise'],
  postalCode: '28QV5T',
  phone: '+34 633 707 303',
  email: 'umberland@planted.invalid',
  latitude: 40.416_775_1,
  longitude: -3.703_790_2,
};
const neighbour = {
  name: 'Hildegard Vossberg',
  company: 'Vossberg Flowers',
  lines: ['79 Gallowglass Lane'],
  city: 'Sevilla',
  postalCode: '41QW6K',
  country: 'ES',
  phone: '+34 644 606 404',
  latitude: 37.391_234_5,
  longitude: -5.991_234_5,
};
/** Where parcels leave from is no person's and stays; who is named there to be asked for is one. */
const warehouse = {
  city: 'Madrid',
  country: 'ES',
  company: 'Gantry Almacenes',
  lines: ['Calle del Muelle 5'],
  postalCode: '28053',
  latitude: 40.381_234_5,
  longitude: -3.661_234_5,
};
const sender = { ...warehouse, name: 'Ignatius Packer', phone: '+34 655 505 505', email: 'packer@planted.invalid' };
/** What somebody had engraved. */
const engraving = 'Locket for Zenobia, 9 June';
const reason = 'Zenobia telephoned that she moved';
/** What carriers and staff write in their own words. */
const words = [
  'SIGNED FOR BY ZQUILLFEATHER',
  'left with neighbour Vossberg-Zett',
  'delayed: Quillfeather not at home, dog Umberto',
  'Zenobia asked to leave it at the shed',
  'handed to Zquill at the counter',
  'ordered nothing, says Quillfeather',
];

/** What she said of what she sends back, and what was written of it. */
const [complaint, finding] = ['the locket of Zquillfeather does not close', 'a lock of hair of Zenobia in it'];

const textsOf = (value: object): string[] =>
  Object.entries(value).flatMap(([field, one]) =>
    ['city', 'state', 'country'].includes(field) ? [] : [one].flat().map(String),
  );
/** Everything that names the person, as it was sent. */
const planted = [
  ...new Set([
    email,
    'cust-zq-4711',
    reason,
    ...[person, payer, moved, neighbour].flatMap(textsOf),
    sender.name,
    sender.phone,
    sender.email,
    engraving,
    ...words,
    complaint,
    finding,
  ]),
];

let tower: ProcessTower;
let orderId = '';
let cancelledId = '';
let shipments: string[] = [];
let trashId = '';
let returnId = '';
let subjectId = '';
let figures: string[] = [];
let other: { key: string; orderId: string };

const order = (change: Partial<OrderBody> = {}): OrderBody =>
  orderBody({
    channel: 'shop',
    externalId: 'planted-1',
    customer: { id: 'cust-zq-4711', email },
    shipTo: person,
    billTo: payer,
    lines: [{ sku: 'LOCKET', name: engraving, quantity: 1, unitPrice: 2_500 }],
    ...change,
  });
const place = async (body: OrderBody, key?: string) => {
  const headers = { 'idempotency-key': `place-${body.externalId}-${JSON.stringify(body.shipTo).length}` };
  const { body: placed } = await tower.call(placeOrder, { body, headers, ...(key ? { key } : {}) });
  return placed.orderId ?? '';
};
const ship = async (change: Parameters<typeof shipmentBody>[2]) =>
  (await tower.call(createShipment, { body: shipmentBody(tower, orderId, { origin: sender, ...change }) })).body
    .shipmentId;

/** Brings the locket back, once it has left. */
const bringBack = async (): Promise<void> => {
  const place = { warehouse: 'madrid', name: 'Madrid', address: { city: 'Madrid', country: 'ES' } };
  await tower.call(saveWarehouse, { body: place });
  const lines = [{ lineId: '1', quantity: 1, reason: 'defective' as const }];
  const body = { orderId, lines, note: complaint, authorize: true, warehouse: 'madrid' };
  returnId = await until(
    async () => {
      const { status, body: made } = await tower.call(requestReturn, { body });
      return status === 201 ? made.returnId : undefined;
    },
    { what: 'a return of the locket' },
  );
  const params = { returnId };
  const came = [{ lineId: '1', quantity: 1 }];
  await tower.call(changeReturn, { params, body: { action: 'receive', receiptId: 'r', lines: came } });
  const units = [{ lineId: '1', quantity: 1, outcome: 'damaged' as const, note: finding }];
  await tower.call(changeReturn, { params, body: { action: 'inspect', inspectionId: 'i', units } });
};

/** Every figure there is: the rows of the fact tables, and the numbers of the wall. */
const figuresNow = async (): Promise<string[]> => {
  const client = await connectAnalytics(tower.config.clickhouseUrl);
  const tables = await client.values(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name <> 'event_facts' ORDER BY name",
  );
  const rows = await Promise.all(
    tables.map(
      async (name) => `${name} ${await client.values(`SELECT toString(tuple(*)) AS r FROM ${name} FINAL ORDER BY r`)}`,
    ),
  );
  await client.close();
  const { body } = await tower.call(wallSnapshot);
  return [...rows, JSON.stringify(body.numbers)];
};

/** Waits until everybody has read the whole log. */
const settled = () =>
  until(async () => {
    const { rows } = await tower.database.query<{ behind: string; unplaced: string }>(
      `SELECT (SELECT count(*) FROM checkpoints, sequencer_cursor WHERE position < seq) AS behind,
         (SELECT max(id) FROM event_log) - (SELECT max(event_id) FROM event_positions) AS unplaced`,
    );
    return rows[0]?.behind === '0' && rows[0].unplaced === '0';
  });

beforeAll(async () => {
  tower = await startProcessTower();
  await connectCarrier(tower);
  orderId = await place(order());
  cancelledId = await place(order({ externalId: 'planted-2' }));
  await tower.call(cancelOrder, { params: { orderId: cancelledId }, body: { reason } });
  shipments = [
    await ship({ trackingNumber: 'PLANTED1' }),
    await ship({ trackingNumber: 'PLANTED2', destination: neighbour }),
  ];
  await bringBack();
  await place(order({ shipTo: moved }));
  for (const id of shipments) await timelineWhen(tower, id);
  const [signed = '', left = '', delayed = '', shed = '', counter = '', nothing = ''] = words;
  // It cannot become an order, and lies in the Trash with all that it says.
  const empty = order({ externalId: 'planted-empty', lines: [], shipTo: { ...person, company: nothing } });
  const thrown = await tower.call(placeOrder, { body: empty });
  trashId = thrown.body.trashId ?? '';
  const scan = (number: string, code: string, at: string, text: string) =>
    postScans(tower, { number, code, at: `2026-11-${at}:00:00Z`, city: 'Sevilla', country: 'ES', text });
  await scan('PLANTED1', 'PU', '16T10', counter);
  await scan('PLANTED1', 'LATE', '17T10', delayed);
  await scan('PLANTED1', 'OK', '18T10', signed);
  // The same again is told with fewer words, and changes nothing.
  await scan('PLANTED1', 'OK', '18T10', 'signed');
  const [, second = ''] = shipments;
  await scan('PLANTED3', 'PU', '16T11', left);
  shipments.push(await ship({ trackingNumber: 'PLANTED3' }));
  const note = { status: 'delivered' as const, occurredAt: '2026-11-18T12:00:00Z', note: shed };
  await tower.call(correctShipment, { params: { shipmentId: second }, body: note });
  await timelineWhen(tower, shipments[2] ?? '', ({ legs }) => legs[0]?.events.length === 1);
  await tower.call(addMerchant, { body: { merchant: 'other', name: 'Other' } });
  const { body } = await tower.call(issueKey, { body: { name: 'other', area: 'manager', merchants: ['other'] } });
  other = { key: body.secret, orderId: await place(order({ externalId: 'theirs' }), body.secret) };
  await until(
    async () => {
      const [first, again] = [await figuresNow(), await settled().then(figuresNow)];
      figures = again;
      return (
        JSON.stringify(first) === JSON.stringify(again) && figures.some((one) => /shipment_facts .*delivered/.test(one))
      );
    },
    { what: 'figures of what was planted' },
  );
}, 60_000);
afterAll(() => tower?.stop());

/** Everything staff may read of the person. */
const readable = async (): Promise<string> => {
  const answers = await Promise.all([
    tower.call(getOrder, { params: { orderId } }),
    tower.call(getOrder, { params: { orderId: cancelledId } }),
    ...shipments.map((shipmentId) => tower.call(getShipment, { params: { shipmentId } })),
    ...shipments.map((shipmentId) => tower.call(shipmentTimeline, { params: { shipmentId } })),
    tower.call(getTrashed, { params: { trashId } }),
    tower.call(getReturn, { params: { returnId } }),
    fetch(`${tower.origin}/api/logistics/events?order=${orderId}&limit=200`, {
      headers: { authorization: `Bearer ${tower.config.adminKey}` },
    }).then(async (response) => ({ body: await response.json() })),
  ]);
  return JSON.stringify(answers.map(({ body }) => body));
};

describe('before', () => {
  it('at least forty values are planted, and staff read every one', async () => {
    expect(planted.length).toBeGreaterThanOrEqual(40);
    const text = await readable();
    expect(planted.filter((value) => !text.includes(JSON.stringify(value).slice(1, -1)))).toEqual([]);
  });
  it('no table, no fact table, no key of Redis and no file holds one in the clear', async () => {
    expect(await foundIn(tower.database, planted)).toEqual([]);
    expect(await foundInAnalytics()).toEqual([]);
    expect(await foundInRedis()).toEqual([]);
    expect(foundInFiles(tower.home, planted)).toEqual([]);
  });
  it.each([
    [{ email }],
    [{ email: email.toUpperCase() }],
    [{ email: payer.email }],
    [{ phone: '633 70 73 03' }],
    [{ postalCode: '28qv5t', name: 'zenobia umberland' }],
    [{ postalCode: neighbour.postalCode, name: neighbour.name }],
  ])('the person is found by %j', async (question) => {
    const { body } = await tower.call(findSubjects, { body: question });
    expect(body.items).toContainEqual(
      expect.objectContaining({ merchant: 'main', orders: 2, shipments: 3, erasedAt: null }),
    );
    subjectId = body.items.find(({ merchant }) => merchant === 'main')?.subjectId ?? '';
  });
  it('the command line finds the same', async () => {
    const said: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text));
    const to = ['--origin', tower.origin, '--key', tower.config.adminKey ?? ''];
    const codes = [
      await runPrivacy(['find', '--phone', moved.phone, ...to], {}),
      await runPrivacy(['find', '--email', 'x@y.invalid', ...to], {}),
    ];
    log.mockRestore();
    expect(codes).toEqual([0, 1]);
    expect(said).toMatchObject([
      expect.stringMatching(`^${subjectId}  main: 2 orders, 3 shipments, [1-9]\\d* messages$`),
      'nobody',
    ]);
  });
  it('and by nothing else', async () => {
    for (const question of [
      { email: 'enobia.quillfeather@planted.invalid' },
      { phone: '+33633707303' },
      { orderId: 'ord_none' },
    ])
      expect((await tower.call(findSubjects, { body: question })).body.items).toEqual([]);
    for (const question of [{}, { name: 'Zenobia' }, { postalCode: '1' }, { email, orderId }])
      expect((await tower.call(findSubjects, { body: question })).status).toBe(422);
  });
  it('an export holds every value', async () => {
    const { body } = await tower.call(exportSubject, { params: { subjectId } });
    const text = JSON.stringify(body);
    const former = new Set([...textsOf(person).filter((one) => !textsOf(moved).includes(one))]);
    const now = planted.filter((value) => !former.has(value));
    expect(now.filter((value) => !text.includes(JSON.stringify(value).slice(1, -1)))).toEqual([]);
    const { body: found } = await tower.call(findSubjects, { body: { orderId } });
    const counted = { orders: body.orders.length, shipments: body.shipments.length, messages: body.messages.length };
    expect(found.items).toMatchObject([counted]);
    // Each shipment once, whatever several keep of it.
    expect(body.shipments.map(({ shipmentId }) => shipmentId).sort()).toEqual([...shipments].sort());
    const [first] = body.shipments.filter(({ shipmentId }) => shipmentId === shipments[0]);
    expect(first).toMatchObject({ origin: sender, status: 'label_created', exceptions: expect.any(Array) });
    expect(first?.scans).toHaveLength(3);
  });
  it('nothing says that it was erased', async () => {
    const [shipmentId = ''] = shipments;
    const answers = await Promise.all([
      tower.call(getOrder, { params: { orderId } }),
      tower.call(getShipment, { params: { shipmentId } }),
      tower.call(shipmentTimeline, { params: { shipmentId } }),
    ]);
    expect(answers.map(({ body }) => body.erasedAt)).toEqual([null, null, null]);
  });
  it('a manager of another merchant finds only its own, and can erase nobody else', async () => {
    const { body } = await tower.call(findSubjects, { body: { email }, key: other.key });
    expect(body.items).toMatchObject([{ merchant: 'other', orders: 1 }]);
    expect(body.items[0]?.subjectId).not.toBe(subjectId);
    const foreign = await tower.call(eraseSubject, {
      params: { subjectId },
      body: { reason: 'legal' },
      key: other.key,
    });
    const absent = await tower.call(eraseSubject, {
      params: { subjectId: 'sub_none' },
      body: { reason: 'legal' },
      key: other.key,
    });
    expect([foreign.status, absent.status]).toEqual([404, 404]);
    expect({ ...foreign.body, instance: null }).toEqual({ ...absent.body, instance: null });
    expect((await tower.call(exportSubject, { params: { subjectId }, key: other.key })).status).toBe(404);
  });
});

const foundInAnalytics = async (): Promise<string[]> => {
  const client = await connectAnalytics(tower.config.clickhouseUrl);
  const tables = await client.values('SELECT name FROM system.tables WHERE database = currentDatabase()');
  const found = await Promise.all(
    tables.map(async (name) => {
      const rows = await client.values(`SELECT toString(tuple(*)) FROM ${name}`);
      return heldBy(rows.join('\n'), planted).map((value) => `${name}: ${value}`);
    }),
  );
  // Compression leaves most words as they are: what no row holds must not lie in the files of the tables either.
  const paths = await client.values(
    "SELECT arrayStringConcat(data_paths, '\n') FROM system.tables WHERE database = currentDatabase() AND notEmpty(data_paths)",
  );
  const folders = paths.flatMap((row) => String(row).split('\n'));
  await client.close();
  const inFiles = (words: readonly string[]) => folders.flatMap((folder) => foundInFiles(folder, words));
  // What facts do hold is found there: the search sees them.
  expect(inFiles(shipments.slice(0, 1))).not.toEqual([]);
  return [...found.flat(), ...inFiles(planted)];
};

const foundInRedis = async (): Promise<string[]> => {
  const client = await createClient({ url: tower.config.redisUrl }).connect();
  const texts: string[] = [];
  for await (const keys of client.scanIterator())
    for (const key of keys) {
      const read: Record<string, () => Promise<unknown>> = {
        string: () => client.get(key),
        hash: () => client.hGetAll(key),
        list: () => client.lRange(key, 0, -1),
        set: () => client.sMembers(key),
        zset: () => client.zRange(key, 0, -1),
        stream: () => client.xRange(key, '-', '+'),
      };
      texts.push(JSON.stringify([key, await read[await client.type(key)]?.()]));
    }
  client.destroy();
  expect(texts.length).toBeGreaterThan(0);
  return heldBy(texts.join('\n'), planted);
};

type Operation = { parameters?: { name: string; in: string }[] };

/** Every GET there is, about what was planted. */
const everyAnswer = async (): Promise<string> => {
  const document = (await (await fetch(`${tower.origin}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Operation>>;
  };
  const { rows } = await tower.database.query<{ id: string }>('SELECT id FROM inbound_webhooks ORDER BY received_at');
  const known: Record<string, string> = { orderId, shipmentId: shipments[0] ?? '', subjectId, trashId };
  const asked = Object.entries(document.paths).flatMap(([path, { get }]) => {
    if (!get) return [];
    const ids = path.includes('{messageId}') ? rows.map(({ id }) => id) : [''];
    const filled = ids.map((messageId) =>
      path.replace(/\{(\w+)\}/g, (_, name: string) => ({ ...known, messageId })[name] ?? 'none'),
    );
    const queries = (get.parameters ?? []).flatMap(({ name, in: where }) => {
      const value = { order: orderId, orderId, shipment: shipments[0], shipmentId: shipments[0], search: 'PLANTED1' }[
        name
      ];
      return where === 'query' && value !== undefined ? [`?${name}=${value}`] : [];
    });
    return filled.flatMap((one) => ['', ...queries].map((query) => one + query));
  });
  expect(asked.length).toBeGreaterThan(30);
  const texts: string[] = [];
  for (const path of asked) {
    const response = await fetch(tower.origin + path, {
      headers: { authorization: `Bearer ${tower.config.adminKey}` },
    });
    texts.push(`${path} ${await response.text()}`);
  }
  return texts.join('\n');
};

describe('after', () => {
  beforeAll(async () => {
    const [signed = ''] = words;
    expect(heldBy(await everyAnswer(), [moved.name, signed])).toEqual([moved.name, signed]);
    const { status, body } = await tower.call(eraseSubject, {
      params: { subjectId },
      body: { reason: 'asked_by_person' },
    });
    expect({ status, erasedAt: typeof body.erasedAt }).toEqual({ status: 200, erasedAt: 'string' });
  });
  it('nothing of the person is anywhere', async () => {
    expect(await foundIn(tower.database, planted)).toEqual([]);
    expect(await foundInAnalytics()).toEqual([]);
    expect(await foundInRedis()).toEqual([]);
    expect(foundInFiles(tower.home, planted)).toEqual([]);
    // The other merchant's order of the same person is still that merchant's.
    expect(
      heldBy(
        await everyAnswer(),
        planted.filter(
          (value) => !textsOf(person).concat(textsOf(payer), email, 'cust-zq-4711', engraving).includes(value),
        ),
      ),
    ).toEqual([]);
    expect(heldBy(await readable(), planted)).toEqual([]);
  });
  it('no key of the person is left to open anything with', async () => {
    const { rows } = await tower.database.query(
      'SELECT 1 FROM privacy_keys WHERE subject = $1 AND wrapped IS NOT NULL',
      [subjectId],
    );
    expect(rows).toEqual([]);
    const boxes = await tower.database.query('SELECT 1 FROM event_log WHERE subject = $1 AND sealed IS NOT NULL', [
      subjectId,
    ]);
    expect(boxes.rowCount).toBeGreaterThan(3);
  });
  it('every figure is as it was, to the digit', async () => {
    await settled();
    expect(await figuresNow()).toEqual(figures);
    const { body } = await tower.call(getOrder, { params: { orderId } });
    expect(body).toMatchObject({ total: 2_500, shipTo: { city: 'Sevilla', country: 'ES' } });
  });
  it('what stays says since when it was erased, and shows no piece of a postal code as one', async () => {
    const [shipmentId = ''] = shipments;
    const { body: told } = await tower.call(listErasures);
    const erasedAt = told.items[0]?.erasedAt;
    const [one, many] = [
      await tower.call(getOrder, { params: { orderId } }),
      await tower.call(listOrders, { query: { externalId: 'planted-1' } }),
    ];
    for (const shown of [one.body, ...many.body.items.filter((item) => item.orderId === orderId)]) {
      expect(shown.erasedAt).toBe(erasedAt);
      expect([shown.shipTo, shown.billTo].map((address) => address && 'postalCode' in address)).toEqual([false, false]);
    }
    const shipped = await tower.call(getShipment, { params: { shipmentId } });
    const { body: listed } = await tower.call(listShipments, { query: { orderId } });
    expect(listed.items).toHaveLength(shipments.length);
    for (const { destination, ...shown } of [shipped.body, ...listed.items]) {
      expect(shown.erasedAt).toBe(erasedAt);
      expect(destination).not.toHaveProperty('postalCode');
      // The warehouse is nobody's: all of it stays but whom to ask for there.
      expect(shown.origin).toEqual(warehouse);
    }
    const { body: journey } = await tower.call(shipmentTimeline, { params: { shipmentId } });
    expect(journey.erasedAt).toBe(erasedAt);
    expect(await readable()).not.toMatch(/"postalCode":"(?!28053)/);
  });
  it('the log still replays: every row is the fold of its events', async () => {
    const { databaseUrl, redisUrl, clickhouseUrl } = tower.config;
    const { rows } = await tower.database.query<{ seq: string }>('SELECT seq FROM sequencer_cursor');
    const file = { databaseUrl, redisUrl, clickhouseUrl } as Parameters<typeof unfoldedStreams>[0];
    expect(await unfoldedStreams(file, Number(rows[0]?.seq))).toEqual([]);
  });
  it('what the channel says again of the person is not taken in', async () => {
    const { body } = await tower.call(placeOrder, { body: order({ shipTo: moved }) });
    expect(body.outcome).toBe('unchanged');
    const changed = await tower.call(placeOrder, { body: order({ shipTo: person, total: 2_400 }) });
    expect(changed.body.outcome).toBe('amended');
    expect((await tower.call(getOrder, { params: { orderId } })).body.total).toBe(2_400);
    expect(heldBy(await readable(), planted)).toEqual([]);
    expect(await foundIn(tower.database, planted)).toEqual([]);
  });
  it('it is told of, without a name, and is final', async () => {
    const { body } = await tower.call(listErasures);
    expect(body.items).toMatchObject([
      {
        subjectId,
        merchant: 'main',
        merchantName: 'Main',
        by: { id: expect.stringMatching(/^key_/), name: expect.stringMatching(/^[^_]+$/) },
        reason: 'asked_by_person',
      },
    ]);
    const again = await tower.call(eraseSubject, { params: { subjectId }, body: { reason: 'legal' } });
    expect(again.status).toBe(409);
    const { rows } = await tower.database.query(
      `SELECT act, about_id FROM access_log WHERE about_id = $1 ORDER BY at`,
      [subjectId],
    );
    expect(rows.map(({ act }) => act)).toEqual(['personal_data_exported', 'personal_data_erased']);
    const { body: found } = await tower.call(findSubjects, { body: { email } });
    const erasedAt = body.items[0]?.erasedAt;
    expect(found.items).toContainEqual(expect.objectContaining({ subjectId, orders: 2, shipments: 3, erasedAt }));
  });
  it('the same person at another merchant is untouched', async () => {
    const { body } = await tower.call(getOrder, { params: { orderId: other.orderId }, key: other.key });
    expect(body.shipTo).toEqual(person);
  });
  it('who comes back is kept again, and can go again', async () => {
    const again = await place(order({ externalId: 'planted-3' }));
    expect((await tower.call(getOrder, { params: { orderId: again } })).body.shipTo).toEqual(person);
    const { body } = await tower.call(findSubjects, { body: { orderId: again } });
    expect(body.items).toMatchObject([{ subjectId, orders: 3, erasedAt: null }]);
    await tower.call(eraseSubject, { params: { subjectId }, body: { reason: 'test_data' } });
    expect(heldBy(JSON.stringify((await tower.call(getOrder, { params: { orderId: again } })).body), planted)).toEqual(
      [],
    );
  });
});
