/** ERPNext: each capability's call as it goes out and its answer as it comes, refusals of every kind, and all of it against the fake. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Upstream } from '../../../kernel/errors.ts';
import type { OutsideAnswer, OutsideCall } from '../../wire/call.ts';
import type { Buyer, ErpDoor, ErpResult, WantedOrder } from '../erp.ts';
import { rateOf } from './documents.ts';
import { erpnext } from './erpnext.ts';
import { faultOf } from './faults.ts';
import { openErpnextSandbox } from './sandbox.ts';
import type { ErpDocument } from './sandbox-documents.ts';
import { furnished } from './sandbox-shelf.ts';

const fixture = (name: string): string => readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8');
const answer = (body: string, status = 200): OutsideAnswer => ({ status, headers: {}, body });
const access = { baseUrl: 'https://erp.example', keyName: 'key', secret: 'secret', company: 'Lamps Ltd' };

const buyer: Buyer = {
  name: 'Ursula Quimby',
  company: null,
  email: 'ursula@example.invalid',
  phone: '+34 600 123 987',
  address: { lines: ['77 Gallows Lane', 'Flat 9'], city: 'Sevilla', postalCode: '41001', country: 'ES' },
};
const wanted: WantedOrder = {
  reference: 'ord_1',
  customerId: 'Ursula Quimby',
  placedOn: '2026-11-28',
  deliverOn: '2026-12-01',
  currency: 'EUR',
  lines: [
    { sku: 'SKU-1', name: 'Lamp', quantity: 2, unitPrice: 2_500 },
    { sku: 'SKU-2', name: '', quantity: 1, unitPrice: 1_050 },
  ],
  addressId: 'Ursula Quimby-Shipping',
};
const fewer: WantedOrder = { ...wanted, lines: wanted.lines.slice(0, 1).map((line) => ({ ...line, quantity: 1 })) };

/** A door that answers one call after the other, and what was asked through it. */
const doorOf = (...answers: (OutsideAnswer | Upstream)[]) => {
  const calls: OutsideCall[] = [];
  const door: ErpDoor = {
    access,
    ask: async (call) => {
      calls.push(call);
      const next = answers[calls.length - 1];
      if (!next) throw new Error(`nobody expected ${call.method ?? 'GET'} ${call.url}`);
      if (next instanceof Upstream) throw next;
      return next;
    },
  };
  return { door, calls };
};
const ok = (name: string, status = 200): OutsideAnswer => answer(fixture(name), status);
const told = ({ method = 'GET', url }: OutsideCall): string => {
  const { pathname, searchParams } = new URL(url);
  const filters = searchParams.get('filters');
  return `${method} ${decodeURIComponent(pathname)}${filters ? ` ${filters}` : ''}`;
};
const bodyOf = (call: OutsideCall | undefined): unknown => JSON.parse(call?.body ?? 'null');
const faultIn = <Value>(result: ErpResult<Value>) => (result.ok ? expect.unreachable() : result.fault);
const valueIn = <Value>(result: ErpResult<Value>): Value =>
  result.ok ? result.value : expect.unreachable(result.fault.said);

describe('a customer is found', () => {
  it('by e-mail, with the address it is sent to', async () => {
    const { door, calls } = doorOf(ok('customer-list.json'), ok('address-list.json'));
    const found = valueIn(await erpnext.customersBy(door, { email: 'ursula@example.invalid' }));
    expect(calls.map(told)).toEqual([
      'GET /api/resource/Customer [["email_id","=","ursula@example.invalid"],["disabled","=",0]]',
      'GET /api/resource/Address [["Dynamic Link","link_doctype","=","Customer"],["Dynamic Link","link_name","in",["Ursula Quimby"]],["disabled","=",0]]',
    ]);
    expect(calls[0]?.headers?.authorization).toBe('token key:secret');
    expect(found.map(({ id }) => id)).toEqual(['Ursula Quimby', 'Ursula Quimby - 1']);
    expect(found[0]).toMatchObject({
      name: 'Ursula Quimby',
      email: 'ursula@example.invalid',
      address: { id: 'Ursula Quimby-Shipping', lines: ['77 Gallows Lane', 'Flat 9'], postalCode: '41001' },
    });
  });
  it('by telephone and by its id, and nobody is nobody', async () => {
    for (const [question, field] of [
      [{ phone: '+34 600' }, 'mobile_no'],
      [{ id: 'Ursula Quimby' }, 'name'],
    ] as const) {
      const { door, calls } = doorOf(ok('order-list-none.json'));
      expect(valueIn(await erpnext.customersBy(door, question))).toEqual([]);
      expect(told(calls[0] ?? expect.unreachable())).toContain(`["${field}","=",`);
      // Paths are recorded in the clear, and an ERP calls customers by name.
      expect(calls[0]?.url.split('?')[0]).toBe('https://erp.example/api/resource/Customer');
    }
  });
  it('a key that opens nothing is the connection’s fault', async () => {
    const { door } = doorOf(ok('error-authentication.json', 401));
    expect(faultIn(await erpnext.customersBy(door, { email: 'a@b.c' }))).toMatchObject({
      code: 'erp_denied',
      retryable: true,
      status: 401,
    });
  });
});

