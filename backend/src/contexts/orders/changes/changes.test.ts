/** What may be done with an order that stands, and what follows: one sentence a rule, without stores. */

import { channelRulesContent } from '@gantry/shared/events/inventory/products';
import {
  type Allocation,
  addressChecked,
  goodsIssued,
  holdReleased,
  type OrderContent,
  type OrderEvent,
  orderAllocated,
  orderHeld,
  orderPlaced,
  ordersMerged,
} from '@gantry/shared/events/orders';
import { orderStages } from '@gantry/shared/vocabulary/orders';
import { describe, expect, it } from 'vitest';
import { given } from '../../../kernel/spec.ts';
import { stockIdOf } from '../../inventory/public.ts';
import { balanceOf, type Catalog } from '../allocation.ts';
import { cancelOrder } from '../decide.ts';
import { placeOrder } from '../intake/placement.ts';
import { evolve, type Order } from '../order.ts';
import { stageTable } from '../stages.ts';
import { linesOf, stageOf, unitsOf } from '../standing.ts';
import { actionsOf } from './actions.ts';
import { type Amendment, amendOrder } from './amend.ts';
import { cancelUnits } from './cancel-line.ts';
import { issueGoods, mayShip, returnGoods } from './goods.ts';
import { endAsked, endHolds, holdOrder, releaseOrder } from './hold.ts';
import { joinMerge, mayMerge, restOfMerge, unmergeOrder } from './merge.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const later = new Date('2026-11-23T12:00:00.000Z');
const rules = channelRulesContent.parse({});
const strict = channelRulesContent.parse({ addressCheck: 'hold' });
const shipTo = { name: 'Ana Ruiz', lines: ['Calle Mayor 5'], city: 'Madrid', postalCode: '28001', country: 'ES' };
const line = (sku: string, quantity: number, more: object = {}) => ({
  sku,
  name: '',
  quantity,
  unitPrice: 100,
  tags: [],
  fulfillmentType: 'stock' as const,
  ...more,
});
const content: OrderContent = {
  number: 'A-1',
  customer: { tier: 'standard' },
  shipTo,
  lines: [line('MUG', 4), line('TEA', 2)],
  currency: 'EUR',
  total: 1_000,
  promise: { day: '2026-11-22', timeZone: 'Europe/Madrid' },
  shipBy: null,
};
const identity = { merchant: 'main', channel: 'shop', externalId: 'A-1', placedAtZone: 'given' as const };
const placedAt = '2026-11-20T11:00:00.000Z';
const placedWith = (change: Partial<OrderContent> = {}, orderId = 'ord_1'): OrderEvent =>
  orderPlaced({ ...identity, ...content, ...change, orderId, placedAt }, { occurredAt: placedAt });
const orderId = 'ord_1';
const shelf = { warehouse: 'madrid', bin: 'A1', lot: 'L1', perUnit: 1 };
const some = (lineId: string, sku: string, quantity: number, more: Partial<Allocation> = {}): Allocation => ({
  ...shelf,
  lineId,
  sku,
  quantity,
  ...more,
});
const waits = (lineId: string, sku: string, quantity: number) => ({ lineId, sku, quantity, perUnit: 1 });
const allocated = (taken: Allocation[], waiting: ReturnType<typeof waits>[] = []): OrderEvent =>
  orderAllocated({ orderId, taken, waiting, strategy: 'proximity', reservedUntil: null });
const whole = [placedWith(), allocated([some('1', 'MUG', 4), some('2', 'TEA', 2)])];
const held = (
  kind: 'manual' | 'payment' | 'address_check' | 'fraud',
  until: string | null = null,
  holdId = `hld_${kind}`,
) => orderHeld({ orderId, holdId, kind, note: '', until, keepsStock: true });
const issued = (lines: { lineId: string; quantity: number }[], taken: Allocation[] = [], shipmentId = 'shp_1') =>
  goodsIssued({ orderId, shipmentId, lines, taken }, { occurredAt: '2026-11-20T11:30:00.000Z' });
