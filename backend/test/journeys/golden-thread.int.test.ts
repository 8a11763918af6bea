/**
 * The golden thread: each new order's customer is found in its merchant's ERP or made there, then the order is injected, once,
 * whatever breaks in between; what changes later is told; what the ERP refuses lies in the Trash until it goes on.
 */
import { addMerchant } from '@gantry/shared/api/access/merchants';
import { cancelOrder, getOrder, placeOrder } from '@gantry/shared/api/orders';
import { getErp, listIdMap, mendIdMap, retryFromSource, saveErp } from '@gantry/shared/api/orders/systems';
import { eraseSubject, findSubjects } from '@gantry/shared/api/privacy';
import { retryFromSource as goOnFromSource, listTrash, readTrashSource, retryTrashed } from '@gantry/shared/api/trash';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ErpSandbox, openErpnextSandbox } from '../../src/connectors/systems/erpnext/sandbox.ts';
import type { ErpDocument } from '../../src/connectors/systems/erpnext/sandbox-documents.ts';
import { furnished } from '../../src/connectors/systems/erpnext/sandbox-shelf.ts';
import { type ErpServer, startErpServer, type Trouble } from '../../src/sandbox/erp/erp-server.ts';
import { fresh, type OrderBody, orderBody } from '../doings.ts';
import { foundIn } from '../found-in.ts';
import { startFreshTower, type TestTower, until } from '../tower.ts';

const company = 'Lamps Ltd';
const credentials = { keyName: 'key', secret: 'a-secret-of-an-erp-0123456789' };
type Request = Parameters<NonNullable<Parameters<typeof startErpServer>[0]['trouble']>>[0];

const erps = new Map<string, ErpSandbox>();
const asked: { merchant: string; what: string }[] = [];
/** What people in a merchant's ERP say to every new order. */
const refusals = new Map<string, string>();
let trouble: (request: Request) => Trouble | undefined = () => undefined;
let server: ErpServer;
let tower: TestTower;

/** Opens an ERP for a merchant of the test. `territories`: of which countries it takes customers. */
const openErp = (merchant: string, territories = ['ES']): ErpSandbox => {
  const shelf = furnished(new Map<string, ErpDocument>(), { territories, elsewhere: false });
  const sells = (sku: string): boolean => sku.startsWith('SKU-');
  const { keyName: key, secret } = credentials;
  const objects = ({ doctype }: ErpDocument) => (doctype === 'Sales Order' ? refusals.get(merchant) : undefined);
  const erp = openErpnextSandbox({ company, sells, objects, shelf, now: () => new Date(), key, secret });
  const counted: ErpSandbox = {
    ...erp,
    answer: (request) => {
      asked.push({ merchant, what: `${request.method} ${decodeURIComponent(request.path)}` });
      return erp.answer(request);
    },
  };
  erps.set(merchant, counted);
  return counted;
};
const headersOf = (merchant: string) => ({ 'gantry-merchant': merchant });

const newMerchant = async (territories?: string[], enabled = true): Promise<{ merchant: string; erp: ErpSandbox }> => {
  const merchant = fresh('lamps');
  await tower.call(addMerchant, { body: { merchant, name: merchant } });
  const erp = openErp(merchant, territories);
  const body = { url: `${server.origin}/${merchant}`, company, enabled, ...credentials };
  const { status, body: said } = await tower.call(saveErp, { body, headers: headersOf(merchant) });
  expect([status, said.outcome]).toEqual([200, 'added']);
  return { merchant, erp };
};

const place = async (merchant: string, change: Partial<OrderBody> = {}): Promise<string> => {
  const body = orderBody({ placedAt: new Date().toISOString(), deliverBy: '2030-01-02', ...change });
  const { status, body: said } = await tower.call(placeOrder, { body, headers: headersOf(merchant) });
  if (!said.orderId) throw new Error(`not placed: ${status} ${JSON.stringify(said)}`);
  return said.orderId;
};
const erpOf = async (orderId: string) => (await tower.call(getOrder, { params: { orderId } })).body.erp;
const injected = (orderId: string) =>
  until(
    async () => {
      const erp = await erpOf(orderId);
      return erp?.orderId ? { customerId: erp.customerId, orderId: erp.orderId } : undefined;
    },
    { what: `${orderId} in the ERP`, ms: 40_000 },
  );
