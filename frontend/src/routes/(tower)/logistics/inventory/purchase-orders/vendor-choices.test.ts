/** A vendor is chosen among those of the order's merchant, each once, though two merchants call one alike. */
import { describe, expect, it } from 'vitest';
import { vendorChoices } from './vendor-choices.ts';

const vendors = [
  { merchant: 'main', vendor: 'greenfold', name: 'Greenfold' },
  { merchant: 'nordpfad', vendor: 'greenfold', name: 'Greenfold Nord' },
  { merchant: 'nordpfad', vendor: 'lumina', name: 'Lumina' },
];

describe('the vendors of a purchase order', () => {
  it('are none until it is said whose order it is', () => {
    expect(vendorChoices(vendors, { merchant: null, asks: true })).toEqual([]);
  });
  it('are those of its merchant', () => {
    expect(vendorChoices(vendors, { merchant: 'nordpfad', asks: true })).toEqual([
      { value: 'greenfold', label: 'Greenfold Nord' },
      { value: 'lumina', label: 'Lumina' },
    ]);
  });
});