const allGone = [
  ...whole,
  issued(
    [
      { lineId: '1', quantity: 4 },
      { lineId: '2', quantity: 2 },
    ],
    [some('1', 'MUG', 4), some('2', 'TEA', 2)],
  ),
];
const cancelled = [...whole, ...cancelOrder('no', now)(given(evolve, whole).state())];
const stateOf = (past: readonly OrderEvent[]): Order => {
  const state = given(evolve, past).state();
  if (!state) throw new Error('an order is there');
  return state;
};
const amend = (asked: Amendment, about: Parameters<typeof amendOrder>[1] = { rules, now }) => amendOrder(asked, about);

const product = (sku: string, components: { sku: string; quantity: number }[] = []) => ({
  merchant: 'main',
  sku,
  stockId: stockIdOf('main', sku),
  name: sku,
  components,
  fulfillmentType: 'stock' as const,
  vendor: null,
});
const catalog: Catalog = new Map(
  [
    product('MUG'),
    product('TEA'),
    product('BOLT'),
    product('NUT'),
    product('SET', [
      { sku: 'BOLT', quantity: 1 },
      { sku: 'NUT', quantity: 1 },
    ]),
  ].map((one) => [one.stockId, one]),
);

it('grows by hand no further than its sums can be exact', () => {
  const dear = { ...line('MUG', 1_000_000), unitPrice: 1e12 };
  expect(
    given(evolve, [placedWith()])
      .when(amend({ addLines: [dear] }))
      .refusal(),
  ).toBe('invalid');
});

describe('a hold', () => {
  it('stands beside others, and the same again is nothing', () => {
    const asked = { kind: 'manual' as const, note: 'ring first', until: null, keepsStock: true };
    const outcome = given(evolve, [...whole, held('fraud')]).when(holdOrder(asked, now));
    expect(outcome.state()?.holds.map(({ kind }) => kind)).toEqual(['fraud', 'manual']);
    const both = [...whole, held('fraud'), ...outcome.events()];
    expect(given(evolve, both).when(holdOrder(asked, later)).events()).toEqual([]);
    expect(
      given(evolve, both)
        .when(holdOrder({ ...asked, note: 'again' }, later))
        .names(),
    ).toEqual(['orders.order_held']);
  });
  it('is until an instant or for days, never until what has passed', () => {
    expect(endAsked({ days: 3 }, now)).toBe('2026-11-23T12:00:00.000Z');
    expect(endAsked({ until: '2026-11-21T10:00:00+01:00' }, now)).toBe('2026-11-21T09:00:00.000Z');
    expect(endAsked({}, now)).toBeNull();
    expect(() => endAsked({ until: '2026-11-20T11:00:00Z' }, now)).toThrow('Some fields');
  });
  it('ends by the clock when its day has come, once, and no other with it', () => {
    const past = [
      ...whole,
      held('manual', '2026-11-21T00:00:00.000Z'),
      held('fraud', '2026-12-01T00:00:00.000Z'),
      held('payment'),
    ];
    expect(given(evolve, past).when(endHolds(now)).events()).toEqual([]);
    const ended = given(evolve, past).when(endHolds(later));
    expect(ended.events()).toMatchObject([{ payload: { holdId: 'hld_manual', expired: true } }]);
    expect(
      given(evolve, [...past, ...ended.events()])
        .when(endHolds(later))
        .events(),
    ).toEqual([]);
  });
  it('lets nothing be looked for, but of an order that only waits for its payment', () => {
    const waiting = [placedWith(), allocated([], [waits('1', 'MUG', 4)])];
    const needs = (past: OrderEvent[]) => balanceOf(stateOf(past), catalog).needs.map(({ lineId }) => lineId);
    expect(needs(waiting)).toEqual(['1', '2']);
    expect(needs([...waiting, held('manual')])).toEqual([]);
    expect(needs([...waiting, held('payment')])).toEqual(['1', '2']);
    expect(needs([...waiting, held('payment'), held('fraud')])).toEqual([]);
  });
  it('is released by kind or all', () => {
    const past = [...whole, held('manual'), held('payment')];
    expect(
      given(evolve, past)
        .when(releaseOrder({ kind: 'payment' }, now))
        .state()
        ?.holds.map(({ kind }) => kind),
    ).toEqual(['manual']);
    expect(given(evolve, past).when(releaseOrder({}, now)).state()?.holds).toEqual([]);
    expect(given(evolve, whole).when(releaseOrder({}, now)).events()).toEqual([]);
    expect(given(evolve, cancelled).when(releaseOrder({}, now)).refusal()).toBe('order_cancelled');
  });
});