describe('a customer is made', () => {
  it('in the territory of its country', async () => {
    const { door, calls } = doorOf(ok('country-list.json'), ok('territory-list.json'), ok('customer-created.json'));
    expect(valueIn(await erpnext.addCustomer(door, buyer))).toEqual({ id: 'Ursula Quimby' });
    expect(calls.map(told)).toEqual([
      'GET /api/resource/Country [["code","=","es"]]',
      'GET /api/resource/Territory [["name","in",["Spain","Rest Of The World"]],["is_group","=",0]]',
      'POST /api/resource/Customer',
    ]);
    expect(bodyOf(calls[2])).toEqual(JSON.parse(fixture('request-customer.json')));
  });
  it('without a territory where there is none, which the ERP refuses for good', async () => {
    const { door, calls } = doorOf(
      ok('order-list-none.json'),
      ok('order-list-none.json'),
      ok('error-mandatory.json', 417),
    );
    const fault = faultIn(await erpnext.addCustomer(door, buyer));
    expect(bodyOf(calls[2])).not.toHaveProperty('territory');
    expect(fault).toEqual({
      code: 'erp_refused',
      retryable: false,
      status: 417,
      said: '[Customer, Ursula Quimby]: territory',
    });
  });
  it('a company under its own name', async () => {
    const { door, calls } = doorOf(ok('country-list.json'), ok('territory-list.json'), ok('customer-created.json'));
    await erpnext.addCustomer(door, { ...buyer, company: 'Quimby Lamps', email: null });
    expect(bodyOf(calls[2])).toMatchObject({ customer_name: 'Quimby Lamps', customer_type: 'Company' });
    expect(bodyOf(calls[2])).not.toHaveProperty('email_id');
  });
  it('one that is there already is told apart', async () => {
    const { door } = doorOf(ok('country-list.json'), ok('territory-list.json'), ok('error-duplicate.json', 409));
    expect(faultIn(await erpnext.addCustomer(door, buyer))).toMatchObject({ code: 'erp_duplicate', retryable: false });
  });
});

describe('an address', () => {
  it('that is there is taken', async () => {
    const { door, calls } = doorOf(ok('address-list.json'));
    expect(valueIn(await erpnext.addressFor(door, 'Ursula Quimby', buyer))).toEqual({ id: 'Ursula Quimby-Shipping' });
    expect(calls).toHaveLength(1);
  });
  it('that is not there is made, linked with its customer', async () => {
    const { door, calls } = doorOf(ok('order-list-none.json'), ok('country-list.json'), ok('address-created.json'));
    expect(valueIn(await erpnext.addressFor(door, 'Ursula Quimby', buyer))).toEqual({ id: 'Ursula Quimby-Shipping-1' });
    expect(told(calls[2] ?? expect.unreachable())).toBe('POST /api/resource/Address');
    expect(bodyOf(calls[2])).toEqual(JSON.parse(fixture('request-address.json')));
  });
  it('of a country the ERP does not know is made without one, and the refusal is the ERP’s', async () => {
    const { door, calls } = doorOf(ok('order-list-none.json'), ok('order-list-none.json'), ok('error-link.json', 417));
    expect(faultIn(await erpnext.addressFor(door, 'Ursula Quimby', buyer))).toMatchObject({ code: 'erp_missing' });
    expect(bodyOf(calls[2])).not.toHaveProperty('country');
  });
});

