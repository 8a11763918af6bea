/** Reads a line in which a carrier names a place ("CINCINNATI HUB, OH - USA") into the ways in which it can be meant. */
import { nameKey } from './names.ts';

/** One way to read a line; `city` is what is looked up, `facility` the words that name a building there. */
export type Reading = {
  city: string;
  facility?: string | undefined;
  state?: string | undefined;
  country?: string | undefined;
  postalCode?: string | undefined;
};

const facility =
  /\s+(?:(?:REGIONAL|NATIONAL|NETWORK|INTERNATIONAL|INTL|INT|METRO|MAIN|CENTRAL|EAST|WEST|NORTH|SOUTH|AIR|GROUND|PROCESSING|DISTRIBUTION|SORT(?:ING|ATION)?|SORTIER|DELIVERY|SERVICE|LOGISTICS|MAIL|PARCEL|CUSTOMS|CROSS)\s+)*(?:HUB|GATEWAY|DEPOT|FACILITY|CENT(?:ER|RE)|CENTRO|TERMINAL|STATION|ANNEX|AIRPORT|APT|WAREHOUSE|DOCK|PARCELSHOP|PAKETZENTRUM|BRIEFZENTRUM|SERVICEPOINT|POST OFFICE|SERVICE POINT|P&DC|NDC|RDC|ISC|IMC|SORT)(?:\s*[#\d]*)?(?:\s*\(.*\))?$/i;
const carriers = /^(?:DHL|UPS|USPS|FEDEX|DPD|ARAMEX|TNT|GLS|POSTNL|CORREOS|ISC|CTA)\s+(?=\S{3})/i;

/** A facility's name without the words for the building: the town, as a rule. */
export const townIn = (name: string): string => name.replace(carriers, '').replace(facility, '').trim();

type Ends = { city: string; state?: string | undefined; postalCode?: string | undefined };

/** `TN 38118`, `28001 MADRID`, `D-04435 Leipzig`: a postal code beside a name. */
const withCode = (text: string): { rest: string; postalCode?: string } => {
  const after = /^(.*\D)\s+(\d{5}(?:-\d{3,4})?)$/.exec(text);
  if (after) return { rest: (after[1] ?? '').trim(), postalCode: after[2] ?? '' };
  const before = /^(?:[A-Z]{1,2}-)?(\d{4,6})\s+(\D.*)$/.exec(text);
  return before ? { rest: (before[2] ?? '').trim(), postalCode: before[1] ?? '' } : { rest: text };
};

/** City and state in what stands before the country: by commas, else two capital letters at the end. */
const endsOf = (parts: string[]): Ends[] => {
  const { rest, postalCode } = withCode(parts.at(-1) ?? '');
  const before = parts.slice(0, -1);
  const code = postalCode ? { postalCode } : {};
  if (rest === '') return [];
  const city = before.at(-1);
  const ends: Ends[] = [{ city: rest, ...code }];
  if (city !== undefined) ends.push({ city, state: rest, ...code });
  if (/^(?:\d{5}(?:-\d{4})?)$/.test(rest) && city !== undefined) ends.push({ city, postalCode: rest });
  const words = /^(.+?)\s+([A-Z]{2,3})$/.exec(rest);
  if (words && city === undefined) ends.push({ city: words[1] ?? '', state: words[2] ?? '', ...code });
  return ends;
};

const splitOff = (
  parts: string[],
  countryOf: (text: string) => string | undefined,
): { country: string; parts: string[] }[] => {
  const last = parts.at(-1) ?? '';
  const found: { country: string; parts: string[] }[] = [];
  for (const count of [2, 1]) {
    const country = parts.length > count ? countryOf(parts.slice(-count).join(' ')) : undefined;
    if (country && found.length === 0) found.push({ country, parts: parts.slice(0, -count) });
  }
  const words = /^(.+\S)\s+([A-Z]{2,3})$/.exec(last);
  const country = found.length === 0 && words ? countryOf(words[2] ?? '') : undefined;
  if (country && words) found.push({ country, parts: [...parts.slice(0, -1), words[1] ?? ''] });
  return found;
};

/**
 * The ways in which a line can be meant, the country from the line or as known beforehand. Whether one of them is a place
 * is for the caller to find out; a line that two of them fit says nothing.
 */
export const readingsOf = (
  text: string,
  known: { country?: string | undefined; countryOf: (text: string) => string | undefined },
): Reading[] => {
  const parts = text
    .slice(0, 200)
    .replace(/\([^)]*\)/g, ' ')
    .split(/\s+[-–—]+\s+|[,;|/\n]+/)
    .map((part) => part.trim())
    .filter((part) => nameKey(part) !== '');
  if (parts.length === 0 || parts.length > 6) return [];
  const named = splitOff(parts, known.countryOf);
  const fitting = known.country ? named.filter(({ country }) => country === known.country) : named;
  const whole = { country: known.country, parts };
  // The country at the end of a line is no town of itself, unless the town is called after it: Kuwait City, Kuwait.
  const [before = '', last = ''] = parts.slice(-2).map(nameKey);
  const asTown = !known.country || fitting.length === 0 || parts.length < 2 || before.startsWith(last);
  return [...fitting, ...(asTown ? [whole] : [])].flatMap(({ country, parts: rest }) => {
    const last = rest.at(-1) ?? '';
    const town = townIn(last);
    const facilityLast =
      town === last ? [] : endsOf([...rest.slice(0, -1), town]).filter(({ state }) => state !== undefined);
    return [
      ...facilityLast.map((ends): Reading => ({ ...ends, country, facility: last })),
      ...endsOf(rest).map((ends): Reading => {
        const city = townIn(ends.city);
        return { ...ends, city, country, ...(city === ends.city ? {} : { facility: ends.city }) };
      }),
    ];
  });
};

/** The country that a line of several parts ends with, spelled out or by code; undefined when it may as well be a state. */
export const countryIn = (text: string, countryOf: (text: string) => string | undefined): string | undefined => {
  const parts = text.split(/\s+[-–—]+\s+|[,;|/\n]+/).map((part) => part.trim());
  const last = parts.at(-1) ?? '';
  return parts.length > 1 && nameKey(last).length > 2 && nameKey(last) !== 'GEORGIA' ? countryOf(last) : undefined;
};
