/**
 * Makes the gazetteer's table out of the reference files. Run as a program (`compile.ts <data folder> <target>`) it does so
 * in a process of its own, so that the hundred megabytes this takes are given back when it ends.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { splitStates, stateZones } from '@gantry/shared/values/time-zone.data';
import { type Collection, collect, shownState, statesOf } from './collect.ts';
import { countryCodes, nameLanguages, otherNames } from './countries.data.ts';
import { nameKey } from './names.ts';
import { areaOf, type PostalRow, readPostalCodes, shared } from './read-postal-codes.ts';
import { readUnLocode } from './read-un-locode.ts';
import { type Regions, regionTable } from './regions.ts';
import { tableOf } from './sorted-table.ts';
import { type Spot, writeSpots } from './spot.ts';

/** What decides how the reference files are read: this folder's own sources. */
const sources = (): string[] =>
  readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .sort()
    .map((name) => join(import.meta.dirname, name));

const files = (folder: string): string[] => [
  join(folder, 'un-locode/un_locode.csv.gz'),
  ...readdirSync(join(folder, 'postal-codes'))
    .filter((name) => name.endsWith('.csv.gz'))
    .sort()
    .map((name) => join(folder, 'postal-codes', name)),
];

/** Says what a table was made from: a digest of the reference files and of what reads them. Throws when they are not there. */
export const labelOf = (folder: string): string => {
  const hash = createHash('sha256').update(JSON.stringify([stateZones, splitStates]));
  for (const path of [...sources(), ...files(folder)]) hash.update(readFileSync(path));
  return hash.digest('hex').slice(0, 32);
};

const countryRows = function* (): Generator<[string, string]> {
  const codes = countryCodes.split(' ').map((word) => [word.slice(0, 2), word.slice(2)] as const);
  for (const language of [...nameLanguages].reverse()) {
    const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const [code] of codes) yield [nameKey(names.of(code) ?? ''), code];
  }
  for (const [code, names] of Object.entries(otherNames))
    for (const name of names.split('|')) yield [nameKey(name), code];
  for (const [code, alpha3] of codes) {
    yield [alpha3, code];
    yield [code, code];
  }
};

const postalSpot = (rows: PostalRow[], regions: Regions): Spot | undefined => {
  const first = rows[0];
  if (!first) return undefined;
  const { latitude, longitude, spread } = areaOf(rows);
  const oneState = shared(rows.map((row) => row.state || '-')) !== undefined;
  const states = oneState ? statesOf(first, regions) : [];
  return {
    name: shared(rows.map((row) => row.place)) ?? '',
    country: first.country,
    state: shownState(first.country, states),
    states,
    unlocode: undefined,
    latitude: spread > 40 ? undefined : latitude,
    longitude: spread > 40 ? undefined : longitude,
    weight: 0,
    rank: 0,
  };
};

/** British and Canadian codes are named after quarters and offices; a name there counts when it is that of a place of UN/LOCODE. */
const isTown = ({ named }: Collection, { country, name }: Spot): boolean =>
  !['GB', 'CA'].includes(country) || (named.get(`${country}|${nameKey(name)}`) ?? []).some(({ unlocode }) => unlocode);

const postalRows = function* (
  rows: PostalRow[],
  regions: Regions,
  collection: Collection,
): Generator<[string, string]> {
  const byCode = new Map<string, PostalRow[]>();
  for (const row of rows) {
    // Brazilian codes are of municipalities; carriers send the first five digits as often as all eight.
    const code = row.country === 'BR' ? row.code.slice(0, 5) : row.code;
    const key = `${row.country}|${code}`;
    const list = byCode.get(key);
    if (list) list.push(row);
    else byCode.set(key, [row]);
  }
  for (const [key, list] of byCode) {
    const spot = postalSpot(list, regions);
    if (spot) yield [`p|${key}`, writeSpots([isTown(collection, spot) ? spot : { ...spot, name: '' }])];
  }
};

/** The bytes of the whole table made from the reference files of a folder. */
export const compile = (folder: string): Buffer => {
  const regions = regionTable();
  const postal = readPostalCodes(join(folder, 'postal-codes'));
  const collection = collect(readUnLocode(join(folder, 'un-locode/un_locode.csv.gz')), postal, regions);
  const rows = new Map<string, string>();
  for (const [name, code] of countryRows()) if (name !== '') rows.set(`c|${name}`, code);
  for (const [id, codes] of regions.rows()) rows.set(`r|${id}`, codes);
  for (const [id, spots] of collection.named) rows.set(`n|${id}`, writeSpots(spots));
  for (const [code, spot] of collection.byCode) rows.set(`u|${code}`, writeSpots([spot]));
  for (const [code, unlocodes] of collection.airports) rows.set(`i|${code}`, unlocodes.join('|'));
  for (const [key, value] of postalRows(postal, regions, collection)) rows.set(key, value);
  return tableOf(labelOf(folder), rows);
};

/** Compiles into a file. It appears whole or not at all, however many processes do it at once. Throws when it cannot be written. */
export const compileTo = (folder: string, target: string): void => {
  mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
  const half = `${target}.${process.pid}.${randomUUID()}.part`;
  try {
    writeFileSync(half, compile(folder), { flag: 'wx' });
    renameSync(half, target);
  } finally {
    rmSync(half, { force: true });
  }
};

if (process.argv[1] === import.meta.filename) {
  const [folder, target] = process.argv.slice(2);
  if (!folder || !target) throw new Error('compile.ts <data folder> <target>');
  compileTo(folder, target);
}