describe('an order is brought to what is wanted', () => {
  it('made where there is none, and submitted', async () => {
    const { door, calls } = doorOf(ok('order-list-none.json'), ok('order-draft.json'), ok('order-submitted.json'));
    expect(valueIn(await erpnext.bringOrder(door, wanted))).toMatchObject({
      id: 'SAL-ORD-2026-00001',
      state: 'submitted',
    });
    expect(calls.map(told)).toEqual([
      'GET /api/resource/Sales Order [["po_no","=","ord_1"]]',
      'POST /api/resource/Sales Order',
      'PUT /api/resource/Sales Order/SAL-ORD-2026-00001',
    ]);
    expect(bodyOf(calls[1])).toEqual(JSON.parse(fixture('request-order.json')));
    expect(bodyOf(calls[2])).toEqual({ docstatus: 1, modified: '2026-11-28 09:00:01.004512' });
  });
  it('a draft that somebody left is submitted and not made again', async () => {
    const { door, calls } = doorOf(ok('order-list-draft.json'), ok('order-draft.json'), ok('order-submitted.json'));
    expect(valueIn(await erpnext.bringOrder(door, wanted)).id).toBe('SAL-ORD-2026-00001');
    expect(calls.map(({ method = 'GET' }) => method)).toEqual(['GET', 'GET', 'PUT']);
  });
  it('one that says so already is left alone', async () => {
    const { door, calls } = doorOf(ok('order-list-submitted.json'), ok('order-submitted.json'));
    expect(valueIn(await erpnext.bringOrder(door, { ...wanted, addressId: null })).state).toBe('submitted');
    expect(calls).toHaveLength(2);
  });
  it('a submitted one that says something else is cancelled and amended, and keeps its address', async () => {
    const { door, calls } = doorOf(
      ok('order-list-submitted.json'),
      ok('order-submitted.json'),
      ok('order-cancelled.json'),
      ok('order-amended.json'),
      ok('order-amended-submitted.json'),
    );
    const brought = valueIn(await erpnext.bringOrder(door, { ...fewer, addressId: null }));
    expect(brought).toMatchObject({ id: 'SAL-ORD-2026-00001-1', state: 'submitted' });
    expect(bodyOf(calls[2])).toEqual({ docstatus: 2, modified: '2026-11-28 09:00:02.004512' });
    expect(bodyOf(calls[3])).toMatchObject({
      amended_from: 'SAL-ORD-2026-00001',
      po_no: 'ord_1',
      shipping_address_name: 'Ursula Quimby-Shipping',
      items: [{ item_code: 'SKU-1', qty: 1, rate: 25 }],
    });
  });
  it('after a crash between cancelling and amending it is amended', async () => {
    const { door, calls } = doorOf(
      ok('order-list-cancelled.json'),
      ok('order-amended.json'),
      ok('order-amended-submitted.json'),
    );
    expect(valueIn(await erpnext.bringOrder(door, fewer)).id).toBe('SAL-ORD-2026-00001-1');
    expect(bodyOf(calls[1])).toMatchObject({ amended_from: 'SAL-ORD-2026-00001' });
  });
  it('a draft that says something else is written over', async () => {
    const { door, calls } = doorOf(
      ok('order-list-draft.json'),
      ok('order-draft.json'),
      ok('order-draft.json'),
      ok('order-submitted.json'),
    );
    await erpnext.bringOrder(door, fewer);
    expect(bodyOf(calls[2])).toMatchObject({
      modified: '2026-11-28 09:00:01.004512',
      items: [{ item_code: 'SKU-1', qty: 1 }],
    });
  });
  it('where somebody wrote in between, it is read again; not for ever', async () => {
    const reading = [ok('order-list-draft.json'), ok('order-draft.json')];
    const mismatch = ok('error-timestamp.json', 417);
    const { door } = doorOf(...reading, mismatch, ...reading, ok('order-submitted.json'));
    expect(valueIn(await erpnext.bringOrder(door, wanted)).state).toBe('submitted');
    const again = doorOf(...reading, mismatch, ...reading, mismatch, ...reading, mismatch);
    expect(faultIn(await erpnext.bringOrder(again.door, wanted))).toMatchObject({
      code: 'erp_changed_meanwhile',
      retryable: true,
    });
  });
  it('what it names and the ERP does not know is final', async () => {
    const { door } = doorOf(ok('order-list-none.json'), ok('error-link.json', 417));
    expect(faultIn(await erpnext.bringOrder(door, wanted))).toEqual({
      code: 'erp_missing',
      retryable: false,
      status: 417,
      said: 'Could not find Row #1: Item Code: SKU-1',
    });
  });
});