const trashOf = async (merchant: string, state?: 'open' | 'resolved') =>
  (await tower.call(listTrash, { query: state ? { state } : {}, headers: headersOf(merchant) })).body.items;
const openEntry = (merchant: string) =>
  until(async () => (await trashOf(merchant, 'open'))[0], { what: `an entry of ${merchant} in the Trash` });
const email = (): string => `${fresh('buyer')}@example.invalid`;
const ofSomebody = (address: string, change: Partial<OrderBody> = {}): Partial<OrderBody> => ({
  ...change,
  customer: { email: address },
});
const standing = (erp: ErpSandbox) => erp.all('Sales Order').filter(({ docstatus }) => docstatus === 1);

beforeAll(async () => {
  server = await startErpServer({ erps, trouble: (request) => trouble(request) });
  tower = await startFreshTower({ insideOrigins: [server.origin] });
});
afterAll(async () => {
  await tower?.stop();
  await server?.close();
});
beforeEach(() => {
  trouble = () => undefined;
});

describe('a new order', () => {
  it('brings its customer into the ERP, and then itself, submitted, in one thread', async () => {
    const { merchant, erp } = await newMerchant();
    const address = email();
    const orderId = await place(merchant, ofSomebody(address));
    const there = await injected(orderId);
    expect(erp.all('Customer')).toMatchObject([{ name: there.customerId, email_id: address, territory: 'Spain' }]);
    expect(erp.all('Sales Order')).toMatchObject([
      { name: there.orderId, docstatus: 1, po_no: orderId, customer: there.customerId, company },
    ]);
    expect(erp.all('Address')).toHaveLength(1);
    const { rows } = await tower.database.query<{ threads: string[]; paths: string[]; heads: string }>(
      `SELECT array_agg(DISTINCT correlation_id) AS threads, array_agg(DISTINCT request->>'url') AS paths, string_agg(request::text, ' ') AS heads
       FROM exchanges WHERE partner = $1`,
      [`erp-${merchant}`],
    );
    expect(rows[0]?.threads).toEqual([orderId]);
    expect(rows[0]?.paths.join(' ')).not.toContain('Quimby');
    expect(rows[0]?.heads).not.toContain(credentials.secret);
    const { body } = await tower.call(getErp, { headers: headersOf(merchant) });
    expect(body.items).toMatchObject([{ merchant, enabled: true, lastError: null }]);
    expect(body.items[0]?.lastOkAt).not.toBeNull();
    expect(JSON.stringify(body)).not.toContain(credentials.secret);
  });

  it('finds the customer that is there, by e-mail whatever its case', async () => {
    const { merchant, erp } = await newMerchant();
    const address = email();
    erp.write({
      doctype: 'Customer',
      name: 'CUST-7',
      customer_name: 'Ursula Q.',
      email_id: address,
      docstatus: 0,
      creation: '2026-01-01 00:00:00.000001',
      modified: '',
    });
    const { customerId } = await injected(await place(merchant, ofSomebody(address.toUpperCase())));
    expect(customerId).toBe('CUST-7');
    expect(erp.all('Customer')).toHaveLength(1);
  });

  it('without an e-mail is found by telephone, and without either gets a customer of its own', async () => {
    const { merchant, erp } = await newMerchant();
    const { shipTo } = orderBody();
    const phone = '+34 600 777 001';
    const [first, second] = [
      await place(merchant, { customer: {}, shipTo: { ...shipTo, phone } }),
      await place(merchant, { customer: {}, shipTo: { ...shipTo, phone } }),
    ];
    expect((await injected(first)).customerId).toBe((await injected(second)).customerId);
    const { phone: _, ...nameless } = shipTo;
    await injected(await place(merchant, { customer: {}, shipTo: nameless }));
    expect(erp.all('Customer')).toHaveLength(2);
  });

  it('ten at once of one new customer make one customer and ten orders', async () => {
    const { merchant, erp } = await newMerchant();
    const address = email();
    const orderIds = await Promise.all(Array.from({ length: 10 }, () => place(merchant, ofSomebody(address))));
    const all = await Promise.all(orderIds.map(injected));
    expect(new Set(all.map(({ customerId }) => customerId)).size).toBe(1);
    expect(erp.all('Customer')).toHaveLength(1);
    expect(new Set(standing(erp).map(({ po_no }) => po_no))).toEqual(new Set(orderIds));
    expect(erp.all('Sales Order')).toHaveLength(10);
  });

  it('placed before the ERP was switched on, or while it is off, is none of its business', async () => {
    const off = await newMerchant(['ES'], false);
    const on = await newMerchant();
    const unseen = [await place(off.merchant), await place(on.merchant, { placedAt: '2026-01-01T00:00:00Z' })];
    await injected(await place(on.merchant));
    for (const orderId of unseen) expect(await erpOf(orderId)).toBeNull();
    expect(asked.filter(({ merchant }) => merchant === off.merchant)).toEqual([]);
  });
});

