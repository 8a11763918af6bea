/** An order in the words of the ERP: who buys, what is wanted of it, and what the ERP says otherwise. */
import { orderContent } from '@gantry/shared/events/orders';
import { describe, expect, it } from 'vitest';
import type { ErpCustomer } from '../../../connectors/systems/erp.ts';
import type { Order } from '../order.ts';
import { buyerOf, differencesOf, isOver, soughtBy, wantedOf } from './buyer.ts';

const content = {
  number: 'N-1',
  customer: { email: ' Ursula@Example.invalid ' },
  shipTo: {
    name: 'Ursula Quimby',
    lines: ['77 Gallows Lane', 'Flat 9'],
    city: 'Sevilla',
    postalCode: '41001',
    country: 'ES',
    phone: '600 123 987',
  },
  lines: [
    { sku: 'A', name: 'Lamp', quantity: 3, unitPrice: 2_500 },
    { sku: 'B', quantity: 1, unitPrice: 100 },
  ],
  currency: 'EUR',
  total: 7_600,
  promise: { day: '2026-12-01', timeZone: 'Europe/Madrid' },
  shipBy: null,
};
const orderWith = (change: object = {}, more: Partial<Order> = {}): Order => ({
  orderId: 'ord_1',
  merchant: 'main',
  channel: 'shop',
  externalId: '1',
  status: 'placed',
  content: orderContent.parse({ ...content, customer: { email: 'ursula@example.invalid' }, ...change }),
  placedAt: '2026-11-28T09:00:00.000Z',
  placedAtZone: 'given',
  cancelledAt: null,
  cancelReason: null,
  contradiction: null,
  byHand: null,
  saidAt: null,
  cancelled: {},
  allocations: [],
  waiting: [],
  issued: [],
  holds: [],
  addressFindings: [],
  addressForced: false,
  reservedUntil: null,
  merge: null,
  erp: null,
  ...more,
});

describe('who buys', () => {
  it('is named by the bill, and lives where it goes', () => {
    const billTo = { name: 'Bartholomew Quimby', company: 'Quimby Ltd', city: 'Vigo', country: 'ES' };
    expect(buyerOf(orderWith({ billTo }))).toMatchObject({
      name: 'Bartholomew Quimby',
      company: 'Quimby Ltd',
      email: 'ursula@example.invalid',
      address: { city: 'Sevilla', lines: ['77 Gallows Lane', 'Flat 9'] },
    });
  });
  it('is somebody even where the order names nobody', () => {
    const nobody = orderWith({ customer: {}, shipTo: { city: 'Sevilla', country: 'ES' } });
    expect(buyerOf(nobody)).toMatchObject({ name: 'Order N-1', company: null, email: null, phone: null });
    expect(soughtBy(nobody)).toBeUndefined();
  });
  it('is looked for by e-mail, else by telephone', () => {
    expect(soughtBy(orderWith())).toMatchObject({ kind: 'email', normal: 'ursula@example.invalid' });
    expect(soughtBy(orderWith({ customer: {} }))).toEqual({
      kind: 'phone',
      given: '600 123 987',
      normal: '34600123987',
    });
  });
});

describe('what is wanted', () => {
  it('is what was not cancelled, by the day that was promised', () => {
    expect(wantedOf(orderWith({}, { cancelled: { '1': 1, '2': 1 } }), 'CUST-1', null)).toEqual({
      reference: 'ord_1',
      customerId: 'CUST-1',
      placedOn: '2026-11-28',
      deliverOn: '2026-12-01',
      currency: 'EUR',
      lines: [{ sku: 'A', name: 'Lamp', quantity: 2, unitPrice: 2_500 }],
      addressId: null,
    });
  });
  it('is never due before it was ordered', () => {
    const late = { day: '2026-11-20', timeZone: 'Europe/Madrid' };
    expect(wantedOf(orderWith({ promise: late }), 'C', null).deliverOn).toBe('2026-11-28');
    expect(wantedOf(orderWith({ promise: null }), 'C', null).deliverOn).toBe('2026-11-28');
    const shipBy = '2026-12-05T10:00:00.000Z';
    expect(wantedOf(orderWith({ promise: null, shipBy }), 'C', null).deliverOn).toBe('2026-12-05');
  });
  it('is nothing once all of it is cancelled', () => {
    expect(isOver(orderWith())).toBe(false);
    expect(isOver(orderWith({}, { cancelled: { '1': 3, '2': 1 } }))).toBe(true);
    expect(isOver(orderWith({}, { status: 'cancelled' }))).toBe(true);
  });
});

describe('what the ERP says otherwise', () => {
  const same: ErpCustomer = {
    id: 'CUST-1',
    name: 'ursula  QUIMBY',
    email: 'URSULA@example.invalid',
    phone: '+34 600 123 987',
    address: {
      id: 'A-1',
      lines: ['77 gallows lane', 'Flat 9'],
      city: 'Sevilla',
      state: null,
      postalCode: '410 01',
      country: 'Spain',
    },
  };
  it('is nothing where only the writing differs', () => {
    expect(differencesOf(buyerOf(orderWith()), same)).toEqual([]);
  });
  it('is told field by field, also what only one of them has', () => {
    const { address } = same;
    const there = { ...same, name: 'Ursula Umberland', phone: null, address: address && { ...address, city: 'Vigo' } };
    expect(differencesOf(buyerOf(orderWith()), there)).toEqual([
      { field: 'name', here: 'Ursula Quimby', there: 'Ursula Umberland' },
      { field: 'phone', here: '600 123 987', there: null },
      { field: 'city', here: 'Sevilla', there: 'Vigo' },
    ]);
    expect(differencesOf(buyerOf(orderWith()), { ...same, address: null })).toEqual([]);
  });
});
