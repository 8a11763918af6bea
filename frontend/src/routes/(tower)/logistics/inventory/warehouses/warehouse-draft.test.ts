/** A warehouse is sent as it was read when nothing was changed, and its days are told as people say them. */
import { saveWarehouse, type Warehouse } from '@gantry/shared/api/inventory/places';
import { expect, it } from 'vitest';
import { daysInWords } from './warehouse-columns.ts';
import { bodyOf, draftFaults, draftOf } from './warehouse-draft.ts';

const held: Warehouse = {
  warehouse: 'mad',
  name: 'Madrid',
  address: {
    company: 'North',
    lines: ['Calle 1', 'Nave 2'],
    city: 'Getafe',
    postalCode: '28901',
    country: 'ES',
    latitude: 40.3,
    longitude: -3.7,
  },
  timeZone: 'Europe/Madrid',
  shifts: [{ days: [1, 2, 3, 4, 5], from: '06:00', to: '22:00' }],
  cutoffs: [{ carrier: null, days: [6], at: '12:00' }],
  state: 'open',
  units: 12,
};

it('is sent as it is when nothing was changed', () => {
  const { state, units, ...content } = held;
  expect(draftFaults(draftOf(held))).toEqual([]);
  expect(bodyOf(draftOf(held), held)).toEqual(content);
  expect(saveWarehouse.body.safeParse(bodyOf(draftOf(held), held)).success).toBe(true);
});
it('has its faults at their fields', () => {
  const draft = { ...draftOf(null), latitude: '91', shifts: [{ days: [], from: '', to: '22:00' }] };
  expect(draftFaults(draft).map(({ path }) => path)).toEqual([
    'warehouse',
    'name',
    'address.city',
    'address.country',
    'address.latitude',
    'address.longitude',
    'shifts.0.days',
    'shifts.0.from',
  ]);
});
it('tells days as people say them', () => {
  expect([[1, 2, 3, 4, 5], [6], [1, 3, 6], [6, 7], []].map(daysInWords)).toEqual([
    'Mon-Fri',
    'Sat',
    'Mon, Wed, Sat',
    'Sat, Sun',
    'never',
  ]);
});
