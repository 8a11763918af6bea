import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choose } from './choose.ts';
import { namesIn } from './collect.ts';
import { keysOf, nameKey } from './names.ts';
import { readingsOf, townIn } from './read-place.ts';
import { openBytes, openTable, tableOf } from './sorted-table.ts';
import { readSpots, type Spot, writeSpots } from './spot.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-table-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('names as keys', () => {
  it.each([
    ['ST. PAUL', 'Saint Paul'],
    ['Ft Worth', 'FORT WORTH'],
    ['Mt. Vernon', 'mount vernon'],
    ['São Paulo', 'SAO PAULO'],
    ['Sankt Gallen', 'St.Gallen'],
    ['Gdańsk', 'GDANSK'],
    ['Łódź', 'Lodz'],
  ])('%s is %s', (one, other) => expect(nameKey(one)).toBe(nameKey(other)));
  it('writes an umlaut both ways, the telling one first', () => {
    expect(keysOf('Köln')).toEqual(['KOELN', 'KOLN']);
    expect(keysOf('KOELN')).toEqual(['KOELN']);
  });
  it('takes any text, and its own keys again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(nameKey(nameKey(text))).toBe(nameKey(text));
      }),
    );
  });
  it('parts a code list name from what stands around it', () => {
    expect(namesIn('Rome (Roma)')).toEqual({ main: ['Rome', 'Rome (Roma)'], other: ['Roma'] });
    expect(namesIn('Heathrow Apt/London').main.slice(0, 2)).toEqual(['Heathrow Apt', 'Heathrow']);
    expect(namesIn('Auderghem (Oudergem)/Brussel (Bruxelles)').other).toEqual(['Oudergem']);
  });
});

describe('the sorted table', () => {
  const words = fc.dictionary(fc.stringMatching(/^[A-Zé]{1,12}$/), fc.stringMatching(/^[a-z"[\], ]{0,40}$/), {
    maxKeys: 800,
  });
  it('gives what was put in, and the row before what was not', () => {
    fc.assert(
      fc.property(words, fc.stringMatching(/^[A-Zé]{0,12}$/), (rows, probe) => {
        const table = openBytes(tableOf('x', new Map(Object.entries(rows))), 'x');
        for (const [key, value] of Object.entries(rows)) expect(table?.get(key)).toBe(value);
        const before = Object.keys(rows)
          .filter((key) => key <= probe)
          .sort()
          .at(-1);
        expect(table?.floor(probe)?.[0]).toBe(before);
      }),
      { numRuns: 30 },
    );
  });
  it('refuses a damaged file, one of something else and one that is not there', () => {
    const bytes = tableOf(
      'x',
      new Map([
        ['A', '1'],
        ['B', '2'],
      ]),
    );
    const path = join(folder, 'table');
    writeFileSync(path, bytes);
    expect(openTable(path, 'x')?.get('B')).toBe('2');
    expect(openTable(path, 'y')).toBeUndefined();
    for (const at of [0, 5, bytes.length - 40, bytes.length - 1]) {
      const bad = Buffer.from(bytes);
      bad[at] = (bad[at] ?? 0) ^ 1;
      expect(openBytes(bad, 'x')).toBeUndefined();
    }
    for (const size of [0, 10, bytes.length - 1]) {
      writeFileSync(path, bytes.subarray(0, size));
      expect(openTable(path, 'x')).toBeUndefined();
    }
    expect(openTable(join(folder, 'none'), 'x')).toBeUndefined();
  });
});

const spot = (more: Partial<Spot>): Spot => ({
  name: 'X',
  country: 'US',
  state: undefined,
  states: [],
  unlocode: undefined,
  latitude: undefined,
  longitude: undefined,
  weight: 0,
  rank: 0,
  ...more,
});
const [north, south] = [
  { latitude: 45, longitude: 5 },
  { latitude: 35, longitude: 5 },
];

describe('which place of a name is meant', () => {
  it('writes and reads a spot', () => {
    const full = spot({
      state: 'TN',
      states: ['TN', 'TENNESSEE'],
      unlocode: 'USMEM',
      ...north,
      weight: 3,
      rank: 2,
      facility: 'X Apt',
    });
    expect(readSpots(writeSpots([full, spot({})]))).toEqual([full, spot({})]);
  });
  it('the only one; of two equals none', () => {
    expect(choose([spot(north)], { regions: [] })).toMatchObject(north);
    expect(choose([spot(north), spot(south)], { regions: [] })).toBeUndefined();
    expect(choose([], { regions: [] })).toBeUndefined();
  });
  it('the one in the state, near the point, or far larger', () => {
    const [a, b] = [spot({ ...north, states: ['TN'] }), spot({ ...south, states: ['MS'] })];
    expect(choose([a, b], { regions: ['MS'] })).toMatchObject(south);
    expect(choose([a, b], { regions: ['OH'] })).toBeUndefined();
    expect(choose([a, b], { regions: [], point: { latitude: 45.2, longitude: 5 } })).toMatchObject(north);
    expect(choose([a], { regions: [], point: south })).toBeUndefined();
    expect(
      choose(
        [
          { ...a, weight: 60 },
          { ...b, weight: 1 },
        ],
        { regions: [] },
      ),
    ).toMatchObject(north);
    expect(
      choose(
        [
          { ...a, weight: 60 },
          { ...b, weight: 9 },
        ],
        { regions: [] },
      ),
    ).toBeUndefined();
    expect(choose([{ ...a, rank: 2 }, b], { regions: [] })).toMatchObject(north);
    expect(
      choose(
        [
          { ...a, rank: 2 },
          { ...b, rank: 1 },
        ],
        { regions: [] },
      ),
    ).toBeUndefined();
  });
  it('takes town and airport for one', () => {
    const town = spot({ ...north, weight: 5, unlocode: undefined });
    const airport = spot({ latitude: 45.1, longitude: 5, unlocode: 'USXXX', rank: 2 });
    expect(choose([airport, town], { regions: [] })).toMatchObject({ ...north, unlocode: 'USXXX' });
  });
});

describe('lines that name a place', () => {
  it.each([
    ['CINCINNATI HUB', 'CINCINNATI'],
    ['Leipzig Gateway', 'Leipzig'],
    ['LOS ANGELES CA INTERNATIONAL DISTRIBUTION CENTER', 'LOS ANGELES CA'],
    ['DHL Koeln', 'Koeln'],
    ['Memphis', 'Memphis'],
    ['Hub', 'Hub'],
  ])('%s is in %s', (name, town) => expect(townIn(name)).toBe(town));
  it('has every way to read a line, and never throws', () => {
    const countryOf = (text: string) => ({ USA: 'US', SPAIN: 'ES', DE: 'DE' })[text];
    expect(readingsOf('CINCINNATI HUB, OH - USA', { countryOf })).toContainEqual({
      city: 'CINCINNATI',
      state: 'OH',
      country: 'US',
      facility: 'CINCINNATI HUB',
    });
    expect(readingsOf('Wilmington, DE', { countryOf }).map(({ country }) => country)).toContain('DE');
    expect(readingsOf('28001 MADRID, SPAIN', { countryOf })).toContainEqual({
      city: 'MADRID',
      postalCode: '28001',
      country: 'ES',
    });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 250 }), (text) => {
        expect(readingsOf(text, { countryOf }).length).toBeLessThan(40);
      }),
    );
  });
});
