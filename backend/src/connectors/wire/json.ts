/** Small readings that every partner's JSON needs: text of anything, own fields only, lists that may be one thing. */
import type { Json } from './body.ts';

export type JsonObject = { [key: string]: Json };

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
