/**
 * Two merchants in one tower: nothing that one of them ever said is in any byte that the other is served, whatever it asks
 * for, and whatever it does to the other's things does nothing.
 */
import { issueKey, readMe } from '@gantry/shared/api/access/keys';
import { addMerchant, changeMerchant, listMerchants } from '@gantry/shared/api/access/merchants';
import { invitePerson } from '@gantry/shared/api/access/people';
import { acceptInvitation } from '@gantry/shared/api/access/session';
import { performance as deliveryPerformance } from '@gantry/shared/api/insights';
import { cancelOrder, getOrder, listOrders, placeOrder } from '@gantry/shared/api/orders';
import { readMessage, searchShipments, shipmentTimeline } from '@gantry/shared/api/shipments';
import { createShipment } from '@gantry/shared/api/shipping';
import { correctShipment } from '@gantry/shared/api/tracking';
import { configureBrand, publicTracking } from '@gantry/shared/api/tracking-page';
import { discardTrashed, getTrashed, listTrash, repairTrashed, retryTrashed } from '@gantry/shared/api/trash';
import { eventsOfMerchants } from '@gantry/shared/events/catalog';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../browser.ts';
import { connectCarrier, fresh, orderBody, postScans, shipmentBody } from '../doings.ts';
import { hasWord, type Merchant, newMerchant, type Planted, plant, plantedOrder, word } from '../planted-merchant.ts';
import { startTestTower, type TestTower, until } from '../tower.ts';

type Operation = { operationId: string; parameters?: { name: string; in: string }[] };
type Document = { paths: Record<string, Record<string, Operation>> };

let tower: TestTower;
let theirs: Merchant;
let ours: Merchant;
let planted: Planted;
let own: { orderId: string; shipmentId: string; number: string };
let document: Document;
/** A person of ours, by the cookie it is signed in with. */
let ana: string;

const ownOrder = { channel: 'plain-shop', externalId: 'plain-1', number: 'plain-N1' };

beforeAll(async () => {
  tower = await startTestTower();
  await connectCarrier(tower);
  theirs = await newMerchant(tower, `${word}-${process.pid}`, `${word} Traders`);
  ours = await newMerchant(tower, `plain-${process.pid}`, 'Plain Goods');
  planted = await plant(tower, theirs);
  const { body } = await tower.call(placeOrder, { key: ours.key, body: orderBody(ownOrder) });
  const orderId = body.orderId ?? '';
  const made = await tower.call(createShipment, { key: ours.key, body: shipmentBody(tower, orderId) });
  own = { orderId, shipmentId: made.body.shipmentId, number: made.body.legs[0]?.trackingNumber ?? '' };
  await postScans(tower, { number: own.number, code: 'PU', at: '2026-11-16T10:00:00Z', city: 'Madrid', country: 'ES' });
  ana = await signedIn();
  document = (await (await fetch(`${tower.origin}/openapi.json`)).json()) as Document;
  await until(async () => {
    const { body: figures } = await tower.call(deliveryPerformance, { key: theirs.key, query: { by: 'channel' } });
    return hasWord(JSON.stringify(figures.rows));
  });
});
afterAll(() => tower?.stop());

/** Somebody who was invited to our merchant alone and is signed in. */
const signedIn = async (): Promise<string> => {
  const rights = { area: 'manager' as const, verticals: '*' as const, merchants: [ours.merchant] };
  const email = `${fresh('ana')}@example.invalid`;
  const { body } = await tower.call(invitePerson, { key: ours.key, body: { ...rights, email } });
  const browser = openBrowser(tower);
  const token = body.link.split('#')[1] ?? '';
  await browser.call(acceptInvitation, { body: { token, name: 'Ana', password: 'correct horse battery' } });
  return browser.cookie;
};

