/** What scans mean while a line of stops is walked: places first, then things, then totes. */
import { describe, expect, it } from 'vitest';
import { emptyHand, type Hand, meantBy, stepOf, stopOf } from './pick-step.ts';
import type { Stop } from './pick-work.ts';

const stop = (bin: string, sku: string, tote: string | null = null): Stop => ({
  bin,
  sku,
  name: sku,
  lot: 'lot_1',
  quantity: 2,
  expiresOn: null,
  shares: [{ fulfillmentId: 'ful_1', number: 'ORD-1/1', tote, lineId: '1', quantity: 2 }],
});
const work = { cart: false, stops: [stop('B1', 'WIRE'), stop('B2', 'WIRE'), stop('', 'LOOSE')] };
const at = (bin: string): Hand => ({ bin, item: null });
const meant = (code: string, hand: Hand, { cart = false, quantity = 1 } = {}) =>
  meantBy(code, { ...work, cart }, { hand, quantity });

describe('the place', () => {
  it('comes first, by the code on the bin in either case, with or without the sign of its symbol', () => {
    expect(stepOf(work, emptyHand)).toBe('place');
    for (const code of ['B1', 'b1', ' B1 ', ']C0B1'])
      expect(meant(code, emptyHand)).toEqual({ what: 'arrived', bin: 'B1' });
  });

  it('may be any bin of the work, also while another one is served', () => {
    expect(meant('B2', at('B1'))).toEqual({ what: 'arrived', bin: 'B2' });
    expect(stopOf(work, at('B2'))?.bin).toBe('B2');
  });

  it('is no other one: what is scanned there does not count', () => {
    expect(meant('B7', emptyHand)).toEqual({ what: 'elsewhere', body: { barcode: 'B7', location: 'B7' } });
    const item = '4006381333931';
    expect(meant(item, emptyHand)).toEqual({ what: 'elsewhere', body: { barcode: item, location: item } });
    // What no bin can be called is a place for nobody.
    expect(meant('(01)04006381333931', emptyHand)).toEqual({ what: 'elsewhere', body: null });
  });

  it('is asked for again where the next stop lies elsewhere, and not where no bins are kept', () => {
    expect(stepOf({ ...work, stops: work.stops.slice(1) }, at('B1'))).toBe('place');
    expect(stepOf({ ...work, stops: work.stops.slice(2) }, at('B1'))).toBe('item');
    expect(stepOf({ ...work, stops: [] }, at('B1'))).toBeNull();
  });
});

describe('the thing', () => {
  it('is sent as it was read, with the bin it was taken from', () => {
    expect(meant(']C10104006381333931', at('B1'))).toEqual({
      what: 'pick',
      body: { barcode: ']C10104006381333931', location: 'B1' },
    });
    expect(meant('wire', at('B1'), { quantity: 5 })).toEqual({
      what: 'pick',
      body: { sku: 'WIRE', location: 'B1', quantity: 5 },
    });
  });

  it('has no bin where none is kept', () => {
    const loose = { cart: false, stops: work.stops.slice(2) };
    expect(meantBy('x', loose, { hand: emptyHand, quantity: 1 })).toEqual({ what: 'pick', body: { barcode: 'x' } });
  });
});

describe('the tote', () => {
  it('is scanned after the thing, and says whose it is', () => {
    const held = { bin: 'B1', item: '4006381333931' };
    expect(meant('4006381333931', at('B1'), { cart: true })).toEqual({ what: 'held', item: '4006381333931' });
    expect(stepOf({ ...work, cart: true }, held)).toBe('tote');
    expect(meant('T2', held, { cart: true })).toEqual({
      what: 'pick',
      body: { barcode: '4006381333931', location: 'B1', tote: 'T2' },
    });
  });
});
