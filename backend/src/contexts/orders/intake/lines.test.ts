/** Lines of a channel as lines of the catalog: sums that stay to the last minor unit, ids that stay for good. */
import type { OrderLine } from '@gantry/shared/events/orders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listingKey } from '../../inventory/public.ts';
import { catalogLines, doubledIds, type GivenLine, type KnownLines, unmappedIn, withLineIds } from './lines.ts';

const at = { merchant: 'main', channel: 'shop' };
const listings = new Map([
  [listingKey('main', 'shop', 'MUG-2'), { sku: 'MUG', quantity: 2 }],
  [listingKey('main', 'shop', 'CUP'), { sku: 'CUP-R', quantity: 1 }],
  [listingKey('main', 'other', 'POT'), { sku: 'POT', quantity: 1 }],
]);
const given = (change: Partial<GivenLine>): GivenLine => ({
  name: '',
  quantity: 1,
  unitPrice: 100,
  tags: [],
  fulfillmentType: 'stock',
  ...change,
});
const line = (change: Partial<OrderLine>): OrderLine => ({ ...given({}), sku: 'S', ...change });

describe('a listing', () => {
  it('is the SKU that it is mapped to; a SKU that is given is taken at its word', () => {
    const lines = [given({ channelSku: 'CUP' }), given({ sku: 'X', channelSku: 'CUP' })];
    expect(catalogLines(lines, at, listings)).toMatchObject([
      { sku: 'CUP-R', channelSku: 'CUP', quantity: 1, unitPrice: 100 },
      { sku: 'X', channelSku: 'CUP' },
    ]);
  });
  it('of several units has so many times the units at their part of the price', () => {
    const lines = [given({ channelSku: 'MUG-2', quantity: 3, unitPrice: 1_000, weightGrams: 900 })];
    expect(catalogLines(lines, at, listings)).toMatchObject([
      { sku: 'MUG', quantity: 6, unitPrice: 500, weightGrams: 450 },
    ]);
  });
  it('whose sum does not divide becomes two lines, each with an id of its own', () => {
    const lines = [given({ lineId: 'L1', channelSku: 'MUG-2', quantity: 3, unitPrice: 1_999 })];
    const made = catalogLines(lines, at, listings);
    expect(made).toMatchObject([
      { lineId: 'L1', sku: 'MUG', quantity: 3, unitPrice: 1_000 },
      { lineId: 'L1/2', sku: 'MUG', quantity: 3, unitPrice: 999 },
    ]);
  });
  it('keeps the sum of its line to the last minor unit, and the units, whatever they are', () => {
    const whole = fc.integer({ min: 1, max: 10_000 });
    fc.assert(
      fc.property(whole, whole, fc.integer({ min: 0, max: 1_000_000 }), (quantity, each, unitPrice) => {
        const map = new Map([[listingKey('main', 'shop', 'L'), { sku: 'S', quantity: each }]]);
        const made = catalogLines([given({ channelSku: 'L', quantity, unitPrice })], at, map);
        expect(made.reduce((sum, one) => sum + one.quantity, 0)).toBe(quantity * each);
        expect(made.reduce((sum, one) => sum + one.quantity * (one.unitPrice ?? 0), 0)).toBe(quantity * unitPrice);
        expect(made.every((one) => one.quantity > 0)).toBe(true);
      }),
      { numRuns: 300, seed: 20_261_128 },
    );
  });
  it('that nobody has mapped is told by its place; another channel’s mapping is none', () => {
    const lines = [given({ channelSku: 'CUP' }), given({ channelSku: 'POT' }), given({ sku: 'Z', channelSku: 'NEW' })];
    expect(unmappedIn(lines, at, listings)).toEqual([{ channelSku: 'POT', index: 1 }]);
  });
});

describe('ids of lines', () => {
  const known = (lines: OrderLine[], change: Partial<KnownLines> = {}): KnownLines => ({
    content: {
      number: '1',
      customer: { tier: 'standard' },
      shipTo: { city: 'Vigo', country: 'ES' },
      lines,
      currency: 'EUR',
      total: 0,
      promise: null,
      shipBy: null,
    },
    cancelled: {},
    issued: [],
    said: lines,
    ...change,
  });
  const [a, b] = [line({ sku: 'A' }), line({ sku: 'B' })];

  it('are the places where a channel gives none, and are not written then', () => {
    expect(withLineIds([a, b])).toEqual([a, b]);
    expect(withLineIds([a, b], known([a, b]))).toEqual([a, b]);
  });
  it('stay when a line before goes, and the same again is the same', () => {
    const after = withLineIds([b], known([a, b]));
    expect(after).toEqual([{ ...b, lineId: '2' }]);
    expect(withLineIds([b], known(after))).toEqual(after);
  });
  it('stay when lines change places, also of two lines of one SKU', () => {
    expect(withLineIds([b, a], known([a, b])).map(({ lineId }) => lineId)).toEqual(['2', '1']);
    const [ten, five] = [line({ sku: 'A', quantity: 10 }), line({ sku: 'A', quantity: 5 })];
    const turned = withLineIds([five, { ...ten, quantity: 12 }], known([ten, five]));
    expect(turned.map(({ lineId, quantity }) => [lineId, quantity])).toEqual([
      ['2', 5],
      ['1', 12],
    ]);
  });
  it('stay where the channel gave them once and leaves them out later', () => {
    const named = { ...a, lineId: 'L9' };
    expect(withLineIds([a], known([named]))).toEqual([named]);
  });
  it('of lines that are gone are given to no other one', () => {
    const gone = known([{ ...b, lineId: '2' }], { cancelled: { '1': 3 } });
    const after = withLineIds([line({ sku: 'C' }), b], gone);
    expect(after.map(({ lineId, sku }) => [lineId, sku])).toEqual([
      ['3', 'C'],
      ['2', 'B'],
    ]);
  });
  it('of a channel are never taken for a place', () => {
    const after = withLineIds([a, { ...b, lineId: '1' }]);
    expect(after.map(({ lineId }) => lineId)).toEqual(['3', '1']);
  });
  it('that two lines bear are told', () => {
    expect(doubledIds([given({ lineId: 'x' }), given({}), given({ lineId: 'x' })])).toEqual([
      { path: 'lines.2.lineId', message: 'another line of the order has this id' },
    ]);
  });
});