/** Values of the other merchant for what an address or a question may name; `token` is left out: its holder may look. */
const valuesOf = (name: string): string[] => {
  const {
    orderId,
    shipmentId,
    number,
    trashId,
    messageId,
    cursor,
    productId,
    purchaseOrderId,
    fulfillmentId,
    returnId,
  } = planted;
  const known: Record<string, string[]> = {
    orderId: [orderId],
    order: [orderId],
    correlationId: [orderId],
    shipmentId: [shipmentId],
    shipment: [shipmentId],
    trackingNumber: [number],
    trashId: [trashId],
    messageId: [messageId],
    productId: [productId],
    purchaseOrderId: [purchaseOrderId],
    returnId: [returnId],
    fulfillmentId: [fulfillmentId],
    vendor: [`${word}-vendor`],
    number: [`${word}-PO`],
    reference: [`${word}-PO`],
    sku: [`${word}-product`],
    q: [word, `${word}-code`],
    keyId: [theirs.keyId],
    merchant: [theirs.merchant],
    channel: [`${word}-shop`],
    externalId: [`${word}-1`],
    warehouse: [`${word}-warehouse`],
    search: [number, `${word}-N1`, shipmentId, word],
    by: [theirs.keyId],
    about: [theirs.keyId],
    cursor: [cursor],
    total: ['counted'],
  };
  return known[name] ?? [];
};

/** Names of what there is none of, in the shape of the one there is. */
const absent = (value: string): string => value.replace(/.$/, (last) => (last === '0' ? '1' : '0'));

type Asked = { path: string; sent: string[]; named: boolean };

/** Every GET there is: as it stands, about each thing of the other merchant, and with each of its values in the question. */
const questionsOf = (path: string, { parameters = [] }: Operation): Asked[] => {
  const parts = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const values = parts.map((name) => valuesOf(name)[0] ?? 'none');
  const filled = parts.reduce((text, name, i) => text.replace(`{${name}}`, encodeURIComponent(values[i] ?? '')), path);
  const queries = parameters
    .filter((one) => one.in === 'query')
    .flatMap(({ name }) =>
      valuesOf(name).map((value): Asked => {
        const sent = [...values, value];
        return { path: `${filled}?${new URLSearchParams({ [name]: value })}`, sent, named: false };
      }),
    );
  return [{ path: filled, sent: values, named: parts.some((name) => valuesOf(name).length > 0) }, ...queries];
};

/** Asks with a key or with a person's cookie, or as nobody. */
const ask = async (path: string, proof: string | null) => {
  const shown = proof?.startsWith('gk_') ? { authorization: `Bearer ${proof}` } : { cookie: proof ?? '' };
  const response = await fetch(tower.origin + path, { headers: shown });
  return { status: response.status, text: await response.text() };
};

/** An answer without what was sent, which may be repeated to whoever asked, and without the number of its refusal. */
const without = (text: string, sent: readonly string[]): string =>
  sent
    .filter((one) => one !== '')
    .reduce((left, one) => left.replaceAll(one, '').replaceAll(encodeURIComponent(one), ''), text)
    .replace(/urn:uuid:[0-9a-f-]+/, '');

/** What of the other merchant is in a text. */
const leaksIn = (text: string): string[] => {
  const { cursor: _, ...ids } = planted;
  return [...(hasWord(text) ? [word] : []), ...Object.values(ids).filter((id) => text.includes(id))];
};

