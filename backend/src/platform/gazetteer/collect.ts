/** Joins UN/LOCODE and the postal codes to one list of spots with the names under which each is found. */
import { distanceKm } from '@gantry/shared/values/geo';
import { exonyms } from './exonyms.data.ts';
import { keysOf, nameKey } from './names.ts';
import { areaOf, type PostalRow, townsOf } from './read-postal-codes.ts';
import type { Locode } from './read-un-locode.ts';
import { statesShown } from './regions.data.ts';
import type { Regions } from './regions.ts';
import type { Spot } from './spot.ts';

export type Collection = {
  /** Spots by `country|key of a name`. */
  named: Map<string, Spot[]>;
  byCode: Map<string, Spot>;
  /** UN/LOCODEs by IATA code. */
  airports: Map<string, string[]>;
};

const letters = /^[A-Z]{1,3}$/;

/** Every form in which the rows' state and province are known, the code to show first. */
export const statesOf = (row: PostalRow, regions: Regions): string[] => {
  const { country, state, stateCode, province, provinceCode } = row;
  const id = `${country}|${state}|${stateCode}|${country === 'US' ? '' : province}|${provinceCode}`;
  const known = regions.forms.get(id);
  if (known) return known;
  const written = country === 'US' ? [state] : [state, province];
  const codes = [provinceCode, stateCode, ...written.flatMap((name) => regions.codesOf(country, name))];
  const forms = [...new Set([...codes, ...written.map(nameKey)])].filter((form) => form !== '');
  regions.forms.set(id, forms);
  return forms;
};

export const shownState = (country: string, states: readonly string[]): string | undefined =>
  statesShown.has(country) ? states.find((state) => letters.test(state)) : undefined;

const rankOf = (functions: string): number =>
  (functions[3] === '4' ? 2 : 0) + (functions[4] === '5' ? 2 : 0) + (functions[0] === '1' ? 1 : 0);

const learnStates = (rows: PostalRow[], regions: Regions): void => {
  const seen = new Set<string>();
  for (const { country, state, stateCode, province, provinceCode } of rows) {
    const id = `${country}|${state}|${stateCode}|${province}|${provinceCode}`;
    if (seen.has(id)) continue;
    seen.add(id);
    for (const [name, code] of [
      [state, stateCode],
      [province, provinceCode],
    ] as const) {
      if (country === 'US' && name !== state) continue;
      regions.add(country, name, nameKey(name));
      if (code) for (const form of [name, code]) regions.add(country, form, code);
    }
  }
};

const put = (named: Map<string, Spot[]>, country: string, key: string, spot: Spot): void => {
  const list = named.get(`${country}|${key}`);
  if (!list) named.set(`${country}|${key}`, [spot]);
  else if (!list.includes(spot)) list.push(spot);
};

const townSpots = (rows: PostalRow[], regions: Regions): Map<string, Spot[]> => {
  const named = new Map<string, Spot[]>();
  for (const members of townsOf(rows)) {
    const first = members[0];
    if (!first) continue;
    const { country, place } = first;
    const { latitude, longitude, spread } = areaOf(members);
    const states = statesOf(first, regions);
    const spot: Spot = {
      name: place,
      country,
      state: shownState(country, states),
      states,
      unlocode: undefined,
      latitude: spread > 60 ? undefined : latitude,
      longitude: spread > 60 ? undefined : longitude,
      weight: new Set(members.map(({ code }) => code)).size,
      rank: 0,
    };
    for (const key of keysOf(place)) put(named, country, key, spot);
  }
  return named;
};

/** The names in a UN/LOCODE name: `A (B)`, `A = B`, `A Apt/B` (at or near B, which is not its name). */
export const namesIn = (name: string): { main: string[]; other: string[] } => {
  const [before = ''] = name.split(/[/,]/);
  const [plain = '', ...inside] = before.split(/[()=]/).map((part) => part.trim());
  const bare = plain.replace(/\s+(Int(ernationa)?l?\s+)?(Apt|Airport)\.?$/i, '');
  return {
    main: [...new Set([plain, bare, name])].filter((part) => nameKey(part) !== ''),
    other: inside.filter((part) => /^\p{Lu}/u.test(part) && !/\b(terminal|pt|port|apt)\b/i.test(part)),
  };
};

