/**
 * Towns, as customers may see them, and the clocks of a journey's ends. What carriers write into a city's field may be a
 * name or a street, so a town is only named when somebody other than the carrier knows it: the order or the gazetteer.
 */
import { type Address, type Place, pointOf } from '@gantry/shared/values/address';
import type { Point } from '@gantry/shared/values/geo';
import { isTimeZone, onlyTimeZoneOf, timeZoneOf, usualTimeZoneOf } from '@gantry/shared/values/time-zone';
import { keysOf, nameKey } from '../../../platform/gazetteer/names.ts';
import type { Gazetteer } from '../../../platform/gazetteer.ts';
import type { Plan } from '../../tracking/public.ts';
import { normalizeLocation } from '../../tracking/public.ts';

/** A town by name. `city` is empty when only the country may be said. */
export type Town = { city: string; country: string | null; timeZone: string | null; point: Point | null };

/** What the gazetteer is asked for here. */
export type Atlas = Pick<
  Gazetteer,
  'named' | 'byUnlocode' | 'byPostalCode' | 'timeZoneAt' | 'countryOf' | 'regionsOf' | 'byAirport'
>;

/** An end of the journey, by its town alone: the street's coordinates stay, as a point to be rounded before it is shown. */
export const endOf = (atlas: Atlas, address: Address): Town => {
  const { city, state, postalCode, country } = address;
  const said = pointOf(address);
  const place: Place = {
    city,
    country,
    ...(state === undefined ? {} : { state }),
    ...(postalCode === undefined ? {} : { postalCode }),
    ...said,
  };
  // Where the address names its point and the country has one clock, nothing needs looking up.
  const only = onlyTimeZoneOf(country);
  const located = said && only ? { place, timeZone: only } : normalizeLocation(atlas, place);
  return { city, country, timeZone: located.timeZone ?? null, point: pointOf(located.place) ?? null };
};

/** The IANA zone of a journey's destination: by its place, else as promised, else the zone most people there keep. */
export const zoneOf = (end: Town, plan: Pick<Plan, 'destination' | 'promise'>): string => {
  const zones = [
    end.timeZone,
    plan.promise?.timeZone,
    usualTimeZoneOf(plan.destination.country, plan.destination.state),
  ];
  return zones.find((zone) => zone !== undefined && zone !== null && isTimeZone(zone)) ?? 'UTC';
};

/** The zone of a plan's destination. */
export const timeZoneAt = (atlas: Atlas, plan: Plan): string => zoneOf(endOf(atlas, plan.destination), plan);

const isShouted = (text: string): boolean => text === text.toUpperCase() && text !== text.toLowerCase();

const townNamed = (atlas: Atlas, { city = '', country }: Place): string | undefined => {
  if (country === undefined) return undefined;
  for (const key of keysOf(city)) {
    const [spot] = atlas.named(country, key).filter(({ name }) => name !== '');
    // The very name of a town, whatever its case and marks: nothing else can hide in it.
    if (spot) return isShouted(city) ? spot.name : city;
  }
  return undefined;
};

/** The town of a scan's place as customers may see it; `ends` are the towns of the order's own addresses. */
export const townOf = (atlas: Atlas, place: Place, ends: readonly Town[]): Town => {
  const { country = null, unlocode, city, state } = place;
  const end = city === undefined ? undefined : ends.find((one) => nameKey(one.city) === nameKey(city));
  const coded = unlocode === undefined ? undefined : atlas.byUnlocode(unlocode);
  const named = end && (country === null || end.country === country) ? end.city : townNamed(atlas, place);
  const zone = place.timeZone;
  return {
    city: named ?? (coded && (country === null || coded.country === country) ? coded.name : ''),
    country: country ?? (named !== undefined && end ? end.country : null),
    timeZone: zone !== undefined && isTimeZone(zone) ? zone : (timeZoneOf(place.country, state) ?? null),
    point: pointOf(place) ?? null,
  };
};