describe('when something breaks', () => {
  it.each([
    ['the order is kept and its answer lost', 'POST /api/resource/Sales Order', 'after'],
    ['the order is submitted and its answer lost', 'PUT /api/resource/Sales Order', 'after'],
    ['the customer is made and its answer lost', 'POST /api/resource/Customer', 'after'],
    ['the line breaks before anything is done', 'POST /api/resource/Sales Order', 'before'],
  ] as const)('%s: nothing is made twice', async (_, on, cut) => {
    const { merchant, erp } = await newMerchant();
    let cuts = 0;
    trouble = ({ method, path }) =>
      `${method} ${decodeURIComponent(path)}`.startsWith(on) && cuts++ < 2 ? { cut } : undefined;
    const orderId = await place(merchant, ofSomebody(email()));
    await injected(orderId);
    expect(cuts).toBeGreaterThan(cut === 'before' ? 1 : 0);
    expect(erp.all('Customer')).toHaveLength(1);
    expect(standing(erp)).toHaveLength(1);
    expect(erp.all('Sales Order')).toHaveLength(1);
  });

  it('an ERP that is down holds up its own orders alone, and when it is back they go on by themselves', async () => {
    const dead = await newMerchant();
    const well = await newMerchant();
    let down = true;
    const answers = erps.get(dead.merchant);
    if (!answers) throw new Error('there is an ERP');
    erps.set(dead.merchant, {
      ...answers,
      answer: (request) => (down ? { status: 503, contentType: 'text/html', body: 'down' } : answers.answer(request)),
    });
    const waiting = await Promise.all([1, 2].map(() => place(dead.merchant, ofSomebody(email()))));
    await injected(await place(well.merchant, ofSomebody(email())));
    const lastError = await until(
      async () => (await tower.call(getErp, { headers: headersOf(dead.merchant) })).body.items[0]?.lastError,
      { what: 'the trouble of the dead ERP' },
    );
    expect(lastError).toContain('erp_failing');
    for (const orderId of waiting) expect(await erpOf(orderId)).toBeNull();
    expect(await trashOf(dead.merchant)).toEqual([]);
    down = false;
    await Promise.all(waiting.map(injected));
    const { body } = await tower.call(getErp, { headers: headersOf(dead.merchant) });
    expect(body.items[0]?.lastError).toBeNull();
  });

  it('whoever takes up what a worker left finds its order, and the worker that was not gone writes nothing more', async () => {
    const { merchant, erp } = await newMerchant();
    const reached = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    let holds = true;
    trouble = ({ method, path }) => {
      if (!holds || method !== 'POST' || !path.includes('Sales')) return undefined;
      holds = false;
      reached.resolve();
      return { held: answered.promise };
    };
    const orderId = await place(merchant, ofSomebody(email()));
    await reached.promise;
    // As if nobody had heard of its worker for longer than it may have an order to itself.
    const lapse = `UPDATE erp_ids SET claimed_until = now() - interval '1 second' WHERE key = $1 AND claimed_until IS NOT NULL`;
    expect((await tower.database.query(lapse, [orderId])).rowCount).toBe(1);
    await tower.database.query(lapse.replace('key = $1', 'merchant = $1'), [merchant]);
    const { status, body } = await tower.call(retryFromSource, { params: { orderId }, headers: headersOf(merchant) });
    expect([status, body.outcome]).toEqual([200, 'injected']);
    answered.resolve();
    await until(
      async () => {
        const told = `SELECT 1 FROM exchanges WHERE partner = $1 AND operation = 'add_order'`;
        return (await tower.database.query(told, [`erp-${merchant}`])).rowCount === 1;
      },
      { what: 'the late answer' },
    );
    await injected(await place(merchant, ofSomebody(email())));
    const writes = asked.filter((one) => one.merchant === merchant && /^(POST|PUT).*Sales/.test(one.what));
    expect(writes.map(({ what }) => what.split(' ')[0])).toEqual(['POST', 'PUT', 'POST', 'PUT']);
    expect(erp.all('Sales Order')).toHaveLength(2);
  });
});

