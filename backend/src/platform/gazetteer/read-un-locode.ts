/**
 * Reads UN/LOCODE (UNECE Recommendation 16) and drops what cannot be trusted: rows broken by commas are repaired, and a
 * coordinate far from the other places of its state or country is taken away; the place keeps its name.
 */
import { distanceKm } from '@gantry/shared/values/geo';
import { csvRows } from './csv-rows.ts';

export type Locode = {
  country: string;
  code: string;
  /** With diacritics where the file has them, `\uFFFD` where it lost them. */
  name: string;
  plainName: string;
  subdivision: string;
  functions: string;
  iata: string;
  latitude: number | undefined;
  longitude: number | undefined;
  /** True when the coordinate was added later by machine from the name, which is often another place of that name. */
  guessed: boolean;
};

const rowOf = (fields: string[]): Locode | undefined => {
  const [country = '', location = '', first = '', second = ''] = fields;
  // A comma in a name was once read as a separator: name and plain name take two fields each, status and IATA are lost.
  const broken = first.startsWith('"');
  const unquoted = (text: string): string => text.replaceAll('"', '').trim();
  const name = broken ? unquoted(first) : first.trim();
  const [subdivision = '', functions = '', iata = '', lat = '', lon = '', guessed = ''] = broken
    ? [fields[6], fields[7], '', fields[8], fields[9], fields[10]]
    : [fields[4], fields[6], fields[7], fields[8], fields[9], fields[10]];
  if (!/^[A-Z]{2}$/.test(country) || !/^[A-Z2-9]{3}$/.test(location) || !/^[-0-9B]{8}$/.test(functions))
    return undefined;
  const [latitude, longitude] = [Number(lat), Number(lon)];
  const real =
    lat !== '' &&
    lon !== '' &&
    Math.abs(latitude) <= 90 &&
    Math.abs(longitude) <= 180 &&
    !nearNull(latitude, longitude);
  return {
    country,
    code: `${country}${location}`,
    name,
    plainName: broken ? name : second.trim() || name,
    subdivision: subdivision.trim(),
    functions,
    iata: iata.trim(),
    latitude: real ? latitude : undefined,
    longitude: real ? longitude : undefined,
    guessed: guessed === 'true',
  };
};

/** Within some 10 km of (0,0), where nothing is but unset fields. */
export const nearNull = (latitude: number, longitude: number): boolean =>
  Math.abs(latitude) < 0.1 && Math.abs(longitude) < 0.1;

type Extent = { latitude: number; longitude: number; reach: number };
const middle = (sorted: number[]): number => sorted[sorted.length >> 1] ?? 0;
/** Where the places of an area lie: their middle, and the distance from it (km) that nine in ten keep. */
const extentOf = (places: Point[]): Extent => {
  const latitude = middle(places.map((p) => p.latitude).sort((a, b) => a - b));
  const longitude = middle(places.map((p) => p.longitude).sort((a, b) => a - b));
  const far = places.map((p) => distanceKm(p, { latitude, longitude })).sort((a, b) => a - b);
  return { latitude, longitude, reach: far[Math.floor(far.length * 0.9)] ?? 0 };
};

type Point = { latitude: number; longitude: number };
const areaOf = (row: Locode): string[] =>
  row.subdivision ? [`${row.country} ${row.subdivision}`, row.country] : [row.country];

const extentsOf = (rows: Locode[]): Map<string, Extent> => {
  const members = new Map<string, Point[]>();
  for (const row of rows) {
    if (row.latitude === undefined || row.longitude === undefined || row.guessed) continue;
    for (const area of areaOf(row)) {
      const list = members.get(area) ?? [];
      list.push({ latitude: row.latitude, longitude: row.longitude });
      members.set(area, list);
    }
  }
  return new Map([...members].flatMap(([area, list]) => (list.length < 8 ? [] : [[area, extentOf(list)] as const])));
};

/** Whether a coordinate may be believed: within reach of its area; a guessed one without a state only for a lone name. */
const believable = (row: Locode, extents: Map<string, Extent>, alone: boolean): boolean => {
  const { latitude, longitude } = row;
  if (latitude === undefined || longitude === undefined) return false;
  const area = areaOf(row).find((name) => extents.has(name));
  const extent = area === undefined ? undefined : extents.get(area);
  if (!extent) return !row.guessed || alone;
  const far = distanceKm({ latitude, longitude }, extent);
  if (far > extent.reach * 1.5 + (row.guessed ? 40 : 60)) return false;
  return !row.guessed || area !== row.country || extent.reach < 150 || (alone && /[145]/.test(row.functions));
};

/** All rows that have a code and functions, with the coordinates that may be believed. */
export const readUnLocode = (path: string): Locode[] => {
  const rows = [...csvRows(path)].flatMap((fields) => rowOf(fields) ?? []);
  const extents = extentsOf(rows);
  const bearers = new Map<string, Set<string>>();
  const nameOf = (row: Locode): string => `${row.country} ${row.plainName.toUpperCase()}`;
  for (const row of rows) bearers.set(nameOf(row), (bearers.get(nameOf(row)) ?? new Set()).add(row.code));
  return rows.map((row) =>
    believable(row, extents, bearers.get(nameOf(row))?.size === 1)
      ? row
      : { ...row, latitude: undefined, longitude: undefined },
  );
};