describe('an address that cannot be right', () => {
  const wrong = { ...shipTo, postalCode: '2800' };
  const finding = [{ path: 'postalCode', code: 'format' }];
  const flagged = [placedWith({ shipTo: wrong }), addressChecked({ orderId, findings: finding })];
  const holding = [...flagged, held('address_check')];
  it('does not end its hold by releasing, but by forcing', () => {
    expect(given(evolve, holding).when(releaseOrder({}, now)).refusal()).toBe('address_wrong');
    const forced = given(evolve, holding).when(releaseOrder({ forceAddress: true }, now));
    expect(forced.names()).toEqual(['orders.address_forced', 'orders.hold_released']);
    expect(forced.state()).toMatchObject({ addressForced: true, holds: [] });
    expect(
      given(evolve, [...holding, ...forced.events()])
        .when(releaseOrder({ forceAddress: true }, now))
        .events(),
    ).toEqual([]);
  });
  it('keeps its hold while another is released, and is forced where it is only flagged', () => {
    const both = [...holding, held('payment')];
    expect(
      given(evolve, both)
        .when(releaseOrder({ kind: 'payment' }, now))
        .state()?.holds,
    ).toHaveLength(1);
    expect(
      given(evolve, flagged)
        .when(releaseOrder({ forceAddress: true }, now))
        .names(),
    ).toEqual(['orders.address_forced']);
  });
  it('is held by the rule of its channel when somebody writes it, and freed when it is repaired', () => {
    const outcome = given(evolve, whole).when(amend({ shipTo: wrong }, { rules: strict, now }));
    expect(outcome.names()).toEqual(['orders.order_amended', 'orders.address_checked', 'orders.order_held']);
    const repaired = given(evolve, [...whole, ...outcome.events()]).when(amend({ shipTo }, { rules: strict, now }));
    expect(repaired.names()).toEqual(['orders.order_amended', 'orders.address_checked', 'orders.hold_released']);
    expect(repaired.state()).toMatchObject({ addressFindings: [], holds: [] });
    expect(
      given(evolve, whole)
        .when(amend({ shipTo: wrong }))
        .names(),
    ).toEqual(['orders.order_amended', 'orders.address_checked']);
  });
  it('is no matter of an address that did not change', () => {
    expect(
      given(evolve, holding)
        .when(amend({ shipPolicy: 'ship_complete' }, { rules: strict, now }))
        .names(),
    ).toEqual(['orders.order_amended']);
  });
});