describe('what happens later', () => {
  it('an amendment, a new address and a cancellation are written to the order there', async () => {
    const { merchant, erp } = await newMerchant();
    const body = orderBody({ placedAt: new Date().toISOString(), deliverBy: '2030-01-02', ...ofSomebody(email()) });
    const orderId = await place(merchant, body);
    const first = await injected(orderId);
    const lines = [{ sku: 'SKU-1', name: 'Lamp', quantity: 3, unitPrice: 2_000 }];
    const shipTo = { ...body.shipTo, lines: ['5 Other Street'] };
    await place(merchant, { ...body, lines, shipTo });
    const amended = await until(async () => standing(erp).find(({ amended_from }) => amended_from === first.orderId), {
      what: 'the amended order',
    });
    expect(amended).toMatchObject({ po_no: orderId, items: [{ item_code: 'SKU-1', qty: 3, rate: 20 }] });
    const address = erp.all('Address').find(({ name }) => name === amended.shipping_address_name);
    expect(address).toMatchObject({ address_line1: '5 Other Street' });
    await until(async () => (await erpOf(orderId))?.orderId === amended.name, { what: 'the new name' });
    await tower.call(cancelOrder, { params: { orderId }, body: { reason: 'changed their mind' } });
    await until(async () => standing(erp).length === 0, { what: 'the cancellation' });
    expect(erp.all('Sales Order').every(({ docstatus }) => docstatus === 2)).toBe(true);
  });
});

