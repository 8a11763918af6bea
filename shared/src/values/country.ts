/** Countries: which there are, and what customs sees in them: goods within one territory cross no customs border. Source: EU customs union (Regulation 952/2013, art. 4). */
import { z } from 'zod';
import { countryCodes } from './iso-codes.data.ts';

/** A country as a caller writes it. What is in the log was taken in by its form alone. */
export const givenCountry = z
  .string()
  .refine((code) => countryCodes.has(code), 'is no country: an ISO 3166-1 alpha-2 code is expected, e.g. ES');

const union = new Set('AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT MC NL PL PT RO SK SI ES SE'.split(' '));

/** The customs territory of a country: `EU` for the members of the union, else the country itself. */
export const customsTerritory = (country: string): string => (union.has(country) ? 'EU' : country);
