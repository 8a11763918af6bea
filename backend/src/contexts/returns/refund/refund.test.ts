/** The money of a return: how much, for what, to the cent; and never a replacement and money for one unit. */
import type { OrderContent } from '@gantry/shared/events/orders';
import {
  type ReturnEvent,
  returnAuthorized,
  returnInspected,
  returnReceived,
  returnRequested,
} from '@gantry/shared/events/returns';
import { type RefundState, refundStates } from '@gantry/shared/vocabulary/returns';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { given } from '../../../kernel/spec.ts';
import type { Order } from '../../orders/public.ts';
import { toReplaceOf } from '../counts.ts';
import { evolve } from '../evolve.ts';
import { agreedOf } from './amount.ts';
import { changeRefund, followUnits, type RefundContext } from './decide.ts';
import { replace } from './replace.ts';
import { sharesOf } from './shares.ts';

const now = new Date('2026-11-28T12:00:00.000Z');
const content: OrderContent = {
  number: 'A-1',
  customer: { tier: 'standard' },
  shipTo: { city: 'Sevilla', country: 'ES' },
  lines: ['1', '2'].map((lineId) => ({
    lineId,
    sku: `S${lineId}`,
    name: '',
    quantity: 2,
    unitPrice: 100,
    tags: [],
    fulfillmentType: 'stock',
  })),
  currency: 'EUR',
  total: 400,
  promise: null,
  shipBy: null,
};
const orderOf = (change: Partial<OrderContent> = {}): Order => ({
  orderId: 'ord_1',
  merchant: 'main',
  channel: 'shop',
  externalId: 'A-1',
  status: 'placed',
  content: { ...content, ...change },
  placedAt: now.toISOString(),
  placedAtZone: 'given',
  cancelledAt: null,
  cancelReason: null,
  contradiction: null,
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
  byHand: null,
  saidAt: null,
});
const context = (change: Partial<RefundContext> = {}): RefundContext => ({
  order: orderOf(),
  restockingPercent: 0,
  refunded: 0,
  now,
  ...change,
});

type Reason = 'no_longer_wanted' | 'damaged' | 'wrong_item';
const came = (units: number, reason: Reason = 'damaged', lineIds = ['1', '2']): ReturnEvent[] => [
  returnRequested({
    returnId: 'rma_1',
    merchant: 'main',
    number: 'RMA-1',
    orderId: 'ord_1',
    orderNumber: 'A-1',
    channel: 'shop',
    by: 'staff',
    shipmentId: null,
    lines: lineIds.map((lineId) => ({ lineId, sku: `S${lineId}`, quantity: 2, reason, parts: [] })),
    note: '',
    photos: [],
  }),
  returnAuthorized({
    returnId: 'rma_1',
    warehouse: 'mad',
    way: 'own',
    expiresAt: null,
    dropOffCode: null,
    trackingNumber: null,
    carrier: null,
  }),
  returnReceived({
    returnId: 'rma_1',
    receiptId: 'r1',
    lines: lineIds.map((lineId) => ({ lineId, quantity: units })),
    unexpected: [],
    complete: true,
  }),
];
const looked = (
  units: number,
  outcome: 'restock' | 'damaged' | 'wrong_item' = 'restock',
  lineIds = ['1', '2'],
): ReturnEvent =>
  returnInspected({
    returnId: 'rma_1',
    inspectionId: `i-${units}-${outcome}-${lineIds.join()}`,
    warehouse: 'mad',
    units: lineIds.map((lineId) => ({
      lineId,
      sku: outcome === 'wrong_item' ? 'OTHER' : `S${lineId}`,
      quantity: units,
      outcome,
      bin: '',
      lot: 'L',
    })),
    complete: false,
  });
const follow = (past: ReturnEvent[], change: Partial<RefundContext> = {}, replaced = false): ReturnEvent[] => [
  ...past,
  ...given(evolve, past)
    .when(followUnits(context(change), { now, replaced }))
    .events(),
];
const refundOf = (past: ReturnEvent[]) => given(evolve, past).state()?.refund;
const say = (past: ReturnEvent[], state: RefundState, rest: object = {}, change: Partial<RefundContext> = {}) =>
  given(evolve, past).when(changeRefund({ state, ...rest }, context(change)));
const eur = (amount: number) => ({ amount, currency: 'EUR' });

