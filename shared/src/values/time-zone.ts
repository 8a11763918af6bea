/** Time zones of places from country and state: never a guess between several, unless a guess is asked for by name. */
import { oneZone, splitStates, stateZones, usualZone } from './time-zone.data.ts';

/** A state's code or name without case, diacritics, punctuation and the country in front (`US-CA` is `CA`). */
const stateKey = (country: string, state: string): string =>
  state
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(new RegExp(`^${country}[-/ ](?=.)`), '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const tableOf = (rows: typeof stateZones): Map<string, string> =>
  new Map(
    rows.flatMap(([country, zone, states]) =>
      states.split(/[,=|]/).map((state): [string, string] => [`${country} ${stateKey(country, state)}`, zone]),
    ),
  );

let tables: { states: Map<string, string>; split: Map<string, string> } | undefined;
const ofState = (country: string, state: string | undefined, which: 'states' | 'split'): string | undefined => {
  if (!state) return undefined;
  tables ??= { states: tableOf(stateZones), split: tableOf(splitStates) };
  return tables[which].get(`${country} ${stateKey(country, state)}`);
};

/** The IANA zone of a country that keeps one civil time; undefined for the wide ones and for what is no country. */
export const onlyTimeZoneOf = (country: string): string | undefined =>
  Object.hasOwn(oneZone, country) ? oneZone[country] : undefined;

/**
 * The IANA zone of a country and state (ISO 3166 alpha-2; ISO 3166-2 code or name, any case). Undefined when the country
 * keeps several civil times and the state does not say which: a state counts when nineteen in twenty of its people keep one.
 */
export const timeZoneOf = (country: string | undefined, state?: string): string | undefined =>
  country === undefined ? undefined : (ofState(country, state, 'states') ?? onlyTimeZoneOf(country));

/** As `timeZoneOf`, else the zone that most people of the state or country keep: for days promised, never for scans. */
export const usualTimeZoneOf = (country: string | undefined, state?: string): string | undefined => {
  if (country === undefined) return undefined;
  const most = Object.hasOwn(usualZone, country) ? usualZone[country] : undefined;
  return timeZoneOf(country, state) ?? ofState(country, state, 'split') ?? most;
};

/** True when this runtime knows the zone's name. */
export const isTimeZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};