describe('an order is cancelled', () => {
  it('where it stands', async () => {
    const { door, calls } = doorOf(ok('order-list-submitted.json'), ok('order-cancelled.json'));
    expect(await erpnext.cancelOrder(door, 'ord_1')).toEqual({ ok: true, value: null });
    expect(bodyOf(calls[1])).toEqual({ docstatus: 2, modified: '2026-11-28 09:00:02.004512' });
  });
  it('a draft is deleted, and nothing and what is cancelled need nothing', async () => {
    const { door, calls } = doorOf(ok('order-list-draft.json'), ok('deleted.json', 202));
    expect((await erpnext.cancelOrder(door, 'ord_1')).ok).toBe(true);
    expect(told(calls[1] ?? expect.unreachable())).toBe('DELETE /api/resource/Sales Order/SAL-ORD-2026-00001');
    for (const none of ['order-list-none.json', 'order-list-cancelled.json'])
      expect((await erpnext.cancelOrder(doorOf(ok(none)).door, 'ord_1')).ok).toBe(true);
  });
  it('not where goods have left', async () => {
    const { door } = doorOf(ok('order-list-submitted.json'), ok('error-cancelled-link.json', 417));
    const { code, said } = faultIn(await erpnext.cancelOrder(door, 'ord_1'));
    expect(code).toBe('erp_refused');
    expect(said).toContain('SAL-ORD-2026-00001 is linked with Delivery Note MAT-DN-2026-00004');
    expect(said).not.toContain('<');
  });
});

describe('what goes wrong', () => {
  it.each([
    ['error-validation.json', 417, 'erp_refused', false],
    ['error-mandatory.json', 417, 'erp_refused', false],
    ['error-link.json', 417, 'erp_missing', false],
    ['error-not-found.json', 404, 'erp_missing', false],
    ['error-timestamp.json', 417, 'erp_changed_meanwhile', true],
    ['error-duplicate.json', 409, 'erp_duplicate', false],
    ['error-authentication.json', 401, 'erp_denied', true],
    ['error-permission.json', 403, 'erp_denied', true],
  ])('%s (%i) is %s', (name, status, code, retryable) => {
    expect(faultOf(ok(name, status))).toMatchObject({ code, retryable, status });
  });
  it('says what the ERP says, without its markup', () => {
    expect(faultOf(ok('error-validation.json', 417)).said).toBe(
      'Credit limit has been crossed for customer Ursula Quimby (5000.0/1000.0)',
    );
  });
  it('a proxy that answers in the ERP’s place is waited for, whatever it says', () => {
    expect(faultOf(answer('<html>Not Found</html>', 404))).toMatchObject({ code: 'erp_failing', retryable: true });
    expect(faultOf(answer('', 403))).toMatchObject({ retryable: true });
  });
  it('nobody there, too much, too ill: all may be asked again', async () => {
    for (const [thrown, code] of [
      [new Upstream('erp-main', 'unreachable', 'connect ECONNREFUSED', true), 'erp_unreachable'],
      [new Upstream('erp-main', 'breaker_open', 'not asked', true), 'erp_unreachable'],
      [new Upstream('erp-main', 'http_429', 'slow down', true), 'erp_throttled'],
      [new Upstream('erp-main', 'http_502', 'bad gateway', true), 'erp_failing'],
    ] as const)
      expect(faultIn(await erpnext.customersBy(doorOf(thrown).door, { id: 'x' }))).toMatchObject({
        code,
        retryable: true,
      });
  });
  it('a success that holds something else is none', async () => {
    for (const body of ['<html>login</html>', '{"data":[{"nome":"x"}]}', '{"message":"hello"}', 'null', ''])
      expect(faultIn(await erpnext.customersBy(doorOf(answer(body)).door, { id: 'x' }))).toMatchObject({
        code: 'erp_unreadable',
      });
  });
});

