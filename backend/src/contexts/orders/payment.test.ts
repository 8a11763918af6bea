/** What payment does to an order, and what follows when it does not come in time. */
import type { OrderContent, OrderEvent } from '@gantry/shared/events/orders';
import { holdReleased, orderAllocated } from '@gantry/shared/events/orders';
import { describe, expect, it } from 'vitest';
import { given } from '../../kernel/spec.ts';
import { placeOrder } from './intake/placement.ts';
import { evolve } from './order.ts';
import { expireReservation } from './payment.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const content: OrderContent = {
  number: 'A-1',
  customer: { tier: 'standard' },
  shipTo: { name: 'N', lines: ['1 Way'], postalCode: '41001', city: 'Sevilla', country: 'ES' },
  lines: [{ sku: 'S', name: '', quantity: 2, unitPrice: 150, tags: [], fulfillmentType: 'stock' }],
  currency: 'EUR',
  total: 300,
  promise: null,
  shipBy: null,
};
const place = (payment?: 'paid' | 'pending', at = now) =>
  placeOrder(
    {
      orderId: 'ord_1',
      merchant: 'main',
      channel: 'shop',
      externalId: 'A-1',
      content: { ...content, ...(payment ? { payment } : {}) },
      placedAt: now.toISOString(),
      placedAtZone: 'given',
    },
    at,
  );
const pending = given(evolve, []).when(place('pending')).events();
const taken = [{ lineId: '1', sku: 'S', warehouse: 'w', bin: '', lot: 'l', quantity: 2, perUnit: 1 }];
const until = '2026-11-20T12:30:00.000Z';
const reserved: OrderEvent[] = [
  ...pending,
  orderAllocated({ orderId: 'ord_1', taken, waiting: [], strategy: 'proximity', reservedUntil: until }),
];
const later = new Date('2026-11-20T13:00:00.000Z');

describe('an order that is not paid', () => {
  it('is held, with its stock', () => {
    expect(given(evolve, pending).state()?.holds).toMatchObject([{ kind: 'payment', keepsStock: true, until: null }]);
    expect(given(evolve, []).when(place()).names()).toEqual(['orders.order_placed']);
  });
  it('the same again is nothing', () => {
    expect(given(evolve, pending).when(place('pending')).events()).toEqual([]);
  });
  it('is released when it is paid, and its stock no longer runs out', () => {
    for (const paid of [place('paid'), place()]) {
      const after = given(evolve, reserved).when(paid);
      expect(after.names()).toEqual(['orders.order_amended', 'orders.hold_released']);
      expect(after.state()).toMatchObject({ holds: [], reservedUntil: null, allocations: taken });
    }
  });
  it('is held again when a payment is taken back', () => {
    const paid = [...pending, ...given(evolve, pending).when(place('paid')).events()];
    expect(given(evolve, paid).when(place('pending')).names()).toEqual(['orders.order_amended', 'orders.order_held']);
  });
});

describe('stock that is not paid for in time', () => {
  it('is kept until then', () => {
    expect(given(evolve, reserved).when(expireReservation(now)).events()).toEqual([]);
  });
  it('is kept no longer: the order stays held and keeps none', () => {
    const after = given(evolve, reserved).when(expireReservation(later));
    expect(after.names()).toEqual(['orders.order_held']);
    expect(after.state()?.holds).toMatchObject([{ kind: 'payment', keepsStock: false }]);
    expect(
      given(evolve, [...reserved, ...after.events()])
        .when(expireReservation(later))
        .events(),
    ).toEqual([]);
  });
  it('is the order’s once it was paid, or a person let it go on', () => {
    const paid = [...reserved, ...given(evolve, reserved).when(place('paid')).events()];
    expect(given(evolve, paid).when(expireReservation(later)).events()).toEqual([]);
    const holdId = given(evolve, reserved).state()?.holds[0]?.holdId ?? '';
    const released = [...reserved, holdReleased({ orderId: 'ord_1', holdId, expired: false })];
    expect(given(evolve, released).when(expireReservation(later)).events()).toEqual([]);
  });
});