describe('what the ERP refuses', () => {
  it('lies in the Trash with its reason under its merchant; retry from source reads the customer and goes on', async () => {
    const { merchant, erp } = await newMerchant([]);
    const address = email();
    const orderId = await place(merchant, ofSomebody(address));
    const entry = await openEntry(merchant);
    expect(entry).toMatchObject({ reason: 'erp_refused', handler: 'orders.erp', correlationId: orderId, merchant });
    expect(entry.detail).toContain('territory');
    const refused = await tower.call(retryFromSource, { params: { orderId }, headers: headersOf(merchant) });
    expect([refused.status, refused.body.detail]).toEqual([502, expect.stringContaining('territory')]);
    // Somebody makes the customer by hand, under the name and the street that are right.
    const made = { docstatus: 0, creation: '2026-01-01 00:00:00.000001', modified: '' };
    erp.write({ ...made, doctype: 'Customer', name: 'CUST-9', customer_name: 'Ursula Umberland', email_id: address });
    erp.write({
      ...made,
      doctype: 'Address',
      name: 'CUST-9-Shipping',
      address_line1: '12 Newmoat Crescent',
      city: 'Sevilla',
      pincode: '41001',
      country: 'Spain',
      is_shipping_address: 1,
      links: [{ link_doctype: 'Customer', link_name: 'CUST-9' }],
    });
    const { status, body } = await tower.call(retryFromSource, { params: { orderId }, headers: headersOf(merchant) });
    expect([status, body.outcome]).toEqual([200, 'injected']);
    expect(body.differences).toEqual(
      expect.arrayContaining([
        { field: 'name', here: 'Ursula Quimby', there: 'Ursula Umberland' },
        { field: 'street', here: '77 Gallows Lane', there: '12 Newmoat Crescent' },
      ]),
    );
    expect(await erpOf(orderId)).toMatchObject({ customerId: 'CUST-9' });
    expect(standing(erp)).toMatchObject([{ customer: 'CUST-9', shipping_address_name: 'CUST-9-Shipping' }]);
    expect((await trashOf(merchant, 'resolved')).map(({ trashId }) => trashId)).toEqual([entry.trashId]);
    const again = await tower.call(retryFromSource, { params: { orderId }, headers: headersOf(merchant) });
    expect(again.body.outcome).toBe('unchanged');
    expect(erp.all('Sales Order')).toHaveLength(1);
  });

  it('a wrong address mended in the ERP is read again from the Trash, with the difference, and goes on', async () => {
    const { merchant, erp } = await newMerchant();
    const address = email();
    const made = { docstatus: 0, creation: '2026-01-01 00:00:00.000001', modified: '' };
    erp.write({ ...made, doctype: 'Customer', name: 'CUST-8', customer_name: 'Ursula Quimby', email_id: address });
    const street = {
      ...made,
      doctype: 'Address',
      name: 'CUST-8-Shipping',
      address_line1: '1 Wrong Street',
      city: 'Sevilla',
      pincode: '41001',
      country: 'Spain',
      is_shipping_address: 1,
      links: [{ link_doctype: 'Customer', link_name: 'CUST-8' }],
    };
    erp.write(street);
    refusals.set(merchant, 'the shipping address is none');
    const orderId = await place(merchant, ofSomebody(address));
    const { trashId, source } = await openEntry(merchant);
    expect(source).toBe('back_write');
    erp.write({ ...street, address_line1: '12 Newmoat Crescent' });
    const headers = headersOf(merchant);
    const read = await tower.call(readTrashSource, { params: { trashId }, headers });
    expect(read.body.differences).toEqual([
      { path: 'customer.address.lines.0', was: '1 Wrong Street', is: '12 Newmoat Crescent' },
    ]);
    refusals.delete(merchant);
    expect((await tower.call(goOnFromSource, { params: { trashId }, body: {}, headers })).status).toBe(202);
    await injected(orderId);
    expect(standing(erp)).toMatchObject([{ customer: 'CUST-8', shipping_address_name: 'CUST-8-Shipping' }]);
    await until(async () => (await trashOf(merchant, 'resolved'))[0]?.trashId === trashId, { what: 'its end' });
    expect((await trashOf(merchant))[0]?.retries).toBe(1);
  });

  it('goes on from the Trash once the item is there, and fails there again until it is', async () => {
    const { merchant, erp } = await newMerchant();
    const lines = [{ sku: 'X-1', name: 'Unknown', quantity: 1, unitPrice: 100 }];
    const body = orderBody({ placedAt: new Date().toISOString(), lines, ...ofSomebody(email()) });
    const orderId = await place(merchant, body);
    const { trashId, reason } = await openEntry(merchant);
    expect(reason).toBe('erp_missing');
    const retried = async (times: number) => {
      await tower.call(retryTrashed, { body: { trashIds: [trashId] }, headers: headersOf(merchant) });
      return until(
        async () => (await trashOf(merchant)).find(({ state, retries }) => state !== 'retrying' && retries === times),
        { what: `try ${times}` },
      );
    };
    expect(await retried(1)).toMatchObject({ state: 'open', reason: 'erp_missing' });
    await place(merchant, { ...body, lines: [{ sku: 'SKU-1', name: 'Lamp', quantity: 1, unitPrice: 100 }] });
    await injected(orderId);
    expect(standing(erp)).toHaveLength(1);
    await until(async () => (await trashOf(merchant)).every(({ state }) => state === 'resolved'), { what: 'the end' });
    expect(await trashOf(merchant)).toHaveLength(1);
  });
});

