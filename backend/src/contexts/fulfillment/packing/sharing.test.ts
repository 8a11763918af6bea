/** Parcels with parts of several fulfillment orders: who shares with whom, whose units a scan is of, who leaves with whom. */
import type { FulfillmentEvent } from '@gantry/shared/events/fulfillment';
import { describe, expect, it } from 'vitest';
import { stateAfter } from '../../../kernel/decider.ts';
import { evolve, type FulfillmentOrder } from '../fulfillment-order.ts';
import { leaveParcels, leavingTogether, matesOf, mayShare, shareScan, shareWith } from './sharing.ts';

const at = '2026-11-28T12:00:00.000Z';
const scan = { clientScanId: 's', scanned: '' };
const pkg = (fulfillmentId: string, packageId: string, ...mates: string[]): FulfillmentEvent[] => [
  { name: 'fulfillment.package_opened', payload: { fulfillmentId, packageId, parcel: {} } },
  ...(mates.length > 0
    ? [{ name: 'fulfillment.package_shared' as const, payload: { fulfillmentId, packageId, mates } }]
    : []),
];
/** One that is being packed: `units` of a SKU, all of them picked. */
const packing = (
  fulfillmentId: string,
  [sku, units]: [string, number],
  ...more: FulfillmentEvent[]
): FulfillmentOrder => {
  const line = { lineId: '1', sku, name: '', quantity: units, perUnit: 1 };
  const facts: FulfillmentEvent[] = [
    {
      name: 'fulfillment.planned',
      payload: {
        ...{
          fulfillmentId,
          merchant: 'main',
          number: `${fulfillmentId}/1`,
          orderId: `ord_${fulfillmentId}`,
          orderNumber: fulfillmentId,
        },
        ...{
          channel: 'shop',
          kind: 'ship',
          warehouse: 'mad',
          vendor: null,
          priority: 'normal',
          shipBy: null,
          lines: [line],
        },
      },
    },
    { name: 'fulfillment.status_changed', payload: { fulfillmentId, from: 'pending', to: 'packing' } },
    {
      name: 'fulfillment.picked',
      payload: {
        fulfillmentId,
        ...scan,
        units: [{ lineId: '1', sku, lot: 'l', quantity: units, bin: 'A' }],
        tote: null,
        walkId: null,
      },
    },
    ...more,
  ];
  const state = stateAfter(evolve, undefined, { facts, now: at });
  if (!state) throw new Error('there is none');
  return state;
};
const after = (state: FulfillmentOrder, facts: FulfillmentEvent[]): FulfillmentOrder =>
  stateAfter(evolve, state, { facts, now: at }) ?? state;
const ids = (all: readonly FulfillmentOrder[]): string[] => all.map(({ fulfillmentId }) => fulfillmentId);

const a = packing('a', ['MUG', 2], ...pkg('a', 'box', 'b'));
const b = packing('b', ['MUG', 3], ...pkg('b', 'box', 'a'), ...pkg('b', 'second', 'c'));
const c = packing('c', ['CUP', 1], ...pkg('c', 'second', 'b'));