describe('shares', () => {
  it('add up to the sum, the largest remainders first', () => {
    expect(sharesOf(103, [100n, 100n])).toEqual([52, 51]);
    expect(sharesOf(100, [1n, 1n, 1n])).toEqual([34, 33, 33]);
    expect(sharesOf(10, [0n, 0n])).toEqual([5, 5]);
    expect(sharesOf(0, [3n, 1n])).toEqual([0, 0]);
    expect(sharesOf(7, [])).toEqual([]);
  });
  it('of whatever sum and weights add up, and none is a unit off its exact share', () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 15n }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), weights, (total, all) => {
        const shares = sharesOf(total, all);
        expect(shares.reduce((sum, one) => sum + BigInt(one), 0n)).toBe(BigInt(total));
        const whole = all.reduce((sum, one) => sum + one, 0n);
        if (whole > 0n)
          for (const [i, share] of shares.entries()) {
            const off = BigInt(share) * whole - BigInt(total) * (all[i] ?? 0n);
            expect(off < whole && off > -whole).toBe(true);
          }
      }),
      { numRuns: 300, seed: 20_261_128 },
    );
  });
});

describe('the amount', () => {
  it('is due once units were looked at, for these and no others', () => {
    expect(refundOf(follow(came(2)))).toMatchObject({ state: 'not_due', amount: null });
    const one = follow([...came(2), looked(1, 'restock', ['1'])]);
    expect(refundOf(one)).toMatchObject({
      state: 'due',
      amount: eur(100),
      lines: [{ lineId: '1', units: 1, amount: 100 }],
    });
    const all = follow([...one, looked(1, 'damaged', ['1']), looked(2, 'restock', ['2'])]);
    expect(refundOf(all)).toMatchObject({ state: 'due', amount: eur(400) });
  });
  it('is less what is kept back where the reason is the customer’s own', () => {
    const wanted = follow([...came(1, 'no_longer_wanted'), looked(1)], { restockingPercent: 15 });
    expect(refundOf(wanted)).toMatchObject({ amount: eur(170) });
    const broken = follow([...came(1, 'damaged'), looked(1)], { restockingPercent: 15 });
    expect(refundOf(broken)).toMatchObject({ amount: eur(200) });
  });
  it('is of what was paid: a voucher makes every unit cheaper, freight makes none dearer', () => {
    expect(refundOf(follow([...came(1), looked(1)], { order: orderOf({ total: 300 }) }))).toMatchObject({
      amount: eur(150),
    });
    expect(refundOf(follow([...came(1), looked(1)], { order: orderOf({ total: 500 }) }))).toMatchObject({
      amount: eur(200),
    });
    expect(refundOf(follow([...came(2), looked(2)], { order: orderOf({ total: 333 }) }))?.lines).toEqual([
      { lineId: '1', units: 2, amount: 167 },
      { lineId: '2', units: 2, amount: 166 },
    ]);
  });
  it('of another thing that came instead is nothing, unless that was sent to the customer', () => {
    expect(refundOf(follow([...came(1), looked(1, 'wrong_item')]))).toMatchObject({ state: 'not_due' });
    expect(refundOf(follow([...came(1, 'wrong_item'), looked(1, 'wrong_item')]))).toMatchObject({ amount: eur(200) });
  });
  it('of what was sold at no known price is unknown: somebody has to say it before it is sent', () => {
    const lines = content.lines.map(({ unitPrice: _, ...line }) => line);
    const order = orderOf({ lines, total: null });
    const due = follow([...came(1), looked(1)], { order });
    expect(refundOf(due)).toMatchObject({ state: 'due', amount: null });
    expect(say(due, 'sent', {}, { order }).refusal()).toBe('invalid');
    expect(say(due, 'sent', { amount: eur(51) }, { order }).state()?.refund).toMatchObject({
      state: 'sent',
      paid: 51,
      lines: [{ amount: 26 }, { amount: 25 }],
    });
  });
  it('that was agreed on is shared to the cent, and stays when more is looked at', () => {
    const due = follow([...came(1), looked(1)]);
    const agreed = [...due, ...say(due, 'due', { amount: eur(103) }).events()];
    expect(refundOf(agreed)?.lines.map(({ amount }) => amount)).toEqual([52, 51]);
    expect(follow([...agreed])).toEqual(agreed);
    expect(agreedOf(eur(7), [], { order: orderOf() }).lines).toEqual([]);
  });
  it('is never more than was paid, of another currency, or less than went back already', () => {
    const due = follow([...came(1), looked(1)]);
    expect(say(due, 'due', { amount: eur(401) }).refusal()).toBe('invalid');
    expect(say(due, 'due', { amount: eur(400) }).names()).toEqual(['returns.refund_changed']);
    expect(say(due, 'due', { amount: eur(101) }, { refunded: 300 }).refusal()).toBe('invalid');
    expect(say(due, 'due', { amount: { amount: 1, currency: 'USD' } }).refusal()).toBe('invalid');
    expect(say(due, 'due', { amount: eur(-1) }).refusal()).toBe('invalid');
  });
});

