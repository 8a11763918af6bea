/** Vendors to choose among. */
import { expect, it } from 'vitest';
import { vendorChoices } from './vendor-choices.ts';

it('offers a key once that two merchants use, with both names where they differ', () => {
  expect(
    vendorChoices([
      { vendor: 'volta', name: 'Volta' },
      { vendor: 'ceramo', name: 'Ceramo' },
      { vendor: 'volta', name: 'Volta' },
      { vendor: 'ceramo', name: 'Ceramo Norte' },
    ]),
  ).toEqual([
    { value: 'volta', label: 'Volta' },
    { value: 'ceramo', label: 'Ceramo / Ceramo Norte' },
  ]);
});
