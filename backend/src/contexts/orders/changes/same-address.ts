/** Whether two orders go to the same door: compared without case, accents, punctuation and spacing. Pure. */
import type { Address } from '@gantry/shared/values/address';
import { normalName, normalPostalCode } from '../../../platform/privacy/normal.ts';

const normal = (text: string | undefined): string => (text === undefined ? '' : (normalName(text) ?? ''));

/** Whoever is to open is a part of it: what is for two people bears two names. A company stands where no name is said. */
const doorOf = ({ name, company, lines = [], city, state, postalCode, country }: Address): string =>
  JSON.stringify([
    country,
    postalCode === undefined ? '' : (normalPostalCode(postalCode) ?? ''),
    normal(city),
    normal(state),
    normal(lines.join(' ')),
    normal(name),
    normal(company),
  ]);

export const sameAddress = (one: Address, other: Address): boolean => doorOf(one) === doorOf(other);