describe('whatever a merchant asks for', () => {
  it('it is told nothing of another, by any endpoint there is', async () => {
    const gets = Object.entries(document.paths).flatMap(([path, { get }]) => (get ? questionsOf(path, get) : []));
    expect(gets.length).toBeGreaterThan(60);
    const seen = { leaks: [] as string[], planted: new Set<string>() };
    for (const { path, sent } of gets) {
      for (const proof of [ours.key, ana]) {
        const { status, text } = await ask(path, proof);
        expect(status, path).toBeLessThan(500);
        seen.leaks.push(...leaksIn(without(text, sent)).map((leak) => `${path}: ${leak}`));
      }
      if (leaksIn((await ask(path, theirs.key)).text).length > 0) seen.planted.add(path.split('?')[0] ?? '');
    }
    expect(seen.leaks).toEqual([]);
    // Where its own merchant sees the word, leaving out a filter would have shown it.
    expect(seen.planted.size).toBeGreaterThanOrEqual(18);
  });
  it('what is another’s is answered as what is not there', async () => {
    const named = Object.entries(document.paths).flatMap(([path, { get }]) => (get ? questionsOf(path, get) : []));
    for (const { path, sent } of named.filter((one) => one.named)) {
      const value = sent.find((one) => one !== 'none') ?? '';
      const [foreign, none] = [await ask(path, ours.key), await ask(path.replace(value, absent(value)), ours.key)];
      expect(foreign.status, path).toBe(none.status);
      expect(without(foreign.text, [value]), path).toBe(without(none.text, [absent(value)]));
    }
  });
  it('it sees all that is its own, and the operator sees both', async () => {
    const { body } = await tower.call(listOrders, { key: ours.key });
    expect(body.items.map(({ orderId, merchant }) => [orderId, merchant])).toEqual([[own.orderId, ours.merchant]]);
    const both = await Promise.all(
      [planted.orderId, own.orderId].map((orderId) => tower.call(getOrder, { params: { orderId } })),
    );
    expect(both.map((one) => one.body.merchant)).toEqual([theirs.merchant, ours.merchant]);
    const found = await tower.call(searchShipments, { query: { search: planted.number } });
    expect(found.body.items.map(({ shipmentId }) => shipmentId)).toEqual([planted.shipmentId]);
    const narrowed = { search: planted.number };
    const headers = { 'gantry-merchant': ours.merchant };
    expect((await tower.call(searchShipments, { query: narrowed, headers })).body.items).toEqual([]);
  });
  it('a raw message is shown to it when all that it speaks of is its own', async () => {
    const { key } = ours;
    const params = { shipmentId: own.shipmentId };
    const scan = { number: own.number, country: 'ES', city: 'Madrid' };
    const told = [
      { ...scan, code: 'IT', at: '2026-11-16T11:00:00Z' },
      { ...scan, code: 'IT', at: '2026-11-16T11:30:00Z' },
    ] as const;
    await postScans(tower, told[0]);
    // In one message with what may be anybody's.
    await postScans(tower, told[1], { number: fresh('nobody'), code: 'PU', at: told[1].at });
    const { legs } = await until(async () => {
      const { body } = await tower.call(shipmentTimeline, { key, params });
      return (body.legs?.[0]?.events.length ?? 0) >= 3 ? body : undefined;
    });
    const messageId = (at: string): string =>
      legs[0]?.events.find(({ occurredAt }) => Date.parse(occurredAt ?? '') === Date.parse(at))?.witnesses[0]
        ?.messageId ?? '';
    const read = (at: string, by?: string) =>
      tower.call(readMessage, { params: { messageId: messageId(at) }, ...(by === undefined ? {} : { key: by }) });
    expect((await read(told[0].at, key)).status).toBe(200);
    expect((await read(told[1].at, key)).status).toBe(404);
    expect((await read(told[1].at)).status).toBe(200);
  });
  it('it is told of its own merchant only, and may not speak for another', async () => {
    const { body } = await tower.call(listMerchants, { key: ours.key });
    expect(body.items.map(({ merchant }) => merchant)).toEqual([ours.merchant]);
    const headers = { 'gantry-merchant': theirs.merchant };
    const refused = await tower.call(readMe, { key: ours.key, headers });
    const none = await tower.call(readMe, { key: ours.key, headers: { 'gantry-merchant': absent(theirs.merchant) } });
    expect([refused.status, none.status]).toEqual([403, 403]);
  });
  it('errors and the document of the API say nothing of it either', async () => {
    expect(hasWord(JSON.stringify(document))).toBe(false);
    for (const key of [null, 'gk_wrong', ours.key])
      for (const path of ['/api/logistics/nothing', '/api/logistics/orders?limit=x', '/api/logistics/orders?cursor=x'])
        expect(hasWord((await ask(path, key)).text)).toBe(false);
  });
});

