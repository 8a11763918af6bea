/**
 * LocationNormalizer: completes a place as a carrier sent it with what the gazetteer knows. What was said stays as it was
 * said; what is not certain is left out, because a wrong place is worse than none. Pure over the gazetteer.
 */
import type { Place } from '@gantry/shared/values/address';
import type { Point } from '@gantry/shared/values/geo';
import { isTimeZone, onlyTimeZoneOf, timeZoneOf } from '@gantry/shared/values/time-zone';
import { bearers, regionsIn } from '../../../platform/gazetteer/address-point.ts';
import { choose, near, pointOfSpot } from '../../../platform/gazetteer/choose.ts';
import { countryIn, type Reading, readingsOf, townIn } from '../../../platform/gazetteer/read-place.ts';
import type { Spot } from '../../../platform/gazetteer/spot.ts';
import type { Gazetteer } from '../../../platform/gazetteer.ts';

export type { Gazetteer };

/** The place with what could be added, and its IANA zone when it is certain. */
export type LocatedPlace = { place: Place; timeZone: string | undefined };

/** A found spot, with the parts of a line that led to it. */
type SpotMatch = { spot: Spot; reading?: Reading };

/** Countries whose states are written without the country, as in "Louisville, KY". */
const statedAlone = ['US', 'CA', 'AU'];
/** Islands that carriers write as states of the US and the code lists as countries. */
const islandStates = new Set(['PR', 'VI', 'GU', 'AS', 'MP']);

type Wanted = { city: string; country: string; state?: string | undefined; point?: Point | undefined };

/** The spot of a city; undefined when there is none or more than one. */
const spotOf = (gazetteer: Gazetteer, wanted: Wanted): Spot | undefined => {
  const state = wanted.state?.toUpperCase();
  const country = wanted.country === 'US' && state && islandStates.has(state) ? state : wanted.country;
  const regions = country === wanted.country ? regionsIn(gazetteer, country, wanted.state) : [];
  return choose(bearers(gazetteer, country, wanted.city), { regions, point: wanted.point });
};

/** The place with an IATA code, when only one comes into question. */
const airportOf = (gazetteer: Gazetteer, code: string, country: string | undefined): Spot | undefined => {
  const sameWord = gazetteer.countryOf(code);
  const wanted = country ?? sameWord;
  const spots = gazetteer.byAirport(code).filter((spot) => wanted === undefined || spot.country === wanted);
  if (spots.length === 1) return spots[0];
  const large = spots.filter(({ rank }) => rank >= 4);
  return large.length === 1 ? large[0] : undefined;
};

const pointIn = ({ latitude, longitude }: Place): Point | undefined =>
  latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };

/** Reads a line; only what fits one place alone is taken. */
const readLine = (gazetteer: Gazetteer, line: string, place: Place): SpotMatch | undefined => {
  const { country } = place;
  if (/^[A-Z]{3}$/.test(line.trim())) {
    const spot = airportOf(gazetteer, line.trim(), country);
    if (spot) return { spot };
  }
  const found = readingsOf(line, { country, countryOf: gazetteer.countryOf }).flatMap((reading): SpotMatch[] => {
    const { city, state = place.state } = reading;
    const lands = reading.country ? [reading.country] : reading.state ? statedAlone : [];
    return lands.flatMap((land) => {
      // A part taken for a state must be one of the country: else the line means something else.
      if (reading.state && regionsIn(gazetteer, land, reading.state).length === 0) return [];
      const spot = spotOf(gazetteer, { city, country: land, state, point: pointIn(place) });
      const agrees = !reading.state || !spot || spot.country !== land || inState(gazetteer, spot, reading.state);
      return spot && agrees ? [{ spot, reading: { ...reading, country: land } }] : [];
    });
  });
  const [first] = found;
  const one = (a: Spot, b: Spot): boolean => a.country === b.country && a.unlocode === b.unlocode && a.name === b.name;
  return first && found.every(({ spot }) => one(spot, first.spot)) ? first : undefined;
};

const inState = (gazetteer: Gazetteer, { country, states }: Spot, state: string): boolean => {
  const regions = regionsIn(gazetteer, country, state);
  return states.length === 0 || states.some((code) => regions.includes(code));
};

/** The area of the postal code sent; nothing when it lies in another state than the one sent. */
const postalArea = (gazetteer: Gazetteer, { country, postalCode, state }: Place): Spot | undefined => {
  const area = country && postalCode ? gazetteer.byPostalCode(country, postalCode) : undefined;
  if (!area || !state || area.states.length === 0) return area;
  const regions = regionsIn(gazetteer, area.country, state);
  return regions.length === 0 || inState(gazetteer, area, state) ? area : undefined;
};

/** What the fields of the place lead to: its code, its city, the lines it holds. */
const find = (gazetteer: Gazetteer, place: Place, area: Spot | undefined): SpotMatch | undefined => {
  const { unlocode, city, country, state } = place;
  const coded = unlocode === undefined ? undefined : gazetteer.byUnlocode(unlocode);
  if (coded && (country === undefined || coded.country === country)) return { spot: coded };
  if (city !== undefined) {
    const point = pointIn(place) ?? (area && pointOfSpot(area));
    for (const town of country === undefined ? [] : [city, townIn(city)]) {
      const spot = spotOf(gazetteer, { city: town, country, state, point } as Wanted);
      if (spot) return { spot, reading: { city: town, ...(town === city ? {} : { facility: city }) } };
      if (bearers(gazetteer, country ?? '', town).length > 0) return undefined;
    }
    return readLine(gazetteer, city, place);
  }
  const line = place.text ?? place.name;
  return line === undefined ? undefined : readLine(gazetteer, line, place);
};

