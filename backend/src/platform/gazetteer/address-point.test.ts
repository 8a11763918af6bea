/** Where an address lies: its own point, the area of its postal code, its town; and nowhere where these contradict one another or more than one is meant. */
import { expect, it } from 'vitest';
import { pointOfAddress } from './address-point.ts';
import type { Spot } from './spot.ts';

const spot = (name: string, state: string, latitude: number, longitude: number): Spot => ({
  name,
  country: 'ES',
  state,
  states: [state],
  unlocode: undefined,
  latitude,
  longitude,
  weight: 1,
  rank: 0,
});
const towns = [spot('Sevilla', 'SE', 37.38, -5.97), spot('Vera', 'AL', 37.24, -1.86), spot('Vera', 'NA', 43.28, -1.68)];
const areas = new Map([
  ['41001', spot('', 'SE', 37.39, -5.99)],
  ['28001', spot('', 'MD', 40.42, -3.69)],
  ['04620', spot('', 'AL', 37.25, -1.87)],
]);
const gazetteer = {
  regionsOf: (_: string, written: string) => (['SE', 'AL', 'NA', 'MD'].includes(written) ? [written] : []),
  named: (_: string, key: string) => towns.filter(({ name }) => name.toUpperCase() === key),
  byPostalCode: (_: string, code: string) => areas.get(code),
};
const at = (address: object) => {
  const point = pointOfAddress(gazetteer, { city: 'Sevilla', country: 'ES', ...address });
  return point && [point.latitude, point.longitude];
};

it('is its own point before any other', () => {
  expect(at({ latitude: 1, longitude: 2, postalCode: '41001' })).toEqual([1, 2]);
});
it('is the area of its postal code, where its town is not elsewhere', () => {
  expect(at({ postalCode: '41001' })).toEqual([37.39, -5.99]);
  expect(at({ city: 'Nowhere', postalCode: '28001' })).toEqual([40.42, -3.69]);
  expect(at({ city: 'Vera', postalCode: '04620' })).toEqual([37.25, -1.87]);
  expect(at({ postalCode: '28001' })).toBeUndefined();
});
it('is its town, where only one is meant', () => {
  expect(at({})).toEqual([37.38, -5.97]);
  expect(at({ postalCode: '410' })).toEqual([37.38, -5.97]);
  expect(at({ city: 'Vera' })).toBeUndefined();
  expect(at({ city: 'Vera', state: 'NA' })).toEqual([43.28, -1.68]);
  expect(at({ city: 'Vera', state: 'ES-AL' })).toEqual([37.24, -1.86]);
  expect(at({ city: 'Nowhere' })).toBeUndefined();
});