/** A socket of a key that follows all it may of merchants' events and stands at the wall, with every byte it was told. */
const listener = async (key: string) => {
  const heard: string[] = [];
  const client: Socket = io(tower.origin, { auth: { key }, transports: ['websocket'], reconnection: false });
  client.onAny((...said) => heard.push(JSON.stringify(said)));
  await until(async () => client.connected);
  const events = [...eventsOfMerchants].filter((name) => /^(shipping|tracking)\./.test(name));
  expect(events.length).toBeGreaterThan(15);
  expect(await client.emitWithAck('follow', { events, after: 0 })).toMatchObject({ ok: true });
  expect(await client.emitWithAck('join', { room: 'wall' })).toMatchObject({ ok: true });
  return { heard, client };
};

describe('sockets', () => {
  it('tell of no event, parcel, tile or tick of another merchant', async () => {
    const [they, we] = [await listener(theirs.key), await listener(ours.key)];
    try {
      const scan = { at: '2026-11-16T13:00:00Z', code: 'IT', country: 'ES' };
      await postScans(tower, { ...scan, number: planted.number, city: `${word} depot` });
      await tower.call(placeOrder, {
        key: theirs.key,
        body: plantedOrder({ externalId: fresh(word), number: `${word}-N9` }),
      });
      await tower.call(placeOrder, { key: ours.key, body: orderBody({ ...ownOrder, externalId: fresh('plain') }) });
      await postScans(tower, { ...scan, number: own.number, city: 'Madrid' });
      for (const [{ heard }, shipmentId] of [
        [they, planted.shipmentId],
        [we, own.shipmentId],
      ] as const)
        for (const name of ['log:frame', 'wall:frame', 'wall:tile'])
          await until(
            async () =>
              heard.some(
                (said) => said.startsWith(`["${name}"`) && (name === 'wall:tile' || said.includes(shipmentId)),
              ),
            {
              what: `${name} of ${shipmentId}`,
            },
          );
      expect(leaksIn(they.heard.join('\n'))).toEqual(
        expect.arrayContaining([word, planted.shipmentId, planted.number]),
      );
      expect(leaksIn(we.heard.join('\n'))).toEqual([]);
      expect(they.heard.join('\n')).not.toContain(own.shipmentId);
    } finally {
      they.client.disconnect();
      we.client.disconnect();
    }
  });
});

describe('a number that two merchants write on their parcels', () => {
  const ship = async ({ key }: Merchant, trackingNumber: string, createdAt: string) => {
    const { body } = await tower.call(placeOrder, { key, body: orderBody() });
    const wanted = shipmentBody(tower, body.orderId ?? '', { trackingNumber, createdAt });
    const made = await tower.call(createShipment, { key, body: wanted });
    expect(made.status).toBe(201);
    const params = { shipmentId: made.body.shipmentId };
    const read = async () => (await tower.call(shipmentTimeline, { key, params })).body;
    await until(async () => (await read()).legs);
    return { events: async () => (await read()).legs[0]?.events.length ?? 0, ...params };
  };
  const conflicts = async (shipmentId: string) => {
    const query = { reason: 'number_contested', limit: 200 } as const;
    const all = await tower.call(listTrash, { query });
    const some = await tower.call(listTrash, { query, key: ours.key });
    expect(some.body.items).toEqual([]);
    return all.body.items.filter(({ payload }) => JSON.stringify(payload).includes(shipmentId)).length;
  };
  it.each(['2026-11-16T09:00:00Z', '2027-03-01T09:00:00Z', '2026-11-10T09:00:00Z'])(
    'means that of the first of them by our own clock, whatever day the second says (%s)',
    async (createdAt) => {
      const number = fresh('T');
      const scan = { number, city: 'Madrid', country: 'ES' };
      const first = await ship(theirs, number, '2026-11-16T09:00:00Z');
      await postScans(tower, { ...scan, code: 'PU', at: '2026-11-16T10:00:00Z' });
      const second = await ship(ours, number, createdAt);
      await postScans(
        tower,
        { ...scan, code: 'PU', at: '2026-11-16T10:00:00Z' },
        { ...scan, code: 'IT', at: '2026-11-17T10:00:00Z' },
      );
      expect(await until(async () => (await first.events()) === 2)).toBe(true);
      expect(await second.events()).toBe(0);
      expect([await conflicts(first.shipmentId), await conflicts(second.shipmentId)]).toEqual([1, 1]);
    },
  );
  it('gives scans that waited to the first, and within one merchant to the newest', async () => {
    const number = fresh('T');
    const scan = { number, city: 'Madrid', country: 'ES' };
    await postScans(tower, { ...scan, code: 'PU', at: '2026-11-16T10:00:00Z' });
    // Ahead of time: a window does not begin later than now.
    const squatter = await ship(ours, number, '2027-03-01T09:00:00Z');
    const late = await ship(theirs, number, '2026-11-16T09:00:00Z');
    const newer = await ship(ours, number, '2026-11-17T09:00:00Z');
    await postScans(tower, { ...scan, code: 'IT', at: '2026-11-17T10:00:00Z' });
    await until(async () => (await squatter.events()) + (await newer.events()) === 2);
    expect(await late.events()).toBe(0);
    expect([await conflicts(late.shipmentId), await conflicts(newer.shipmentId)]).toEqual([1, 0]);
  });
});

