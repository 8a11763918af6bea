/** Receipts, corrections and units laid elsewhere, as movements. */
import { describe, expect, it } from 'vitest';
import { entry, lotOf, noon } from '../../../../test/stock-world.ts';
import { Refusal } from '../../../kernel/errors.ts';
import { movementByHand } from './by-hand.ts';
import type { Stock } from './stock.ts';

type Input = Parameters<typeof movementByHand>[0];
const place = { sku: 'MUG', warehouse: 'w1', bin: '', condition: 'sellable' as const };
const receipt = (change: object = {}) => ({ kind: 'receipt', ...place, quantity: 5, ...change }) as Input;
const adjust = (change: object = {}) => ({ kind: 'adjust', ...place, change: -3, reason: 'lost', ...change }) as Input;
const relay = (change: object = {}) =>
  ({
    kind: 'transfer',
    sku: 'MUG',
    warehouse: 'w1',
    bin: '',
    toBin: 'A-1',
    quantity: 3,
    from: 'sellable',
    to: 'sellable',
    ...change,
  }) as Input;

const lots = [
  lotOf({ lot: 'soon', expiresOn: '2026-12-15' }),
  lotOf({ lot: 'late', expiresOn: '2026-12-31' }),
  lotOf({ lot: 'never', receivedAt: '2026-10-01T00:00:00.000Z' }),
];
const stock: Pick<Stock, 'sku' | 'buckets' | 'lots'> = {
  sku: 'MUG',
  buckets: [
    entry({ lot: 'late', onHand: 5 }),
    entry({ lot: 'never', onHand: 5 }),
    entry({ lot: 'soon', onHand: 5, reserved: 3 }),
  ],
  lots,
};
const done = (input: Input, known = lots.find(({ lot }) => lot === input.lot)) =>
  movementByHand(input, { stock, known, movementId: 'mov_9', now: noon });
const faults = (input: Input): unknown => {
  try {
    done(input);
  } catch (error) {
    if (error instanceof Refusal) return error.errors.length > 0 ? error.errors.map(({ path }) => path) : error.code;
    throw error;
  }
  return 'nothing is wrong';
};

describe('a receipt', () => {
  it('makes a lot of its own when none is named, with its cost, its day and when it came', () => {
    const told = {
      unitCost: { amount: 199, currency: 'EUR' },
      expiresOn: '2027-01-31',
      receivedAt: '2026-11-26T10:00:00+01:00',
    };
    expect(done(receipt(told))).toMatchObject({
      kind: 'receipt',
      entries: [entry({ lot: 'mov_9', onHand: 5 })],
      lots: [lotOf({ lot: 'mov_9', ...told, receivedAt: '2026-11-26T09:00:00.000Z' })],
      at: '2026-11-26T09:00:00.000Z',
    });
  });
  it('of a lot that is known joins it as it is known', () => {
    expect(done(receipt({ lot: 'soon' }))).toMatchObject({
      entries: [entry({ lot: 'soon', onHand: 5 })],
      lots: [lots[0]],
    });
    const same = { lot: 'soon', unitCost: { amount: 250, currency: 'EUR' }, expiresOn: '2026-12-15' };
    expect(done(receipt(same))).toMatchObject({ lots: [lots[0]] });
  });
  it('of a known lot at another cost or with another day is refused, by the field', () => {
    expect(faults(receipt({ lot: 'soon', unitCost: { amount: 251, currency: 'EUR' } }))).toEqual(['unitCost']);
    expect(faults(receipt({ lot: 'soon', unitCost: { amount: 250, currency: 'USD' } }))).toEqual(['unitCost']);
    expect(faults(receipt({ lot: 'never', expiresOn: '2027-01-01' }))).toEqual(['expiresOn']);
    expect(faults(receipt({ lot: 'soon', expiresOn: '2026-12-16', unitCost: { amount: 1, currency: 'EUR' } }))).toEqual(
      ['unitCost', 'expiresOn'],
    );
  });
  it('that lies ahead is refused', () => {
    expect(faults(receipt({ receivedAt: '2026-11-27T12:00:01Z' }))).toEqual(['receivedAt']);
  });
});

describe('a correction', () => {
  it('takes what is gone off what expires first, and never what is reserved', () => {
    expect(done(adjust()).entries).toEqual([entry({ lot: 'soon', onHand: -2 }), entry({ lot: 'late', onHand: -1 })]);
    expect(done(adjust({ change: -12 })).entries).toEqual([
      entry({ lot: 'soon', onHand: -2 }),
      entry({ lot: 'late', onHand: -5 }),
      entry({ lot: 'never', onHand: -5 }),
    ]);
    expect(faults(adjust({ change: -13 }))).toBe('stock_short');
    expect(faults(adjust({ lot: 'soon', change: -3 }))).toBe('stock_short');
    expect(faults(adjust({ condition: 'damaged', change: -1 }))).toBe('stock_short');
    expect(faults(adjust({ bin: 'B', change: -1 }))).toBe('stock_short');
  });
  it('lays what was found as a lot of its own, or to the lot that is named', () => {
    expect(done(adjust({ change: 2, reason: 'found' }))).toMatchObject({
      entries: [entry({ lot: 'mov_9', onHand: 2 })],
      lots: [{ lot: 'mov_9', unitCost: null, expiresOn: null, receivedAt: noon.toISOString() }],
      reason: 'found',
    });
    expect(done(adjust({ change: 2, lot: 'late' }))).toMatchObject({ lots: [lots[1]] });
  });
});

describe('units laid elsewhere', () => {
  it('keep their lots, the first to expire go first, and what is reserved stays', () => {
    expect(done(relay()).entries).toEqual([
      entry({ lot: 'soon', onHand: -2 }),
      entry({ lot: 'late', onHand: -1 }),
      entry({ lot: 'soon', bin: 'A-1', onHand: 2 }),
      entry({ lot: 'late', bin: 'A-1', onHand: 1 }),
    ]);
    expect(faults(relay({ quantity: 13 }))).toBe('stock_short');
  });
  it('may change their condition where they lie, and go nowhere otherwise', () => {
    expect(done(relay({ toBin: '', to: 'damaged', lot: 'late', quantity: 1 })).entries).toEqual([
      entry({ lot: 'late', onHand: -1 }),
      entry({ lot: 'late', condition: 'damaged', onHand: 1 }),
    ]);
    expect(faults(relay({ toBin: '' }))).toEqual(['toBin']);
  });
});