describe('a parcel', () => {
  it('is of those who name each other in it, and leaves with whatever is linked to it', () => {
    expect(ids(matesOf(a, [b, c]))).toEqual(['b']);
    expect(ids(matesOf(b, [a, c], 'second'))).toEqual(['c']);
    expect(ids(leavingTogether(a, [a, b, c]))).toEqual(['a', 'b', 'c']);
  });
  it('is not of who was given up, took its part out, or only has a package of the same name', () => {
    const gone = after(b, [
      { name: 'fulfillment.status_changed', payload: { fulfillmentId: 'b', from: 'packing', to: 'cancelled' } },
    ]);
    const out = after(b, [{ name: 'fulfillment.package_removed', payload: { fulfillmentId: 'b', packageId: 'box' } }]);
    const other = packing('b', ['MUG', 3], ...pkg('b', 'box'));
    for (const one of [gone, out, other]) expect(matesOf(a, [one])).toEqual([]);
    expect(ids(leavingTogether(a, [a, gone, c]))).toEqual(['a']);
  });
  it('tells each who else has a part in it, once', () => {
    expect(shareWith('box', ['a', 'b'])(a)).toEqual([]);
    expect(shareWith('box', ['a', 'b', 'c'])(a)).toMatchObject([{ payload: { mates: ['b', 'c'] } }]);
  });
  it('loses the part of who leaves, unless it has a label or nobody else is in it', () => {
    expect(leaveParcels([a, c])(b).map(({ payload }) => payload)).toMatchObject([
      { packageId: 'box' },
      { packageId: 'second' },
    ]);
    const label = { shipmentId: 'shp', carrier: 'ups', service: 's', trackingNumber: 'T' };
    const labelled = after(a, [
      { name: 'fulfillment.package_labelled', payload: { fulfillmentId: 'a', packageId: 'box', ...label } },
    ]);
    expect(leaveParcels([b])(labelled)).toEqual([]);
    expect(leaveParcels([c])(a)).toEqual([]);
  });
  it('is not shared by who is held, has nothing left to pack, or is not packed yet', () => {
    expect(mayShare(a)).toBe(true);
    const held = after(a, [{ name: 'fulfillment.hold_changed', payload: { fulfillmentId: 'a', held: true } }]);
    const units = [{ lineId: '1', sku: 'MUG', quantity: 2 }];
    const whole = after(a, [
      { name: 'fulfillment.packed', payload: { fulfillmentId: 'a', ...scan, packageId: 'box', station: null, units } },
    ]);
    for (const one of [held, whole, { ...a, status: 'picking' as const }, { ...a, kind: 'pickup' as const }])
      expect(mayShare(one)).toBe(false);
  });
});

describe('a scan', () => {
  const of = (doing: 'pack' | 'unpack', quantity: number, mates = [b], sku = 'MUG', state = a) => {
    const outcome = shareScan(doing, state, { mates, scanned: { packageId: 'box', sku, name: '', quantity } });
    return 'refused' in outcome
      ? outcome.refused.code
      : outcome.shares.map(({ order, units }) => [
          order.fulfillmentId,
          units.reduce((sum, one) => sum + one.quantity, 0),
        ]);
  };
  it('takes its own units first, then those of others; whole or not at all', () => {
    expect(of('pack', 2)).toEqual([['a', 2]]);
    expect(of('pack', 4)).toEqual([
      ['a', 2],
      ['b', 2],
    ]);
    expect(of('pack', 6)).toBe('too_many');
    expect(of('pack', 3, [])).toBe('too_many');
  });
  it('of what only another needs is that one’s; of what nobody needs it is refused', () => {
    expect(of('pack', 1, [packing('b', ['CUP', 1], ...pkg('b', 'box', 'a'))], 'CUP')).toEqual([['b', 1]]);
    expect(of('pack', 1, [b], 'PEN')).toBe('not_in_job');
    const held = after(b, [{ name: 'fulfillment.hold_changed', payload: { fulfillmentId: 'b', held: true } }]);
    expect(of('pack', 4, [held])).toBe('too_many');
  });
  it('takes out what lies in the parcel, whoever it is of', () => {
    const put = (state: FulfillmentOrder, quantity: number) =>
      after(state, [
        {
          name: 'fulfillment.packed',
          payload: {
            fulfillmentId: state.fulfillmentId,
            ...scan,
            packageId: 'box',
            station: null,
            units: [{ lineId: '1', sku: 'MUG', quantity }],
          },
        },
      ]);
    expect(of('unpack', 3, [put(b, 2)], 'MUG', put(a, 1))).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(of('unpack', 4, [put(b, 2)], 'MUG', put(a, 1))).toBe('too_many');
  });
});