describe('whatever a merchant does', () => {
  /** All there is of the other merchant, as it sees it. */
  const everything = async (): Promise<string> => {
    const paths = ['/orders', '/shipping/shipments', '/trash', '/tracking/brands', '/exceptions', '/access/merchants'];
    const texts = await Promise.all(paths.map((path) => ask(`/api/logistics${path}`, theirs.key)));
    return texts.map(({ text }) => text).join('\n');
  };
  it('to what is another’s is refused as to what is not there, and changes nothing', async () => {
    const before = await everything();
    const { key } = ours;
    const [orderId, shipmentId, trashId] = [planted.orderId, planted.shipmentId, planted.trashId];
    const said = { status: 'delivered', occurredAt: '2026-11-16T18:00:00Z', note: 'no' } as const;
    const doings = (change: (id: string) => string) => [
      tower.call(cancelOrder, { key, params: { orderId: change(orderId) }, body: { reason: 'no' } }),
      tower.call(correctShipment, { key, params: { shipmentId: change(shipmentId) }, body: said }),
      tower.call(repairTrashed, { key, params: { trashId: change(trashId) }, body: { payload: {} } }),
      tower.call(discardTrashed, { key, params: { trashId: change(trashId) }, body: { reason: 'no' } }),
      tower.call(createShipment, { key, body: shipmentBody(tower, change(orderId), { trackingNumber: 'T' }) }),
    ];
    const [foreign, none] = [await Promise.all(doings((id) => id)), await Promise.all(doings(absent))];
    expect(foreign.map(({ status }) => status)).toEqual([404, 404, 404, 404, 422]);
    const bare = ({ body }: { body: unknown }): string =>
      [orderId, shipmentId, trashId].reduce((text, id) => without(text, [id, absent(id)]), JSON.stringify(body));
    expect(foreign.map(bare)).toEqual(none.map(bare));
    const retried = await tower.call(retryTrashed, { key, body: { trashIds: [trashId] } });
    expect(retried.body).toMatchObject({ retrying: [], refused: [{ trashId }] });
    // One of its own by the same name is another.
    const brand = { name: 'Plain', embedOrigins: [] };
    expect((await tower.call(configureBrand, { key, params: { channel: `${word}-shop` }, body: brand })).status).toBe(
      200,
    );
    expect(await everything()).toBe(before);
    const page = await tower.call(publicTracking, { key: null, params: { token: planted.token } });
    expect(page.body.brand?.name).toBe(`${word} brand`);
  });
  it('by the same names makes things of its own: orders, references, repeated requests', async () => {
    const headers = { 'idempotency-key': fresh('same') };
    const body = plantedOrder({ externalId: fresh('same'), number: 'same-N' });
    const made = await Promise.all([theirs, ours].map(({ key }) => tower.call(placeOrder, { key, body, headers })));
    expect(made.map(({ status }) => status)).toEqual([201, 201]);
    expect(made[0]?.body.orderId).not.toBe(made[1]?.body.orderId);
    // The operator speaks for either by turns.
    const asked = await Promise.all(
      [theirs, ours].map(({ merchant }) =>
        tower.call(placeOrder, { body, headers: { ...headers, 'gantry-merchant': merchant } }),
      ),
    );
    expect(asked.map((one) => [one.status, one.body.orderId])).toEqual(made.map((one) => [200, one.body.orderId]));
  });
  it('its own order goes on out of the Trash as its own', async () => {
    const externalId = fresh('repaired');
    const { key, merchant } = theirs;
    const { body } = await tower.call(placeOrder, { key, body: plantedOrder({ externalId, lines: [] }) });
    const params = { trashId: body.trashId ?? '' };
    expect((await tower.call(getTrashed, { key: ours.key, params })).status).toBe(404);
    await tower.call(repairTrashed, { key, params, body: { payload: plantedOrder({ externalId }) } });
    const query = { externalId };
    const { items } = await until(async () => {
      const found = await tower.call(listOrders, { query });
      return found.body.items.length > 0 ? found.body : undefined;
    });
    expect(items.map((order) => order.merchant)).toEqual([merchant]);
    const { body: left } = await tower.call(listTrash, { key: ours.key });
    expect([left.items, left.counts]).toEqual([[], {}]);
  });
});