describe('where it stands', () => {
  const due = follow([...came(1), looked(1)]);
  const paid = [...due, ...say(due, 'sent', { reference: 'P1' }).events()];
  const stories: Record<RefundState, ReturnEvent[]> = {
    not_due: came(1),
    due,
    sent: paid,
    confirmed: [...paid, ...say(paid, 'confirmed').events()],
  };
  const table: Record<RefundState, Record<RefundState, string>> = {
    not_due: { not_due: 'same', due: 'due', sent: 'sent', confirmed: 'illegal_refund' },
    due: { not_due: 'not_due', due: 'due', sent: 'sent', confirmed: 'illegal_refund' },
    sent: { not_due: 'illegal_refund', due: 'illegal_refund', sent: 'same', confirmed: 'confirmed' },
    confirmed: { not_due: 'illegal_refund', due: 'illegal_refund', sent: 'illegal_refund', confirmed: 'same' },
  };
  it.each(refundStates.flatMap((from) => refundStates.map((to) => [from, to] as const)))('%s to %s', (from, to) => {
    expect(refundOf(stories[from])?.state).toBe(from);
    const expected = table[from][to];
    const outcome = say(stories[from], to);
    if (expected === 'illegal_refund') expect(outcome.refusal()).toBe(expected);
    else if (expected === 'same') expect(outcome.events()).toEqual([]);
    else expect(outcome.state()?.refund.state).toBe(expected);
  });
  it('is not due while nothing came, and not sent with other words twice', () => {
    expect(say(came(1).slice(0, 2), 'due').refusal()).toBe('nothing_to_refund');
    expect(say(paid, 'sent', { amount: eur(1) }).refusal()).toBe('refund_sent');
    expect(say(paid, 'sent', { reference: 'P2' }).refusal()).toBe('refund_sent');
    expect(say(paid, 'sent', { amount: eur(200), reference: 'P1' }).events()).toEqual([]);
  });
  it('more that comes after it was sent is due beside that', () => {
    const more = returnReceived({
      returnId: 'rma_1',
      receiptId: 'r2',
      lines: [{ lineId: '1', quantity: 1 }],
      unexpected: [],
      complete: true,
    });
    const again = follow([...paid, more, looked(1, 'damaged', ['1'])]);
    expect(refundOf(again)).toMatchObject({ state: 'due', amount: eur(300), paid: 200 });
    const both = [...again, ...say(again, 'sent').events()];
    expect(refundOf(both)).toMatchObject({ state: 'sent', amount: eur(300), paid: 300 });
    expect(say(again, 'due', { amount: eur(150) }).refusal()).toBe('invalid');
  });
});

describe('a replacement', () => {
  const send = (replacementId: string, quantity: number, lineId = '1') =>
    replace({ replacementId, orderId: `ord_${replacementId}`, lines: [{ lineId, quantity }] }, now);
  const left = (past: ReturnEvent[]) => {
    const rma = given(evolve, past).state();
    return rma?.lines.map((line) => toReplaceOf(rma, line));
  };
  it('is of what came, once: pressed again it is refused, and no number is negative', () => {
    const one = came(1, 'damaged', ['1']);
    expect(left(one)).toEqual([1]);
    expect(given(evolve, one).when(send('a', 2)).refusal()).toBe('nothing_to_replace');
    const gone = [...one, ...given(evolve, one).when(send('a', 1)).events()];
    expect(left(gone)).toEqual([0]);
    expect(given(evolve, gone).when(send('a', 1)).events()).toEqual([]);
    expect(given(evolve, gone).when(send('b', 1)).refusal()).toBe('nothing_to_replace');
    expect(
      given(evolve, one)
        .when(send('a', 1, '9'))
        .refusal(),
    ).toBe('invalid');
  });
  it('takes its units off the money that is due, and none that was sent', () => {
    const due = follow([...came(1), looked(1)]);
    const some = follow([...due, ...given(evolve, due).when(send('a', 1)).events()], {}, true);
    expect(refundOf(some)).toMatchObject({ state: 'due', amount: eur(100), lines: [{ lineId: '2', units: 1 }] });
    const none = follow(
      [
        ...some,
        ...given(evolve, some)
          .when(send('b', 1, '2'))
          .events(),
      ],
      {},
      true,
    );
    expect(refundOf(none)).toMatchObject({ state: 'not_due', amount: null, lines: [] });
    expect(say(none, 'due').refusal()).toBe('nothing_to_refund');
    const paid = [...due, ...say(due, 'sent').events()];
    expect(left(paid)).toEqual([0, 0]);
    expect(given(evolve, paid).when(send('a', 1)).refusal()).toBe('nothing_to_replace');
  });
});