/** `known` in those fields of `place` that say nothing yet; coordinates only as a pair. */
const filled = (place: Place, known: Place): Place => {
  const { latitude, longitude, ...words } = known;
  const added = Object.entries(words).filter(
    ([key, value]) => value !== undefined && value !== '' && place[key as keyof Place] === undefined,
  );
  const point = latitude === undefined || longitude === undefined || pointIn(place) ? {} : { latitude, longitude };
  return { ...place, ...Object.fromEntries(added), ...point };
};

/** What a spot and a postal area say together; an area elsewhere than the spot says nothing. */
const knownOf = (place: Place, found: SpotMatch | undefined, area: Spot | undefined): Place => {
  const spot = found?.spot;
  const [at, areaAt] = [spot && pointOfSpot(spot), area && pointOfSpot(area)];
  const agrees = !at || !areaAt || near(at, areaAt);
  const point = agrees ? (areaAt ?? at) : at;
  const own = pointIn(place);
  const placed = !own || !at || near(own, at);
  const source = spot ?? area;
  const airport = source !== undefined && /\b(?:airport|apt)\b/i.test(source.name) ? source.name : undefined;
  return {
    name: found?.reading?.facility ?? spot?.facility ?? airport,
    city: airport === undefined ? source?.name : undefined,
    state: spot?.state ?? (agrees ? area?.state : undefined),
    postalCode: found?.reading?.postalCode,
    country: source?.country,
    unlocode: placed ? spot?.unlocode : undefined,
    ...point,
  } as Place;
};

/** A place without what cannot be one: half a coordinate, (0,0), degrees beyond the globe, UK for GB. */
const sound = (sent: Place): Place => {
  const { latitude, longitude } = sent;
  const real =
    latitude !== undefined &&
    longitude !== undefined &&
    Math.abs(latitude) <= 90 &&
    Math.abs(longitude) <= 180 &&
    (Math.abs(latitude) > 0.01 || Math.abs(longitude) > 0.01);
  const kept = Object.entries(sent).filter(
    ([key, value]) => value !== undefined && (real || (key !== 'latitude' && key !== 'longitude')),
  );
  const place: Place = Object.fromEntries(kept);
  return place.country === 'UK' ? { ...place, country: 'GB' } : place;
};

/** Names of countries that are as well those of a state or of a town in another country. */
const alsoElsewhere = /^(?:georgia|jersey|lebanon|jordan|peru|cuba|poland|mexico|panama|malta)$/i;

/** The country that the place says in words: at the end of its city or text, or as the whole text. */
const statedCountry = (gazetteer: Gazetteer, { city, text = '' }: Place): string | undefined => {
  const ended = [city ?? '', text].map((line) => countryIn(line, gazetteer.countryOf)).find((found) => found);
  if (ended !== undefined) return ended;
  const alone = /^\p{L}[\p{L} .'-]{3,}$/u.test(text.trim()) && !alsoElsewhere.test(text.trim());
  return alone ? gazetteer.countryOf(text.trim()) : undefined;
};

const learn = (gazetteer: Gazetteer, place: Place): Place => {
  const area = postalArea(gazetteer, place);
  const found = find(gazetteer, place, area);
  const { city, country = '' } = place;
  // A city that is known, but not where its postal code is: the two contradict each other, and neither is believed.
  const contradicted = !found && city !== undefined && area && bearers(gazetteer, country, city).length > 0;
  const stated = country === '' ? statedCountry(gazetteer, place) : undefined;
  const learned = contradicted ? place : filled(place, knownOf(place, found, area));
  return filled(learned, { country: stated });
};

const zoneOf = (gazetteer: Gazetteer, place: Place): string | undefined => {
  if (place.timeZone !== undefined && isTimeZone(place.timeZone)) return place.timeZone;
  const only = place.country === undefined ? undefined : onlyTimeZoneOf(place.country);
  const point = pointIn(place);
  return (
    only ?? (point && gazetteer.timeZoneAt(point.latitude, point.longitude)) ?? timeZoneOf(place.country, place.state)
  );
};

/**
 * Completes a place as a carrier sent it: city, state (ISO 3166-2 code, where addresses name states), country, UN/LOCODE,
 * coordinates (degrees) and IANA zone are added where they are certain. Never changes what was said, except `UK` and
 * coordinates that are none; an unknown place stays the text it was. Normalizing the result again changes nothing.
 */
export const normalizeLocation = (gazetteer: Gazetteer, sent: Place): LocatedPlace => {
  let place = sound(sent);
  // What one look adds may let the next find more; each look only adds, so they end.
  for (let look = 0; look < 8; look += 1) {
    const learned = learn(gazetteer, place);
    if (Object.keys(learned).length === Object.keys(place).length) break;
    place = learned;
  }
  const timeZone = zoneOf(gazetteer, place);
  return { place: timeZone === undefined ? place : filled(place, { timeZone }), timeZone };
};