describe('amending by hand', () => {
  it('changes quantities and SKUs, and the total by the difference', () => {
    const outcome = given(evolve, whole).when(
      amend({
        lines: [
          { lineId: '1', quantity: 3 },
          { lineId: '2', sku: 'COFFEE' },
        ],
      }),
    );
    expect(outcome.state()?.content).toMatchObject({
      total: 900,
      lines: [{ sku: 'MUG', quantity: 3 }, { sku: 'COFFEE' }],
    });
  });
  it('adds lines with ids of their own', () => {
    const outcome = given(evolve, whole).when(amend({ addLines: [line('PEN', 1), line('CUP', 2, { lineId: 'x' })] }));
    expect(linesOf(outcome.state() as Order).map(({ lineId, line: { sku } }) => [lineId, sku])).toEqual([
      ['1', 'MUG'],
      ['2', 'TEA'],
      ['3', 'PEN'],
      ['x', 'CUP'],
    ]);
    expect(outcome.state()?.content.total).toBe(1_300);
    expect(
      given(evolve, whole)
        .when(amend({ addLines: [line('PEN', 1, { lineId: '2' })] }))
        .refusal(),
    ).toBe('invalid');
  });
  it('undoes nothing that has left or is cancelled', () => {
    const past = [
      ...whole,
      issued([{ lineId: '1', quantity: 2 }], [some('1', 'MUG', 2)]),
      ...cancelUnits(
        { lineId: '1', quantity: 1, reason: 'no' },
        now,
      )(stateOf([...whole, issued([{ lineId: '1', quantity: 2 }])])),
    ];
    expect(
      given(evolve, past)
        .when(amend({ lines: [{ lineId: '1', quantity: 2 }] }))
        .refusal(),
    ).toBe('units_gone');
    expect(
      given(evolve, past)
        .when(amend({ lines: [{ lineId: '1', sku: 'CUP' }] }))
        .refusal(),
    ).toBe('units_gone');
    expect(
      given(evolve, past)
        .when(amend({ lines: [{ lineId: '1', quantity: 3 }] }))
        .names(),
    ).toEqual(['orders.order_amended']);
    expect(
      given(evolve, past)
        .when(amend({ lines: [{ lineId: '9', quantity: 3 }] }))
        .refusal(),
    ).toBe('invalid');
  });
  it('is refused of what is over, with the reason', () => {
    expect(given(evolve, allGone).when(amend({ shipTo })).refusal()).toBe('order_shipped');
    expect(given(evolve, cancelled).when(amend({ shipTo })).refusal()).toBe('order_cancelled');
  });
  it('to paid ends the hold for payment, to pending makes one', () => {
    const unpaid = [placedWith({ payment: 'pending' }), held('payment')];
    expect(
      given(evolve, unpaid)
        .when(amend({ payment: 'paid' }))
        .state()?.holds,
    ).toEqual([]);
    expect(
      given(evolve, whole)
        .when(amend({ payment: 'pending' }))
        .state()?.holds,
    ).toMatchObject([{ kind: 'payment', keepsStock: true }]);
  });
  it('with what stands is nothing', () => {
    expect(
      given(evolve, whole)
        .when(amend({ shipTo, lines: [{ lineId: '1', quantity: 4 }] }))
        .events(),
    ).toEqual([]);
  });
  it('stands against what its channel said before, and yields to what it says anew', () => {
    const placement = { ...identity, orderId, content, placedAt };
    const byHand = [
      ...whole,
      ...given(evolve, whole)
        .when(amend({ shipTo: { ...shipTo, lines: ['Calle Menor 7'] } }))
        .events(),
    ];
    expect(given(evolve, byHand).when(placeOrder(placement, now)).events()).toEqual([]);
    const paid = given(evolve, byHand).when(placeOrder({ ...placement, content: { ...content, total: 900 } }, now));
    expect(paid.events()).toMatchObject([{ payload: { changed: ['total'] } }]);
    expect(paid.state()?.content).toMatchObject({ total: 900, shipTo: { lines: ['Calle Menor 7'] } });
    const moved = { ...content, shipTo: { ...shipTo, city: 'Getafe', postalCode: '28901' } };
    const anew = given(evolve, byHand).when(placeOrder({ ...placement, content: moved }, now));
    expect(anew.state()).toMatchObject({
      content: { shipTo: { city: 'Getafe', lines: ['Calle Mayor 5'] } },
      byHand: null,
    });
  });
});

describe('what a channel says with a time of its own', () => {
  const placement = { ...identity, orderId, content, placedAt };
  const paid = {
    ...placement,
    content: { ...content, payment: 'paid' as const },
    changedAt: '2024-01-25T23:28:32.000Z',
  };
  const pending = {
    ...placement,
    content: { ...content, payment: 'pending' as const },
    changedAt: '2024-01-25T23:28:31.000Z',
  };
  const first = given(evolve, []).when(placeOrder(paid, now)).events();
  it('late is kept as an older version and sets nothing back (mkt-06)', () => {
    const outcome = given(evolve, first).when(placeOrder(pending, now));
    expect(outcome.events()).toMatchObject([
      { name: 'orders.version_told', payload: { older: true, changedAt: pending.changedAt, parts: ['payment'] } },
    ]);
    expect(outcome.state()).toMatchObject({ content: { payment: 'paid' }, holds: [], saidAt: paid.changedAt });
  });
  it('in time is an amendment; the same as of later keeps out what lay between', () => {
    const right = given(evolve, []).when(placeOrder(pending, now)).events();
    expect(given(evolve, right).when(placeOrder(paid, now)).state()).toMatchObject({
      saidAt: paid.changedAt,
      holds: [],
    });
    const again = given(evolve, first).when(placeOrder({ ...paid, changedAt: '2024-01-26T00:00:00.000Z' }, now));
    expect(again.events()).toMatchObject([{ name: 'orders.version_told', payload: { older: false, parts: [] } }]);
    const between = { ...pending, changedAt: '2024-01-25T23:50:00.000Z' };
    const past = [...first, ...again.events()];
    expect(given(evolve, past).when(placeOrder(between, now)).state()?.content.payment).toBe('paid');
    expect(
      given(evolve, past)
        .when(placeOrder({ ...paid, changedAt: '2024-01-26T00:00:00.000Z' }, now))
        .events(),
    ).toEqual([]);
  });
});

