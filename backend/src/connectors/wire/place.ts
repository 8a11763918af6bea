/** Places out of the parts that partners send, within the limits of the contract. */
import type { Place } from '@gantry/shared/values/address';
import type { Json } from './body.ts';
import { textOf } from './json.ts';
import { cut } from './text.ts';

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