describe('a merchant', () => {
  it('has to be named by whoever serves several', async () => {
    const merchants = [theirs.merchant, ours.merchant];
    const { body: issued } = await tower.call(issueKey, { body: { name: 'both', area: 'staff', merchants } });
    const body = orderBody();
    const refused = await tower.call(placeOrder, { key: issued.secret, body });
    expect([refused.status, refused.body.code]).toEqual([422, 'merchant_needed']);
    expect(refused.body.detail).toContain('Gantry-Merchant');
    const headers = { 'gantry-merchant': ours.merchant };
    const placed = await tower.call(placeOrder, { key: issued.secret, body, headers });
    expect(placed.status).toBe(201);
    const order = await tower.call(getOrder, { key: ours.key, params: { orderId: placed.body.orderId ?? '' } });
    expect(order.body.merchant).toBe(ours.merchant);
  });
  it('that is closed takes no new orders and is read still', async () => {
    const closed = await newMerchant(tower, `closing-${process.pid}`, 'Closing');
    const body = orderBody();
    const { body: placed } = await tower.call(placeOrder, { key: closed.key, body });
    const params = { merchant: closed.merchant };
    expect((await tower.call(changeMerchant, { key: closed.key, params, body: { state: 'closed' } })).status).toBe(403);
    expect((await tower.call(changeMerchant, { params, body: { state: 'closed' } })).body.state).toBe('closed');
    for (const lines of [body.lines, []]) {
      const refused = await tower.call(placeOrder, { key: closed.key, body: orderBody({ lines }) });
      expect([refused.status, refused.body.code]).toEqual([409, 'merchant_closed']);
    }
    expect((await tower.call(placeOrder, { key: closed.key, body })).body.outcome).toBe('unchanged');
    expect((await tower.call(getOrder, { key: closed.key, params: { orderId: placed.orderId ?? '' } })).status).toBe(
      200,
    );
    await tower.call(changeMerchant, { params, body: { state: 'active' } });
    expect((await tower.call(placeOrder, { key: closed.key, body: orderBody() })).status).toBe(201);
  });
  it('called main is there by itself, and no name is given twice', async () => {
    const { body } = await tower.call(listMerchants);
    expect(body.items.map(({ merchant }) => merchant)).toEqual(
      expect.arrayContaining(['main', theirs.merchant, ours.merchant]),
    );
    for (const merchant of ['main', theirs.merchant]) {
      const again = await tower.call(addMerchant, { body: { merchant, name: 'Again' } });
      expect([again.status, again.body.code]).toEqual([409, 'merchant_taken']);
    }
    const named = { params: { merchant: 'main' }, body: { retentionDays: 400 } };
    expect((await tower.call(changeMerchant, named)).body).toMatchObject({ merchant: 'main', retentionDays: 400 });
    await tower.call(changeMerchant, { ...named, body: { retentionDays: null } });
  });
});