describe('cancelling units', () => {
  const cancel = (lineId: string, quantity?: number) => cancelUnits({ lineId, quantity, reason: 'no' }, now);
  it('is of what is open, and of no more', () => {
    expect(given(evolve, whole).when(cancel('1', 3)).names()).toEqual(['orders.quantity_cancelled']);
    expect(given(evolve, whole).when(cancel('1', 5)).refusal()).toBe('units_gone');
    expect(given(evolve, whole).when(cancel('9')).refusal()).toBe('no_such_line');
    const gone = [...whole, issued([{ lineId: '1', quantity: 4 }], [some('1', 'MUG', 4)])];
    expect(given(evolve, gone).when(cancel('1')).refusal()).toBe('units_gone');
  });
  it('of a line twice is once', () => {
    const past = [...whole, ...given(evolve, whole).when(cancel('1')).events()];
    expect(given(evolve, past).when(cancel('1')).events()).toEqual([]);
  });
  it('of the last open one cancels the order, which is then cancelled and not shipped (fs-009)', () => {
    const belt = [placedWith({ lines: [line('BELT', 1)] }), allocated([some('1', 'BELT', 1)])];
    const outcome = given(evolve, belt).when(cancel('1'));
    expect(outcome.names()).toEqual(['orders.quantity_cancelled', 'orders.order_cancelled']);
    const state = outcome.state() as Order;
    expect([stageOf(state), state.issued]).toEqual(['cancelled', []]);
    expect(balanceOf(state, catalog).released).toEqual(state.allocations);
  });
  it('of what is left of an order that went in part closes it as shipped', () => {
    const past = [...whole, issued([{ lineId: '1', quantity: 4 }], [some('1', 'MUG', 4)])];
    const outcome = given(evolve, past).when(cancel('2'));
    expect([outcome.names(), stageOf(outcome.state() as Order)]).toEqual([['orders.quantity_cancelled'], 'shipped']);
  });
  it('frees the parts of its own line alone (fs-016)', () => {
    const parts = [some('1', 'BOLT', 1), some('1', 'NUT', 1), some('2', 'BOLT', 2)];
    const past = [placedWith({ lines: [line('SET', 1), line('BOLT', 2)] }), allocated(parts)];
    const state = given(evolve, past).when(cancel('1')).state() as Order;
    expect(balanceOf(state, catalog)).toEqual({ released: [some('1', 'BOLT', 1), some('1', 'NUT', 1)], needs: [] });
  });
  it('by a refund leaves what has left as it is (mkt-12)', () => {
    const past = [
      placedWith({ lines: [line('PAD', 20)] }),
      allocated([some('1', 'PAD', 20)]),
      issued([{ lineId: '1', quantity: 10 }], [some('1', 'PAD', 10)]),
    ];
    const state = given(evolve, past).when(cancel('1', 4)).state() as Order;
    expect(linesOf(state)).toMatchObject([{ open: 6, shipped: 10, cancelled: 4 }]);
    const pads: Catalog = new Map([[stockIdOf('main', 'PAD'), product('PAD')]]);
    expect(balanceOf(state, pads)).toEqual({ released: [some('1', 'PAD', 4)], needs: [] });
  });
});

describe('cancelling an order', () => {
  it('happens at the time its channel says (mkt-03)', () => {
    const at = new Date('2024-02-06T16:19:00.000Z');
    expect(given(evolve, whole).when(cancelOrder('buyer', at)).state()).toMatchObject({
      status: 'cancelled',
      cancelledAt: at.toISOString(),
    });
  });
  it('ends its holds and takes it out of its merge', () => {
    const past = [...whole, held('manual'), ordersMerged({ orderId, mergeId: 'mrg_1', orderIds: ['ord_1', 'ord_2'] })];
    expect(given(evolve, past).when(cancelOrder('no', now)).state()).toMatchObject({
      holds: [],
      merge: null,
      waiting: [],
    });
  });
});

