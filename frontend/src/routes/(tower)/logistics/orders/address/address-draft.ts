/** An address while it is being written: texts of fields, and the address they make. Pure. */
import type { Address } from '@gantry/shared/values/address';

export type AddressDraft = {
  name: string;
  company: string;
  /** One line of the street a line. */
  lines: string;
  city: string;
  state: string;
  postalCode: string;
  country: string;
  phone: string;
  email: string;
};
const texts = ['name', 'company', 'city', 'state', 'postalCode', 'country', 'phone', 'email'] as const;

/** The fields of an address; empty ones where there is none. */
export const addressDraft = (address: Partial<Address> = {}): AddressDraft => ({
  name: address.name ?? '',
  company: address.company ?? '',
  lines: (address.lines ?? []).join('\n'),
  city: address.city ?? '',
  state: address.state ?? '',
  postalCode: address.postalCode ?? '',
  country: address.country ?? '',
  phone: address.phone ?? '',
  email: address.email ?? '',
});

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/**
 * The address that the fields make. Of the one before it keeps what has no field here, but not its point on the map once it
 * lies elsewhere.
 */
export const addressOf = (draft: AddressDraft, before: Partial<Address> = {}): Address => {
  const said = Object.fromEntries(texts.map((name) => [name, draft[name].trim()]).filter(([, text]) => text !== ''));
  const lines = linesOf(draft.lines);
  const now = { ...said, ...(lines.length > 0 ? { lines } : {}) };
  const { residential, latitude, longitude } = before;
  const was = addressDraft(before);
  const stays = (['lines', 'city', 'state', 'postalCode', 'country'] as const).every(
    (name) => was[name].trim() === draft[name].trim(),
  );
  const point = stays && latitude !== undefined && longitude !== undefined ? { latitude, longitude } : {};
  return {
    city: draft.city.trim(),
    country: draft.country.trim(),
    ...now,
    ...(residential === undefined ? {} : { residential }),
    ...point,
  };
};
