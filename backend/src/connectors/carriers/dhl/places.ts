/** How DHL writes places and clocks: "Mexico City Hub-MX", "Milan - Italy", "Atlanta, GA, US"; zones by letters or division. */
import type { Place } from '@gantry/shared/values/address';
import type { Json } from '../../wire/body.ts';
import { textOf } from '../../wire/json.ts';
import { placeFrom } from '../../wire/place.ts';
import type { SentTime } from '../../wire/time.ts';
import { offsetMinutes, readSentParts, readSentTime } from '../../wire/time.ts';

const tidy = (value: Json | undefined): string | undefined => textOf(value)?.replace(/\s+/g, ' ');

const townOf = (text: string): { city: string; state?: string } => {
  const [, city, state] = /^(.+?),\s*([A-Z]{2,3})$/.exec(text) ?? [];
  return city !== undefined && state !== undefined ? { city, state } : { city: text };
};

/**
 * A service area of Express. "Brisbane-AU" is a city with its country, "KINGSTON-JAM" a
 * line with its country after a comma, "MADRID - SPAIN" a line to be read as a whole; the
 * area's own code (mostly, not always, the airport's) speaks only when there are no words.
 */
export const serviceArea = (words: Json | undefined, code: Json | undefined): Place => {
  const text = tidy(words);
  if (text === undefined) return placeFrom({ text: code });
  const [, town, country] = /^(.+?)\s*-\s*([A-Z]{2,3})$/.exec(text) ?? [];
  if (town !== undefined && country?.length === 3)
    return placeFrom({ text: `${town.replace(/,(?=\S)/g, ', ')}, ${country}` });
  return town === undefined ? placeFrom({ text }) : placeFrom({ text, ...townOf(town), country });
};

/** "Oderweg 2, AMSTERDAM": what stands before the town with a house number is a street. */
const withoutStreet = (locality: string | undefined): string | undefined =>
  locality === undefined ? undefined : (/^[^,]*\p{L}[^,]*\d[^,]*,\s*([^,\d]{2,})$/u.exec(locality)?.[1] ?? locality);

/** A place of the unified API: locality, postal code and country; the street, where one is sent, is not taken. */
export const addressPlace = (address: { [key: string]: Json }): Place => {
  const locality = withoutStreet(tidy(address.addressLocality));
  const country = tidy(address.countryCode);
  const postalCode = address.postalCode;
  if (locality === undefined) return placeFrom({ country, postalCode });
  if (country === undefined) return placeFrom({ ...serviceArea(locality, undefined), postalCode });
  if (!/^[A-Za-z]{2}$/.test(country)) return placeFrom({ text: `${locality}, ${country}`, postalCode });
  const [town = locality] = locality.split(/ - | *-(?=[A-Z]{2,3}$)/);
  return placeFrom({ ...(town === locality ? {} : { text: locality }), ...townOf(town), country, postalCode });
};

/** "Atlanta, GA, US": the last part a country, the one before it a state. */
export const listedPlace = (line: Json | undefined, postalCode: Json | undefined): Place => {
  const text = tidy(line);
  const parts = (text ?? '').split(',').map((part) => part.trim());
  const country = parts.at(-1);
  if (text === undefined || parts.length < 2 || parts.length > 3 || !/^[A-Z]{2}$/.test(country ?? ''))
    return placeFrom({ text, postalCode });
  return placeFrom({ city: parts[0], state: parts.length === 3 ? parts[1] : undefined, country, postalCode });
};

/** Divisions that work in one country, which has one clock. */
const homes: Readonly<Record<string, readonly [country: string, zone: string]>> = {
  'parcel-de': ['DE', 'Europe/Berlin'],
  svb: ['DE', 'Europe/Berlin'],
  'parcel-nl': ['NL', 'Europe/Amsterdam'],
  'parcel-pl': ['PL', 'Europe/Warsaw'],
  'parcel-uk': ['GB', 'Europe/London'],
  'ecommerce-ppl': ['CZ', 'Europe/Prague'],
};

/**
 * A local time of a national division takes that country's clock when the event is there, or when nothing of the parcel
 * names another country; a place abroad keeps its own.
 */
export const atHome = (
  time: SentTime,
  where: { division: string | undefined; place: Place; countries: readonly (string | undefined)[] },
): SentTime => {
  const [country, zone] = homes[where.division ?? ''] ?? [];
  if (time.kind !== 'local' || country === undefined || zone === undefined) return time;
  const { place } = where;
  if (place.country !== undefined) return place.country === country ? { ...time, timeZone: zone } : time;
  const abroad = where.countries.some((one) => one !== undefined && one.toUpperCase() !== country);
  // Parcel DE names a foreign country in the place of the town: such a line decides by itself.
  const elsewhere = country === 'DE' && place.text !== undefined && !/deutschland|germany/i.test(place.text);
  return abroad || elsewhere ? time : { ...time, timeZone: zone };
};

const american: Readonly<Record<string, string>> = {
  E: 'America/New_York',
  C: 'America/Chicago',
  M: 'America/Denver',
  P: 'America/Los_Angeles',
};
const americanOffsets: Readonly<Record<string, number>> = { E: -5, C: -6, M: -7, P: -8 };

/**
 * A clock of eCommerce Americas: date, time, and letters for the zone. `EST` and `EDT` are offsets, `ET` is a zone, `LT`
 * and anything else is the place's own time. `CST` is Central only in North America: in China it is another one.
 */
export const letteredTime = (sent: {
  date: Json | undefined;
  time: Json | undefined;
  zone: Json | undefined;
  country: string | undefined;
}): SentTime | undefined => {
  const letters = (textOf(sent.zone) ?? '').toUpperCase().replace(/^(?:GMT|UTC)(?=[+-])/, '');
  const [, zone, part] = /^([ECMP])([SD])?T$/.exec(letters) ?? [];
  const north = sent.country === undefined || ['US', 'CA', 'MX', 'PR'].includes(sent.country);
  if (zone === undefined || !north) {
    const offset = offsetMinutes(letters) === undefined ? undefined : letters;
    return readSentParts({ date: sent.date, time: sent.time, offset });
  }
  if (part !== undefined) {
    const hours = (americanOffsets[zone] ?? 0) + (part === 'D' ? 1 : 0);
    return readSentParts({ date: sent.date, time: sent.time, offset: `-0${-hours}:00` });
  }
  const time = readSentParts({ date: sent.date, time: sent.time });
  const timeZone = american[zone];
  return time?.kind === 'local' && timeZone !== undefined ? { ...time, timeZone } : time;
};

/** A date of XML-PI, which writes its offsets as "2021-05-07 23:59:00 GMT-04:00". */
export const offsetTime = (value: Json | undefined): SentTime | undefined =>
  readSentTime(typeof value === 'string' ? value.replace(/\s*(?:GMT|UTC)(?=[+-]\d)/, ' ') : value);
