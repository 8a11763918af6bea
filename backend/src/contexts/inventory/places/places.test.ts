/** What may happen to warehouses, their bins and vendors; which hours can be. */
import { warehouseContent } from '@gantry/shared/events/inventory/places';
import { describe, expect, it } from 'vitest';
import type { FieldError, Refusal } from '../../../kernel/errors.ts';
import { given } from '../../../kernel/spec.ts';
import { hoursFaults } from './hours.ts';
import { evolveLocation, type SaidLocation, setLocation } from './location.ts';
import { evolveVendor, setVendor } from './vendor.ts';
import { closeWarehouse, evolveWarehouse, type SaidWarehouse, setWarehouse } from './warehouse.ts';

const zoneAt = ({ latitude = 0 }): string | undefined => (latitude > 40 ? 'America/New_York' : undefined);
const madrid: SaidWarehouse = {
  warehouse: 'mad',
  name: 'Madrid',
  address: { city: 'Madrid', state: 'MD', country: 'ES' },
  shifts: [],
  cutoffs: [],
};
const faultsOf = (decide: () => unknown): FieldError[] => {
  try {
    decide();
    return [];
  } catch (error) {
    return (error as Refusal).errors;
  }
};

describe('hours', () => {
  const { shifts: shiftsOf, cutoffs: cutoffsOf } = warehouseContent.shape;
  const faults = (shifts: [number[], string, string][], cutoffs: [string | null, number[], string][] = []) =>
    hoursFaults({
      shifts: shiftsOf.parse(shifts.map(([days, from, to]) => ({ days, from, to }))),
      cutoffs: cutoffsOf.parse(cutoffs.map(([carrier, days, at]) => ({ carrier, days, at }))),
    }).map(({ path, message }) => `${path}: ${message}`);
  const week = [1, 2, 3, 4, 5];
  it('may touch and go over midnight', () => {
    expect(
      faults([
        [week, '06:00', '14:00'],
        [week, '14:00', '22:00'],
        [week, '22:00', '06:00'],
      ]),
    ).toEqual([]);
    expect(
      faults([
        [[7], '22:00', '06:00'],
        [[1], '06:00', '07:00'],
      ]),
    ).toEqual([]);
  });
  it('overlap nowhere, not over midnight nor over the end of the week', () => {
    expect(
      faults([
        [week, '06:00', '14:00'],
        [[3, 6], '13:59', '20:00'],
      ]),
    ).toEqual(['shifts.1: overlaps shifts.0 on Wednesday']);
    expect(
      faults([
        [[1], '22:00', '06:00'],
        [[2], '05:00', '09:00'],
      ]),
    ).toEqual(['shifts.1: overlaps shifts.0 on Tuesday']);
    expect(
      faults([
        [[1], '05:00', '09:00'],
        [[7], '22:00', '06:00'],
      ]),
    ).toEqual(['shifts.1: overlaps shifts.0 on Monday']);
    expect(
      faults([
        [week, '00:00', '23:00'],
        [[2], '01:00', '02:00'],
        [[2], '22:00', '23:30'],
      ]),
    ).toEqual(['shifts.1: overlaps shifts.0 on Tuesday', 'shifts.2: overlaps shifts.0 on Tuesday']);
  });
  it('end at another time than they begin, and name each day once', () => {
    expect(
      faults([
        [week, '06:00', '06:00'],
        [[1, 1], '20:00', '21:00'],
      ]),
    ).toEqual(['shifts.1.days: names Monday twice', 'shifts.0.to: is when it begins']);
  });
  it('have a pickup once for a carrier, a day and a time', () => {
    expect(
      faults(
        [],
        [
          ['acme', week, '16:30'],
          ['acme', week, '18:00'],
          [null, week, '16:30'],
        ],
      ),
    ).toEqual([]);
    expect(
      faults(
        [],
        [
          ['acme', week, '16:30'],
          ['acme', [5, 6], '16:30'],
        ],
      ),
    ).toEqual(['cutoffs.1: says the same as cutoffs.0']);
  });
});

