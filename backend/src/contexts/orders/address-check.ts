/**
 * Whether a parcel can be addressed as an order says. Only what cannot be right is a finding: a street that no table knows may
 * still be there. Pure. The forms of postal codes are postcode-validator's, which has every country that has codes; the gazetteer
 * has the codes of thirteen countries and not all of them, so that it cannot say that a code is wrong.
 */
import type { AddressFinding, OrderContent } from '@gantry/shared/events/orders';
import type { Address } from '@gantry/shared/values/address';
import { postcodeValidator, postcodeValidatorExistsForCountry } from 'postcode-validator';

/** What carriers print of a line; more of it is cut off on the label. */
const longestLine = 60;

/** Where a parcel finds its sorting centre by the state. */
const needsState: ReadonlySet<string> = new Set(['AU', 'CA', 'US']);

/** Older forms that are still written beside those of the table. */
const olderForms: Readonly<Record<string, RegExp>> = { AR: /^\d{4}$/ };

/** A code in the ways people write it: with other separators than the table has, with the country's letters before it (D-10115). */
const writingsOf = (code: string): string[] => {
  const written = code.normalize('NFKC').trim().toUpperCase();
  const bare = written.replace(/[^\p{L}\p{N}]/gu, '');
  const own = [bare, bare.replace(/^[A-Z]{1,2}(?=\d)/, '')];
  const parted = own.flatMap((text) =>
    Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => [text.slice(0, i + 1), text.slice(i + 1)]).flatMap(
      ([head, tail]) => [`${head} ${tail}`, `${head}-${tail}`],
    ),
  );
  return [written, ...own, ...parted];
};

const isPostalCode = (country: string, code: string): boolean =>
  !postcodeValidatorExistsForCountry(country) ||
  // Most are written as the table has them.
  postcodeValidator(code, country) ||
  writingsOf(code).some((text) => postcodeValidator(text, country) || (olderForms[country]?.test(text) ?? false));

/** Whether a country's table takes an address without a code. */
const goesWithoutCode = (country: string): boolean =>
  !postcodeValidatorExistsForCountry(country) || postcodeValidator('', country) || country === 'IE';

// Joiners that some scripts are written with are none of the control characters; emoji are what printers leave out.
const unprintable = /[\p{Cc}\p{Co}\p{Cn}\p{Cs}\uFFFD]|\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
const lettersOrDigits = /[\p{L}\p{N}]/u;

const charactersOf = (path: string, text: string | undefined): AddressFinding[] => {
  if (text === undefined) return [];
  // These three count as pictographs and are printed everywhere.
  if (unprintable.test(text.replace(/[©®™]/gu, ''))) return [{ path, code: 'unsupported_characters' }];
  return lettersOrDigits.test(text) ? [] : [{ path, code: 'only_punctuation' }];
};

const lengthOf = (path: string, text: string | undefined): AddressFinding[] =>
  text !== undefined && [...text].length > longestLine ? [{ path, code: 'too_long' }] : [];

const missingIn = ({ name, company, lines, postalCode, state, country }: Address): AddressFinding[] => {
  const missing = [
    ...(name === undefined && company === undefined ? ['name'] : []),
    ...(lines === undefined || lines.length === 0 ? ['lines'] : []),
    ...(postalCode === undefined && !goesWithoutCode(country) ? ['postalCode'] : []),
    ...(state === undefined && needsState.has(country) ? ['state'] : []),
  ];
  return missing.map((path) => ({ path, code: 'required' }));
};

/** What cannot be right about an address, by field; nothing where all is well. */
export const findingsOf = (address: Address): AddressFinding[] => {
  const { name, company, lines = [], city, state, postalCode, country } = address;
  const texts: [string, string | undefined][] = [
    ['name', name],
    ['company', company],
    ...lines.map((line, i): [string, string] => [`lines.${i}`, line]),
    ['city', city],
    ['state', state],
    ['postalCode', postalCode],
  ];
  const wrongCode = postalCode !== undefined && !isPostalCode(country, postalCode);
  return [
    ...missingIn(address),
    ...texts.flatMap(([path, text]) => [...charactersOf(path, text), ...lengthOf(path, text)]),
    ...(wrongCode ? [{ path: 'postalCode', code: 'format' }] : []),
  ];
};

const recentMs = 30 * 86_400_000;

/**
 * Whether the address of an order matters to anybody: something of it travels, and it was placed within the last thirty days.
 * Orders of before are told for the record; nobody would mend where they went.
 */
export const isAddressed = ({ lines }: Pick<OrderContent, 'lines'>, placedAt: string, now: Date): boolean =>
  lines.some(({ fulfillmentType }) => fulfillmentType !== 'digital') &&
  now.getTime() - Date.parse(placedAt) <= recentMs;
