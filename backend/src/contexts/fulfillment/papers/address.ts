/** Addresses as they are written on paper, in the language of whoever reads it. Pure. */
import type { Address } from '@gantry/shared/values/address';

export const countryName = (country: string, locale: string): string =>
  new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' }).of(country) ?? country;

type Place = Pick<Address, 'company' | 'lines' | 'postalCode' | 'city' | 'state' | 'country'>;

/** Where it is: street, town, country. */
export const placeLines = ({ lines, postalCode, city, state, country }: Place, locale: string): string[] => [
  ...(lines ?? []),
  [postalCode, city].filter(Boolean).join(' '),
  ...(state === undefined ? [] : [state]),
  countryName(country, locale),
];

/** The same with whom it is for. */
export const addressLines = ({ name, company, ...place }: Place & Pick<Address, 'name'>, locale: string): string[] => [
  ...(name === undefined ? [] : [name]),
  ...(company === undefined ? [] : [company]),
  ...placeLines(place, locale),
];