describe('the map of ids', () => {
  it('says who is who, is found by what people know, and is mended', async () => {
    const { merchant, erp } = await newMerchant();
    const address = email();
    const orderId = await place(merchant, ofSomebody(address));
    const there = await injected(orderId);
    const found = async (q: string) =>
      (await tower.call(listIdMap, { query: { q }, headers: headersOf(merchant) })).body.items;
    const customer = {
      system: 'erpnext',
      kind: 'customer',
      ours: address,
      theirs: there.customerId,
      merchant,
      orderId,
    };
    const order = { system: 'erpnext', kind: 'order', ours: orderId, theirs: there.orderId, merchant, orderId };
    for (const q of [address.toUpperCase(), String(there.customerId)]) expect(await found(q)).toMatchObject([customer]);
    expect(await found(there.orderId)).toHaveLength(2);
    expect(await found(orderId)).toEqual(expect.arrayContaining([expect.objectContaining(order)]));
    expect((await tower.call(listIdMap, { headers: headersOf('main') })).body.items).toEqual([]);

    const mend = (customerId: string) =>
      tower.call(mendIdMap, { body: { orderId, customerId }, headers: headersOf(merchant) });
    expect((await mend('Nobody')).status).toBe(422);
    const [known] = erp.all('Customer');
    if (!known) throw new Error('there is a customer');
    erp.write({ ...known, name: 'CUST-RIGHT' });
    expect((await mend('CUST-RIGHT')).body.outcome).toBe('changed');
    expect((await mend('CUST-RIGHT')).body.outcome).toBe('unchanged');
    await until(async () => standing(erp).some(({ customer: right }) => right === 'CUST-RIGHT'), { what: 'the order' });
    const next = await injected(await place(merchant, ofSomebody(address)));
    expect(next.customerId).toBe('CUST-RIGHT');
  });

  it('forgets who is erased', async () => {
    const { merchant } = await newMerchant();
    const address = email();
    const name = 'Zenobia Quillfeather-Öz';
    const { shipTo } = orderBody();
    const orderId = await place(merchant, ofSomebody(address, { shipTo: { ...shipTo, name } }));
    expect((await injected(orderId)).customerId).toBe(name);
    const planted = [name, 'Quillfeather', address];
    // What the ERP says when it refuses names the customer.
    refusals.set(merchant, `Credit limit has been crossed for customer <b>${name}</b>`);
    await place(merchant, ofSomebody(address, { shipTo: { ...shipTo, name } }));
    expect((await openEntry(merchant)).detail).toContain(name);
    expect(await foundIn(tower.config.databaseUrl, planted)).toEqual([]);
    const { body } = await tower.call(findSubjects, { body: { email: address }, headers: headersOf(merchant) });
    const subjectId = body.items[0]?.subjectId ?? '';
    await tower.call(eraseSubject, {
      params: { subjectId },
      body: { reason: 'asked_by_person' },
      headers: headersOf(merchant),
    });
    expect((await tower.call(listIdMap, { query: { q: address }, headers: headersOf(merchant) })).body.items).toEqual(
      [],
    );
    expect((await erpOf(orderId))?.customerId).toBe('');
    const retry = await tower.call(retryFromSource, { params: { orderId }, headers: headersOf(merchant) });
    expect([retry.status, retry.body.code]).toEqual([409, 'erased']);
    expect(await foundIn(tower.config.databaseUrl, planted)).toEqual([]);
    const { rows } = await tower.database.query('SELECT 1 FROM erp_ids WHERE merchant = $1 AND kind = $2', [
      merchant,
      'customer',
    ]);
    expect(rows).toEqual([]);
  });
});

describe('the connection', () => {
  it('leads to no address inside, and only over TLS', async () => {
    const { merchant } = await newMerchant();
    const save = (url: string) =>
      tower.call(saveErp, { body: { url, company, ...credentials }, headers: headersOf(merchant) });
    for (const url of ['http://erp.example', 'http://127.0.0.1:1/main', 'https://user:word@erp.example'])
      expect((await save(url)).body.errors).toMatchObject([{ path: 'url' }]);
    expect((await save('https://10.0.0.7')).body.outcome).toBe('changed');
    const orderId = await place(merchant, ofSomebody(email()));
    const lastError = await until(
      async () => (await tower.call(getErp, { headers: headersOf(merchant) })).body.items[0]?.lastError,
      { what: 'the refusal' },
    );
    expect(lastError).toContain('an address inside');
    expect(await erpOf(orderId)).toBeNull();
  });
});