describe('money', () => {
  it('is a decimal of its currency', () => {
    expect(rateOf(2_599, 'EUR')).toBe(25.99);
    expect(rateOf(2_599, 'JPY')).toBe(2_599);
    expect(rateOf(2_599, 'KWD')).toBe(2.599);
    expect(rateOf(30, 'EUR')).toBe(0.3);
  });
});

describe('against the fake', () => {
  const shelf = () => furnished(new Map<string, ErpDocument>(), { territories: ['ES'] });
  const fakeOf = (kept = shelf()) =>
    openErpnextSandbox({
      company: 'Lamps Ltd',
      sells: (sku) => sku.startsWith('SKU-'),
      shelf: kept,
      now: () => new Date('2026-11-28T09:00:00Z'),
      key: 'key',
      secret: 'secret',
    });
  const doorInto = (fake: ReturnType<typeof fakeOf>): ErpDoor => ({
    access,
    ask: async ({ method = 'GET', url, headers = {}, body = '' }) => {
      const { pathname, searchParams } = new URL(url);
      const { status, body: said } = fake.answer({ method, path: pathname, query: searchParams, headers, body });
      return { status, headers: {}, body: said };
    },
  });

  it('a customer and an order live their whole life', async () => {
    const fake = fakeOf();
    const door = doorInto(fake);
    expect(valueIn(await erpnext.customersBy(door, { email: 'URSULA@example.invalid' }))).toEqual([]);
    const { id: customerId } = valueIn(await erpnext.addCustomer(door, buyer));
    const { id: addressId } = valueIn(await erpnext.addressFor(door, customerId, buyer));
    expect(valueIn(await erpnext.addressFor(door, customerId, buyer)).id).toBe(addressId);
    const [found] = valueIn(await erpnext.customersBy(door, { email: 'URSULA@example.invalid' }));
    expect(found).toMatchObject({ id: customerId, address: { id: addressId, country: 'Spain' } });
    const order = { ...wanted, customerId, addressId };
    const first = valueIn(await erpnext.bringOrder(door, order));
    expect(valueIn(await erpnext.bringOrder(door, order))).toEqual(first);
    const second = valueIn(await erpnext.bringOrder(door, { ...order, lines: fewer.lines }));
    expect(second).toMatchObject({ id: `${first.id}-1`, state: 'submitted' });
    expect(valueIn(await erpnext.bringOrder(door, order)).id).toBe(`${first.id}-2`);
    valueIn(await erpnext.cancelOrder(door, order.reference));
    expect(fake.all('Sales Order').map(({ docstatus }) => docstatus)).toEqual([2, 2, 2]);
  });
  it('a namesake is another customer, and a key is needed', async () => {
    const door = doorInto(fakeOf());
    valueIn(await erpnext.addCustomer(door, buyer));
    expect(valueIn(await erpnext.addCustomer(door, { ...buyer, email: 'other@example.invalid' }))).toEqual({
      id: 'Ursula Quimby - 1',
    });
    const stranger = { ...door, access: { ...access, secret: 'guessed' } };
    expect(faultIn(await erpnext.addCustomer(stranger, buyer)).code).toBe('erp_denied');
  });
  it('no territory, no item, no customer: refused', async () => {
    const bare = doorInto(fakeOf(furnished(new Map<string, ErpDocument>(), { territories: [], elsewhere: false })));
    expect(faultIn(await erpnext.addCustomer(bare, buyer))).toMatchObject({
      code: 'erp_refused',
      said: '[Customer, Ursula Quimby]: territory',
    });
    const door = doorInto(fakeOf());
    expect(faultIn(await erpnext.bringOrder(door, wanted)).said).toBe('Could not find Customer: Ursula Quimby');
    valueIn(await erpnext.addCustomer(door, buyer));
    const unknown = { ...wanted, lines: [{ sku: 'X-1', name: '', quantity: 1, unitPrice: 1 }] };
    expect(faultIn(await erpnext.bringOrder(door, unknown)).said).toBe('Could not find Row #1: Item Code: X-1');
  });
});
