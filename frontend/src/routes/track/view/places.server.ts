/** Places and carriers as a customer reads them: the country's name in the language, names kept in one piece. */
import type { TrackingPage } from '@gantry/shared/api/tracking-page';
import type { Speaker } from '@gantry/shared/words/dictionaries';
import { fill, isolate } from '@gantry/shared/words/fill';
import { keeping } from '@gantry/shared/words/kept';
import { placeName } from '#lib/format.ts';

const regions = keeping<Intl.DisplayNames>();

const countryName = (code: string, locale: string): string => {
  try {
    return regions(locale, () => new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' })).of(code) ?? code;
  } catch {
    return code;
  }
};

/** "Madrid, Spain" from a city and an ISO 3166 code; either may be missing. */
export const placeInWords = (city: string, country: string | null, { say, locale, direction }: Speaker): string => {
  const town = placeName(city);
  const land = country === null ? '' : countryName(country.toUpperCase(), locale);
  if (!town || !land || town === land) return isolate(town || land, direction);
  return fill(say.word.place, { city: isolate(town, direction), country: land });
};

/** The contract's "Madrid, ES" in words. */
export const shownPlace = (place: string, speaker: Speaker): string => {
  const match = /^(?:(.*),\s*)?([A-Z]{2})$/.exec(place.trim());
  return match
    ? placeInWords(match[1] ?? '', match[2] ?? null, speaker)
    : place && isolate(place.trim(), speaker.direction);
};

/** "Madrid time": a clock named by its place; by the last part of the zone's name where there is no city. */
export const clockOf = (city: string, timeZone: string, { say, direction }: Speaker): string => {
  if (timeZone === 'UTC' || timeZone === 'Etc/UTC') return 'UTC';
  const named = city || (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ');
  return fill(say.word.timeOf, { city: isolate(named, direction) });
};

/** The way from a town to a town, said whole and in its two ends. */
export const wayOf = ({ origin, destination }: TrackingPage, speaker: Speaker) => {
  const from = placeInWords(origin.city, origin.country, speaker);
  const to = placeInWords(destination.city, destination.country, speaker);
  return { from, to, said: from && to ? fill(speaker.say.word.route, { from, to }) : '' };
};
