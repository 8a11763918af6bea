/** What may happen to an order, and what its log says of it when folded from nothing. */
import type { OrderContent, OrderEvent } from '@gantry/shared/events/orders';
import { describe, expect, it } from 'vitest';
import { given } from '../../../kernel/spec.ts';
import { cancelOrder } from '../decide.ts';
import { evolve } from '../order.ts';
import { type Placement, placeOrder } from './placement.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const content: OrderContent = {
  number: 'A-1',
  customer: { tier: 'standard' },
  shipTo: { name: 'N', lines: ['1 Way'], postalCode: '41001', city: 'Sevilla', country: 'ES' },
  lines: [{ sku: 'S', name: '', quantity: 2, unitPrice: 150, tags: [], fulfillmentType: 'stock' }],
  currency: 'EUR',
  total: 300,
  promise: { day: '2026-11-22', timeZone: 'Europe/Madrid' },
  shipBy: null,
};
const placement = (change: Partial<OrderContent> = {}, rest: Partial<Placement> = {}): Placement => ({
  orderId: 'ord_1',
  merchant: 'main',
  channel: 'shop',
  externalId: 'A-1',
  content: { ...content, ...change },
  placedAt: '2026-11-20T11:00:00.000Z',
  placedAtZone: 'inferred',
  ...rest,
});
const placed = given(evolve, []).when(placeOrder(placement(), now)).events();
/** Facts as the log gives them back: through JSON. */
const logged = (facts: readonly OrderEvent[]): OrderEvent[] => JSON.parse(JSON.stringify(facts));

describe('placing', () => {
  it('of a closed merchant is refused, unless the order is there already', () => {
    const theirs = placement({}, { merchant: 'acme' });
    expect(
      given(evolve, [])
        .when(placeOrder(theirs, now, { taken: false }))
        .refusal(),
    ).toBe('merchant_closed');
    const known = given(evolve, []).when(placeOrder(theirs, now)).events();
    expect(given(evolve, known).state()).toMatchObject({ merchant: 'acme' });
    expect(
      given(evolve, known)
        .when(placeOrder(theirs, now, { taken: false }))
        .events(),
    ).toEqual([]);
  });
  it('an order written before there were merchants is that of main', () => {
    const former = placed.map((fact) => ({ ...fact, payload: { ...fact.payload, merchant: undefined } }));
    expect(given(evolve, logged(former as OrderEvent[])).state()).toMatchObject({ merchant: 'main' });
  });
  it('happens at the time of the order, with the certainty of its zone', () => {
    expect(placed).toMatchObject([
      {
        name: 'orders.order_placed',
        occurredAt: '2026-11-20T11:00:00.000Z',
        zone: 'inferred',
        receivedAt: now.toISOString(),
      },
    ]);
    expect(given(evolve, placed).state()).toMatchObject({ status: 'placed', content, contradiction: null });
  });
  it('the same again is nothing', () => {
    expect(given(evolve, placed).when(placeOrder(placement(), now)).events()).toEqual([]);
    const later = placement({}, { placedAt: '2026-11-20T11:30:00.000Z' });
    expect(given(evolve, placed).when(placeOrder(later, now)).events()).toEqual([]);
  });
  it('keeps times that cannot both be true and says so', () => {
    const early = placement({ shipBy: '2026-11-19T11:00:00.000Z' });
    expect(given(evolve, []).when(placeOrder(early, now)).state()?.contradiction).toMatch(/^ship-by .* lies before/);
  });
});

describe('amending', () => {
  it('says what changed and nothing else', () => {
    const outcome = given(evolve, placed).when(placeOrder(placement({ total: 250, promise: null }), now));
    expect(outcome.events()).toMatchObject([
      {
        name: 'orders.order_amended',
        payload: { orderId: 'ord_1', changed: ['total', 'promise'], total: 250, promise: null },
      },
    ]);
    expect(outcome.state()?.content).toEqual({ ...content, total: 250, promise: null });
  });
  it('what the channel took away is gone, also when the log is folded again', () => {
    const billed = given(evolve, [])
      .when(placeOrder(placement({ billTo: { city: 'Vigo', country: 'ES' } }), now))
      .events();
    const amended = given(evolve, billed).when(placeOrder(placement(), now));
    expect(amended.events()).toMatchObject([{ payload: { changed: ['billTo'] } }]);
    expect(amended.state()?.content).toEqual(content);
    expect(Object.keys(amended.state()?.content ?? {})).not.toContain('billTo');
    expect(given(evolve, logged([...billed, ...amended.events()])).state()).toEqual(amended.state());
  });
  it('of a cancelled order is refused, its repetition is not', () => {
    const cancelled = [...placed, ...cancelOrder('changed my mind', now)(given(evolve, placed).state())];
    expect(
      given(evolve, cancelled)
        .when(placeOrder(placement({ total: 1 }), now))
        .refusal(),
    ).toBe('order_cancelled');
    expect(given(evolve, cancelled).when(placeOrder(placement(), now)).events()).toEqual([]);
  });
});

describe('mkt-18: an order whose channel tells no price yet', () => {
  const line = { sku: 'CAM', name: '', quantity: 1, tags: [], fulfillmentType: 'stock' as const };
  const pending = placement({ lines: [line], total: null, payment: 'pending' });
  const unknown = given(evolve, []).when(placeOrder(pending, now));

  it('is held for its payment, of a value that nobody knows', () => {
    expect(unknown.names()).toEqual(['orders.order_placed', 'orders.order_held']);
    expect(given(evolve, logged(unknown.events())).state()).toMatchObject({
      content: { total: null, lines: [{ sku: 'CAM' }] },
      holds: [{ kind: 'payment' }],
    });
  });
  it('comes again with its prices as an amendment of the same lines, and goes on', () => {
    const priced = placement({ lines: [{ ...line, unitPrice: 2_999 }], total: 3_569, payment: 'paid' });
    const paid = given(evolve, unknown.events()).when(placeOrder(priced, now));
    expect(paid.names()).toEqual(['orders.order_amended', 'orders.hold_released']);
    expect(paid.state()).toMatchObject({ content: { total: 3_569, lines: [{ unitPrice: 2_999 }] }, holds: [] });
    expect(paid.state()?.content.lines[0]?.lineId).toBeUndefined();
  });
});