/** The keys of a name, with the digraph form where a lost letter (`\uFFFD`) was an umlaut. */
const keysOfRow = (name: string, row: Locode): string[] => {
  const keys = keysOf(name);
  const at = row.name.indexOf('\uFFFD');
  const lost = row.plainName[at];
  if (at < 0 || row.name.length !== row.plainName.length || !/^(DE|AT|CH|LI|LU)$/.test(row.country)) return keys;
  if (!lost || !/[aouAOU]/.test(lost) || !name.startsWith(row.plainName.slice(0, at + 1))) return keys;
  return [...keysOf(`${name.slice(0, at + 1)}e${name.slice(at + 1)}`), ...keys];
};

/** The town of the postal codes that a code of UN/LOCODE stands for, if it is clear which. */
const townOf = (row: Locode, towns: Spot[]): Spot | undefined => {
  const free = towns.filter((town) => town.unlocode === undefined);
  const sameState = row.subdivision ? free.filter((town) => town.states.includes(row.subdivision)) : [];
  const { latitude, longitude } = row;
  const near = free
    .filter(
      (town) =>
        latitude !== undefined &&
        longitude !== undefined &&
        town.latitude !== undefined &&
        town.longitude !== undefined &&
        distanceKm({ latitude, longitude }, { latitude: town.latitude, longitude: town.longitude }) < 40,
    )
    .sort((a, b) => b.weight - a.weight);
  if (near[0]) return near[0];
  if (sameState.length === 1) return sameState[0];
  return row.subdivision === '' && latitude === undefined && free.length === 1 ? free[0] : undefined;
};

const lost = (name: string): boolean => name.includes('\uFFFD');

const addLocode = (row: Locode, collection: Collection): void => {
  const { named, byCode } = collection;
  const { country, subdivision } = row;
  const names = namesIn(row.plainName);
  const keys = [...new Set(names.main.flatMap((name) => keysOfRow(name, row)))];
  const known = byCode.get(row.code);
  const town = known ?? townOf(row, [...new Set(keys.flatMap((key) => named.get(`${country}|${key}`) ?? []))]);
  const full = lost(row.name) ? row.plainName : row.name;
  const display = namesIn(full).main[0] ?? row.plainName;
  const airport = /\bApt\b/.test(display);
  const states = subdivision === '' ? [] : [subdivision];
  const spot: Spot = town ?? {
    name: airport ? (full.split('/')[1] ?? '').replace(/\s*\(.*$/, '').trim() : display,
    ...(airport ? { facility: display } : {}),
    country,
    state: shownState(country, country === 'GB' ? [] : states),
    states,
    unlocode: row.code,
    latitude: row.latitude,
    longitude: row.longitude,
    weight: 0,
    rank: 0,
  };
  if (town && !known) {
    town.unlocode = row.code;
    town.states = [...new Set([...town.states, ...states])];
  }
  if (spot.latitude === undefined) [spot.latitude, spot.longitude] = [row.latitude, row.longitude];
  spot.rank = Math.max(spot.rank, rankOf(row.functions));
  byCode.set(row.code, spot);
  for (const key of keys) put(named, country, key, spot);
  const iata = row.iata || (row.functions[3] === '4' ? row.code.slice(2) : '');
  if (iata && !known) collection.airports.set(iata, [...(collection.airports.get(iata) ?? []), row.code]);
};

/** All spots under all their names. */
export const collect = (locodes: Locode[], postal: PostalRow[], regions: Regions): Collection => {
  learnStates(postal, regions);
  for (const { country, subdivision } of locodes) if (subdivision) regions.add(country, subdivision, subdivision);
  const collection: Collection = { named: townSpots(postal, regions), byCode: new Map(), airports: new Map() };
  const byRank = [...locodes].sort((a, b) => rankOf(b.functions) - rankOf(a.functions));
  for (const row of byRank) addLocode(row, collection);
  const mains = new Set(
    byRank.flatMap((row) => namesIn(row.plainName).main.map((name) => `${row.country}|${nameKey(name)}`)),
  );
  const { named, byCode } = collection;
  for (const row of byRank) {
    const spot = byCode.get(row.code);
    if (!spot) continue;
    // A name in brackets that is another place's own name says where this one is, not what it is called.
    for (const name of namesIn(row.plainName).other)
      if (!mains.has(`${row.country}|${nameKey(name)}`))
        for (const key of keysOfRow(name, row)) put(named, row.country, key, spot);
  }
  for (const [code, names] of Object.entries(exonyms)) {
    const spot = byCode.get(code);
    if (spot) for (const key of names.split('|').flatMap(keysOf)) put(named, spot.country, key, spot);
  }
  return collection;
};