describe('merging', () => {
  const second = placedWith(
    { shipTo: { ...shipTo, name: 'ANA RUIZ', lines: ['calle mayor, 5'], postalCode: ' 28001' } },
    'ord_2',
  );
  const one = stateOf(whole);
  const two = stateOf([second]);
  const refusal = (orders: Order[]): unknown => {
    try {
      return mayMerge(orders);
    } catch (thrown) {
      return (thrown as { code: string }).code;
    }
  };
  it('is of orders of one merchant to one address, however it is written', () => {
    expect(refusal([one, two])).toBeNull();
    expect(refusal([one, { ...two, merchant: 'acme' }])).toBe('other_merchant');
    expect(refusal([one, stateOf([placedWith({ shipTo: { ...shipTo, lines: ['Calle Mayor 6'] } }, 'ord_2')])])).toBe(
      'other_address',
    );
    expect(refusal([one, stateOf([placedWith({ shipTo: { ...shipTo, name: 'Eva Ruiz' } }, 'ord_2')])])).toBe(
      'other_address',
    );
  });
  it('is refused where something has left, or one is cancelled or merged elsewhere', () => {
    expect(refusal([stateOf(allGone), two])).toBe('order_shipped');
    expect(refusal([stateOf([...whole, issued([{ lineId: '1', quantity: 1 }])]), two])).toBe('partly_shipped');
    expect(refusal([stateOf(cancelled), two])).toBe('order_cancelled');
    const merge = { mergeId: 'mrg_9', orderIds: ['ord_1', 'ord_9'] };
    expect(refusal([{ ...one, merge }, two])).toBe('already_merged');
    expect(
      refusal([
        { ...one, merge: { ...merge, orderIds: ['ord_2', 'ord_1'] } },
        { ...two, merge },
      ]),
    ).toEqual({ mergeId: 'mrg_9' });
  });
  it('ends when the address changes, not when it is written anew', () => {
    const merged = [...whole, ...joinMerge('mrg_1', ['ord_1', 'ord_2'], now)(one)];
    expect(
      given(evolve, merged)
        .when(amend({ shipTo: { ...shipTo, city: 'MADRID' } }))
        .state()?.merge,
    ).not.toBeNull();
    const moved = given(evolve, merged).when(amend({ shipTo: { ...shipTo, lines: ['Calle Menor 7'] } }));
    expect(moved.names()).toContain('orders.order_unmerged');
    expect(moved.state()?.merge).toBeNull();
  });
  it('ends by itself for one that is left alone, and is told to those that are left', () => {
    const ids = ['ord_1', 'ord_2', 'ord_3'];
    const merged = [...whole, ...joinMerge('mrg_1', ids, now)(one)];
    expect(
      given(evolve, merged)
        .when(restOfMerge('mrg_1', ['ord_1', 'ord_3'], now))
        .state()?.merge?.orderIds,
    ).toEqual(['ord_1', 'ord_3']);
    expect(
      given(evolve, merged)
        .when(restOfMerge('mrg_1', ['ord_1'], now))
        .state()?.merge,
    ).toBeNull();
    expect(
      given(evolve, merged)
        .when(restOfMerge('mrg_1', ids, now))
        .events(),
    ).toEqual([]);
    expect(given(evolve, merged).when(unmergeOrder(now)).names()).toEqual(['orders.order_unmerged']);
    expect(given(evolve, whole).when(unmergeOrder(now)).events()).toEqual([]);
  });
});