describe('a warehouse', () => {
  const set = given(evolveWarehouse, []).when(setWarehouse(madrid, zoneAt)).events();
  const standing = given(evolveWarehouse, set);
  it('takes the time zone of its address where there is only one, and is asked for it elsewhere', () => {
    expect(standing.state()?.content.timeZone).toBe('Europe/Madrid');
    const american = (address: Partial<SaidWarehouse['address']>, timeZone?: string) =>
      setWarehouse({ ...madrid, address: { city: 'Springfield', country: 'US', ...address }, timeZone }, zoneAt);
    const zone = (decide: ReturnType<typeof american>) =>
      given(evolveWarehouse, []).when(decide).state()?.content.timeZone;
    expect(faultsOf(() => american({})(undefined)).map(({ path }) => path)).toEqual(['timeZone']);
    expect(zone(american({ state: 'IL' }))).toBe('America/Chicago');
    expect(zone(american({ latitude: 42.1, longitude: -72.6 }))).toBe('America/New_York');
    expect(zone(american({ latitude: 42.1, longitude: -72.6 }, 'America/Denver'))).toBe('America/Denver');
  });
  it('keeps what was given of its address, and nothing beside it', () => {
    expect(standing.state()?.content.address).toEqual({ city: 'Madrid', state: 'MD', country: 'ES' });
  });
  it('said in the same words is unchanged; closed, it is opened by them', () => {
    expect(standing.when(setWarehouse(madrid, zoneAt)).names()).toEqual([]);
    expect(standing.when(setWarehouse({ ...madrid, timeZone: 'Europe/Madrid' }, zoneAt)).names()).toEqual([]);
    const closed = given(evolveWarehouse, [...set, ...standing.when(closeWarehouse).events()]);
    expect(closed.state()).toMatchObject({ state: 'closed' });
    expect(closed.when(closeWarehouse).names()).toEqual([]);
    expect(closed.when(setWarehouse(madrid, zoneAt)).state()).toMatchObject({ state: 'open' });
    expect(given(evolveWarehouse, []).when(closeWarehouse).refusal()).toBe('no_such_warehouse');
  });
  it('is refused for hours that cannot be', () => {
    const shifts = [{ days: [1], from: '06:00', to: '06:00' }];
    expect(faultsOf(() => setWarehouse({ ...madrid, shifts }, zoneAt)(undefined))).toEqual([
      { path: 'shifts.0.to', message: 'is when it begins' },
    ]);
  });
});

describe('a bin', () => {
  const bin = (change: Partial<SaidLocation> = {}): SaidLocation => ({
    warehouse: 'mad',
    bin: 'A-01-1',
    zone: 'A',
    aisle: '',
    shelf: '',
    capacity: 10,
    ...change,
  });
  const near = { exists: true, occupancy: 0 };
  const set = given(evolveLocation, []).when(setLocation(bin(), near)).events();
  it('is in a warehouse that there is', () => {
    expect(faultsOf(() => setLocation(bin(), { ...near, exists: false })(undefined))).toEqual([
      { path: 'warehouse', message: 'is no warehouse' },
    ]);
    expect(given(evolveLocation, set).when(setLocation(bin(), near)).names()).toEqual([]);
  });
  it('cannot come to hold less than lies there, but what else is said of it can change', () => {
    const full = { exists: true, occupancy: 12 };
    const change = (said: Partial<SaidLocation>) => given(evolveLocation, set).when(setLocation(bin(said), full));
    expect(change({ capacity: 11 }).refusal()).toBe('over_capacity');
    expect(change({ capacity: 12 }).state()?.content.capacity).toBe(12);
    expect(change({ capacity: null }).state()?.content.capacity).toBeNull();
    expect(change({ zone: 'B' }).state()?.content).toMatchObject({ zone: 'B', capacity: 10 });
    expect(given(evolveLocation, []).when(setLocation(bin(), full)).refusal()).toBe('over_capacity');
  });
});

it('a vendor is who it is said to be', () => {
  const said = { vendor: 'acme', name: 'Acme', leadTimeDays: 14 };
  const set = given(evolveVendor, []).when(setVendor('main', said)).events();
  expect(given(evolveVendor, set).when(setVendor('main', said)).names()).toEqual([]);
  expect(
    given(evolveVendor, set)
      .when(setVendor('main', { vendor: 'acme', name: 'Acme' }))
      .state(),
  ).toMatchObject({
    merchant: 'main',
    content: { name: 'Acme' },
  });
});
