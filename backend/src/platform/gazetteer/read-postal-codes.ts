/** Reads the postal codes (GeoNames, one file a country): the towns they name with their centroids, and the codes themselves. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { distanceKm } from '@gantry/shared/values/geo';
import { csvRows } from './csv-rows.ts';
import { keysOf, nameKey, postalKey } from './names.ts';
import { nearNull } from './read-un-locode.ts';

export type PostalRow = {
  country: string;
  code: string;
  place: string;
  state: string;
  stateCode: string;
  province: string;
  provinceCode: string;
  latitude: number;
  longitude: number;
};

/** Countries whose files give their states the ISO 3166-2 code; elsewhere the code is the file's own and says nothing. */
const isoStates = new Set(['US', 'CA', 'AU', 'AR', 'GB', 'DE', 'SE']);

const rowOf = (fields: string[]): PostalRow | undefined => {
  const [country = '', code = '', place = '', state = '', stateCode = '', province = '', provinceCode = ''] = fields;
  const [latitude, longitude] = [Number(fields[9] || 'x'), Number(fields[10] || 'x')];
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) || nearNull(latitude, longitude)) return undefined;
  // German rows with a numeric state are firms that own a code.
  if (country === 'DE' && !/^[A-Z]{2}$/.test(stateCode)) return undefined;
  const iso = isoStates.has(country) && /^[A-Z]{1,3}$/.test(stateCode);
  return {
    country,
    code: postalKey(code),
    // "Calgary (North)" and "POZO (DPTO X)" are parts of, or ways to find, what stands before.
    place: place.replace(/\s*\(.*$/, '').trim(),
    state,
    stateCode: iso ? stateCode : '',
    province,
    provinceCode: country === 'ES' || country === 'IT' ? provinceCode : '',
    latitude,
    longitude,
  };
};

/** Every believable row of every file in the folder. */
export const readPostalCodes = (folder: string): PostalRow[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.csv.gz'))
    .sort()
    .flatMap((name) => [...csvRows(join(folder, name))].flatMap((fields) => rowOf(fields) ?? []))
    .filter((row) => row.code !== '' && row.place !== '');

const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;

export type Area = { latitude: number; longitude: number; spread: number };
/** The middle of some rows and the distance (km) that nine in ten of them keep from it. */
export const areaOf = (rows: PostalRow[]): Area => {
  if (rows[0] && rows.length === 1) return { latitude: rows[0].latitude, longitude: rows[0].longitude, spread: 0 };
  const latitude = middle(rows.map((row) => row.latitude));
  const longitude = middle(rows.map((row) => row.longitude));
  const far = rows.map((row) => distanceKm(row, { latitude, longitude })).sort((a, b) => a - b);
  return { latitude, longitude, spread: far[Math.floor((far.length - 1) * 0.9)] ?? 0 };
};

/** The only value that all rows share, or undefined. */
export const shared = (values: string[]): string | undefined =>
  values[0] && values.every((value) => value === values[0]) ? values[0] : undefined;

/** Rows that name one town: the same name in the same state and province, however spelled. */
export const townsOf = (rows: PostalRow[]): PostalRow[][] => {
  const towns = new Map<string, PostalRow[]>();
  const spelled = new Map<string, PostalRow[]>();
  for (const row of rows) {
    const province = row.country === 'US' ? '' : row.province;
    const spelling = `${row.country}|${row.place}|${row.state}|${province}`;
    let members = spelled.get(spelling);
    if (!members) {
      const id = [row.country, keysOf(row.place)[0], nameKey(row.state), nameKey(province)].join('|');
      members = towns.get(id) ?? [];
      towns.set(id, members);
      spelled.set(spelling, members);
    }
    members.push(row);
  }
  return [...towns.values()];
};
