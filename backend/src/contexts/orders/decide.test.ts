/** What may be done with an order that stands. */
import { describe, expect, it } from 'vitest';
import { given } from '../../kernel/spec.ts';
import { cancelOrder } from './decide.ts';
import { placeOrder } from './intake/placement.ts';
import { evolve } from './order.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const placed = given(evolve, [])
  .when(
    placeOrder(
      {
        orderId: 'ord_1',
        merchant: 'main',
        channel: 'shop',
        externalId: 'A-1',
        content: {
          number: 'A-1',
          customer: { tier: 'standard' },
          shipTo: { city: 'Sevilla', country: 'ES' },
          lines: [{ sku: 'S', name: '', quantity: 2, unitPrice: 150, tags: [], fulfillmentType: 'stock' }],
          currency: 'EUR',
          total: 300,
          promise: null,
          shipBy: null,
        },
        placedAt: '2026-11-20T11:00:00.000Z',
        placedAtZone: 'inferred',
      },
      now,
    ),
  )
  .events();

describe('cancelling', () => {
  it('of an order that is none is refused', () => {
    expect(given(evolve, []).when(cancelOrder('no', now)).refusal()).toBe('no_such_order');
  });
  it('happens once, with its reason', () => {
    const outcome = given(evolve, placed).when(cancelOrder('changed my mind', now));
    expect(outcome.names()).toEqual(['orders.order_cancelled']);
    expect(outcome.state()).toMatchObject({
      status: 'cancelled',
      cancelReason: 'changed my mind',
      cancelledAt: now.toISOString(),
    });
    expect(
      given(evolve, [...placed, ...outcome.events()])
        .when(cancelOrder('again', now))
        .events(),
    ).toEqual([]);
  });
});