describe('goods', () => {
  const shipment = (
    lines?: { lineId: string; quantity: number }[],
    warehouse: string | null = null,
    shipmentId = 'shp_1',
  ) => issueGoods({ shipmentId, warehouse, lines, at: '2026-11-20T13:00:00.000Z' });
  it('of a part leave the rest open, promised and in the backlog (fs-003)', () => {
    const mugs = [placedWith({ lines: [line('MUG', 4)] }), allocated([some('1', 'MUG', 4)])];
    const state = given(evolve, mugs)
      .when(shipment([{ lineId: '1', quantity: 2 }]))
      .state() as Order;
    expect(stageOf(state)).toBe('partly_shipped');
    expect(linesOf(state)).toMatchObject([{ shipped: 2, open: 2 }]);
    expect(state.allocations).toEqual([some('1', 'MUG', 2)]);
    expect(balanceOf(state, catalog)).toEqual({ released: [], needs: [] });
  });
  it('leave once for a shipment, however often it is told', () => {
    const outcome = given(evolve, whole).when(shipment());
    expect(outcome.events()).toMatchObject([
      {
        payload: {
          lines: [
            { lineId: '1', quantity: 4 },
            { lineId: '2', quantity: 2 },
          ],
        },
        occurredAt: '2026-11-20T13:00:00.000Z',
      },
    ]);
    expect(stageOf(outcome.state() as Order)).toBe('shipped');
    expect(
      given(evolve, [...whole, ...outcome.events()])
        .when(shipment())
        .events(),
    ).toEqual([]);
  });
  it('of a part leave once too, though there is more of them', () => {
    const one = given(evolve, whole).when(shipment([{ lineId: '1', quantity: 1 }]));
    const past = [...whole, ...one.events()];
    expect(
      given(evolve, past)
        .when(shipment([{ lineId: '1', quantity: 1 }]))
        .events(),
    ).toEqual([]);
  });
  it('are taken first from where the parcel leaves', () => {
    const near = some('1', 'MUG', 3, { warehouse: 'vigo' });
    const past = [placedWith({ lines: [line('MUG', 4)] }), allocated([some('1', 'MUG', 1), near])];
    const state = given(evolve, past)
      .when(shipment([{ lineId: '1', quantity: 3 }], 'vigo'))
      .state() as Order;
    expect(state.allocations).toEqual([some('1', 'MUG', 1)]);
  });
  it('that are waited for do not leave with the rest, unless somebody says that they did', () => {
    const past = [
      placedWith({ lines: [line('MUG', 4), line('BOOK', 1)] }),
      allocated([some('1', 'MUG', 1)], [waits('1', 'MUG', 3)]),
    ];
    expect(given(evolve, past).when(shipment()).events()).toMatchObject([
      {
        payload: {
          lines: [
            { lineId: '1', quantity: 1 },
            { lineId: '2', quantity: 1 },
          ],
        },
      },
    ]);
    expect(
      given(evolve, past)
        .when(shipment([{ lineId: '1', quantity: 3 }]))
        .events(),
    ).toMatchObject([{ payload: { lines: [{ lineId: '1', quantity: 3 }], taken: [some('1', 'MUG', 1)] } }]);
  });
  it('of a kit leave with all their parts', () => {
    const parts = [some('1', 'BOLT', 4, { perUnit: 2 }), some('1', 'NUT', 2)];
    const past = [placedWith({ lines: [line('SET', 2)] }), allocated(parts)];
    const state = given(evolve, past)
      .when(shipment([{ lineId: '1', quantity: 1 }]))
      .state() as Order;
    expect(state.allocations).toEqual([some('1', 'BOLT', 2, { perUnit: 2 }), some('1', 'NUT', 1)]);
    expect(unitsOf(state.allocations)).toBe(1);
  });
  it('come back as they were when the shipment is called off, once (fs-015)', () => {
    const gone = [...whole, ...given(evolve, whole).when(shipment()).events()];
    const back = given(evolve, gone).when(returnGoods('shp_1', '2026-11-20T14:00:00.000Z'));
    expect(back.names()).toEqual(['orders.goods_returned']);
    expect(back.state()).toMatchObject({ allocations: stateOf(whole).allocations, issued: [] });
    expect(
      given(evolve, [...gone, ...back.events()])
        .when(returnGoods('shp_1', now.toISOString()))
        .events(),
    ).toEqual([]);
  });
  it('that come back to a cancelled order are free', () => {
    const gone = [...whole, ...given(evolve, whole).when(shipment()).events()];
    const off = [...gone, ...cancelOrder('no', now)(stateOf(gone))];
    const state = given(evolve, off).when(returnGoods('shp_1', now.toISOString())).state() as Order;
    expect(balanceOf(state, catalog).released).toEqual(stateOf(whole).allocations);
  });
});

