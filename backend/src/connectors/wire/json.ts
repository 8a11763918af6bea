/** Small readings that every carrier's JSON needs: text of anything, lists that may be one thing, places within bounds. */
import type { Place } from '@gantry/shared/values/address';
import type { CarrierReading, ParseError, ParseErrorReason } from '../carriers/carrier.ts';
import type { Json } from './body.ts';

export type JsonObject = { [key: string]: Json };

/** Cut to a length without leaving half a character. */
export const cut = (text: string, max: number): string =>
  text.length <= max ? text : text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');

/** A value as text: strings trimmed, numbers printed; undefined for everything else and for nothing. */
export const textOf = (value: Json | undefined): string | undefined => {
  const text = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
  return text === '' ? undefined : text;
};

/** An object, or an empty one for everything else. */
export const objectOf = (value: Json | undefined): JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};

/** An own field of an object; undefined for everything that is not there. */
export const field = (value: Json | undefined, key: string): Json | undefined => {
  const object = objectOf(value);
  return Object.hasOwn(object, key) ? object[key] : undefined;
};

/** A value down a path of own fields. */
export const at = (value: Json | undefined, ...keys: string[]): Json | undefined =>
  keys.reduce<Json | undefined>((here, key) => field(here, key), value);

/**
 * A list, as gateways from XML mangle it: one thing stands for a list of one, and nothing, `{}` or an empty text for none.
 */
export const listOf = (value: Json | undefined): Json[] =>
  (Array.isArray(value) ? value : [value ?? null]).filter((item) => !isNothing(item));

const isNothing = (item: Json): boolean =>
  item === null || item === '' || (typeof item === 'object' && !Array.isArray(item) && Object.keys(item).length === 0);

/** The first of several values that is some text. */
export const firstText = (...values: (Json | undefined)[]): string | undefined => {
  for (const value of values) {
    const text = textOf(value);
    if (text !== undefined) return text;
  }
  return undefined;
};

const degrees = (value: Json | undefined, limit: number): number | undefined => {
  const text = textOf(value);
  const number = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(number) && Math.abs(number) <= limit ? number : undefined;
};

export type PlaceParts = {
  text?: Json | undefined;
  name?: Json | undefined;
  city?: Json | undefined;
  state?: Json | undefined;
  postalCode?: Json | undefined;
  country?: Json | undefined;
  unlocode?: Json | undefined;
  latitude?: Json | undefined;
  longitude?: Json | undefined;
};

/**
 * A place from the parts a carrier sent, within the limits of the contract: `country` only as two letters, else it joins
 * the text; coordinates only as a pair and never (0,0).
 */
export const placeFrom = (parts: PlaceParts): Place => {
  const short = (value: Json | undefined, max: number): string | undefined => {
    const text = textOf(value);
    return text === undefined ? undefined : cut(text, max);
  };
  const said = short(parts.country, 80);
  const upper = said?.toUpperCase() === 'UK' ? 'GB' : said?.toUpperCase();
  const country = upper !== undefined && /^[A-Z]{2}$/.test(upper) ? upper : undefined;
  const unlocode = textOf(parts.unlocode)?.toUpperCase();
  const latitude = degrees(parts.latitude, 90);
  const longitude = degrees(parts.longitude, 180);
  const located = latitude !== undefined && longitude !== undefined && (latitude !== 0 || longitude !== 0);
  const entries = {
    text: short(parts.text, 200) ?? (country === undefined ? said : undefined),
    name: short(parts.name, 200),
    city: short(parts.city, 120),
    state: short(parts.state, 80),
    postalCode: short(parts.postalCode, 20),
    country,
    unlocode: unlocode !== undefined && /^[A-Z]{2}[A-Z2-9]{3}$/.test(unlocode) ? unlocode : undefined,
    latitude: located ? latitude : undefined,
    longitude: located ? longitude : undefined,
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
};

export const emptyReading = (): CarrierReading => ({ shipments: [], problems: [], errors: [] });

/** An error about a whole body, or about one piece of it when `index` is told. */
export const parseError = (
  reason: ParseErrorReason,
  { detail, fragment, index = null }: { detail: string; fragment: unknown; index?: number | null },
): ParseError => ({ index, reason, detail: cut(detail, 300), fragment });

const maxFragmentText = 256_000;

/** The reading of a body that is nothing at all. */
export const unreadable = (detail: string, text: string): CarrierReading => ({
  ...emptyReading(),
  errors: [parseError('unreadable', { detail, fragment: cut(text, maxFragmentText) })],
});

/** Tracking numbers as carriers print them: blanks between the digits taken out; undefined past the contract's limit. */
export const numberOf = (value: Json | undefined): string | undefined => {
  const text = textOf(value)?.replace(/\s+/g, '');
  return text === undefined || text === '' || text.length > 120 ? undefined : text;
};