describe('a new shipment', () => {
  const why = (
    past: readonly OrderEvent[],
    policy: 'ship_complete' | 'ship_partial',
    lines?: { lineId: string; quantity: number }[],
  ) => {
    try {
      return mayShip(stateOf(past), policy, lines) ?? 'may';
    } catch (thrown) {
      return (thrown as { code: string }).code;
    }
  };
  const part = [placedWith(), allocated([some('1', 'MUG', 4)], [waits('2', 'TEA', 2)])];
  it('of an order that ships complete waits until nothing is waited for', () => {
    expect(why(part, 'ship_complete')).toBe('not_complete');
    expect(why(part, 'ship_partial')).toBe('may');
    expect(why(whole, 'ship_complete')).toBe('may');
  });
  it('is refused of a held one, a cancelled one, and where nothing can leave', () => {
    expect(why([...whole, held('fraud')], 'ship_partial')).toBe('order_held');
    expect(why(cancelled, 'ship_partial')).toBe('order_cancelled');
    expect(why([placedWith({ lines: [line('MUG', 4)] }), allocated([], [waits('1', 'MUG', 4)])], 'ship_partial')).toBe(
      'not_allocated',
    );
  });
  it('holds no more than is open', () => {
    expect(
      why(whole, 'ship_partial', [
        { lineId: '1', quantity: 3 },
        { lineId: '1', quantity: 2 },
      ]),
    ).toBe('invalid');
    expect(why(whole, 'ship_partial', [{ lineId: '7', quantity: 1 }])).toBe('invalid');
    expect(why(whole, 'ship_partial', [{ lineId: '1', quantity: 4 }])).toBe('may');
  });
});

describe('what may be done', () => {
  const byStage: Record<(typeof orderStages)[number], OrderEvent[]> = {
    placed: [placedWith()],
    held: [...whole, held('manual')],
    backordered: [placedWith(), allocated([], [waits('1', 'MUG', 4)])],
    partly_allocated: [placedWith(), allocated([some('1', 'MUG', 1)], [waits('1', 'MUG', 3)])],
    allocated: whole,
    partly_shipped: [...whole, issued([{ lineId: '1', quantity: 1 }], [some('1', 'MUG', 1)])],
    shipped: allGone,
    cancelled,
  };
  const decisions: Record<string, (state: Order | undefined) => OrderEvent[]> = {
    amend_lines: amend({ lines: [{ lineId: '2', quantity: 3 }] }),
    change_address: amend({ shipTo: { ...shipTo, city: 'Getafe' } }),
    hold: holdOrder({ kind: 'fraud', note: '', until: null, keepsStock: true }, now),
    release: releaseOrder({}, now),
    cancel: cancelOrder('no', now),
    cancel_line: cancelUnits({ lineId: '2', quantity: 1, reason: 'no' }, now),
    merge: (state) => {
      if (state) mayMerge([state]);
      return [];
    },
    unmerge: unmergeOrder(now),
  };
  it.each(orderStages)('in the stage %s is what the table says, in decisions and in what is told', (stage) => {
    const past = byStage[stage];
    const state = stateOf(past);
    expect(stageOf(state)).toBe(stage);
    for (const { action, allowed, refusal } of actionsOf(state)) {
      const rule = stageTable[stage][action];
      const decide = decisions[action] ?? (() => []);
      if ('refusal' in rule) {
        expect([action, given(evolve, past).when(decide).refusal()]).toEqual([action, rule.code]);
        expect([allowed, refusal]).toEqual([false, rule.refusal]);
      } else expect(() => given(evolve, past).when(decide).events()).not.toThrow();
      if (allowed && !['merge'].includes(action))
        expect([action, given(evolve, past).when(decide).names().length > 0]).toEqual([action, true]);
    }
  });
  it('says of an idle action why it is idle', () => {
    const of = (past: OrderEvent[], action: string) => actionsOf(stateOf(past)).find((one) => one.action === action);
    expect(of(whole, 'release')).toMatchObject({ allowed: false, refusal: 'It is not held.' });
    expect(of(whole, 'unmerge')).toMatchObject({ allowed: false });
    const freed = [...whole, held('manual'), holdReleased({ orderId, holdId: 'hld_manual', expired: false })];
    expect(of(freed, 'release')?.allowed).toBe(false);
  });
});
