/**
 * What people tell of themselves in the one form that is compared: `Ana@Example.com ` is `ana@example.com`, `600 123 456`
 * in Spain is `34600123456`. Pure; what comes out is hashed and never kept.
 */
import { callingCodes } from './calling-codes.data.ts';

/** As much of a person as an order says; `orderId` stands for somebody of whom it says nothing else. */
export type Identity = {
  email?: string | undefined;
  phone?: string | undefined;
  /** ISO 3166-1 alpha-2; a telephone number without a calling code is read by it. */
  country?: string | undefined;
  postalCode?: string | undefined;
  name?: string | undefined;
  orderId: string;
};

/** An e-mail address without case; undefined where nothing is left. */
export const normalEmail = (text: string): string | undefined =>
  text.normalize('NFC').trim().toLowerCase() || undefined;

/** Where a number is dialled with something before it inside its own country that is left out from abroad. */
const withoutTrunk = (digits: string, code: string): string => {
  if (code === '39') return digits;
  if (code === '1') return digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
  if (code === '7') return digits.length === 11 && digits.startsWith('8') ? digits.slice(1) : digits;
  if (code === '36' && digits.startsWith('06')) return digits.slice(2);
  return digits.replace(/^0/, '');
};

const shortest = 5;

/** The digits of a telephone number with its calling code; undefined where there is no number, or no country to read it by. */
export const normalPhone = (text: string, country: string | undefined): string | undefined => {
  const written = text.normalize('NFKC').replace(/\(0\)/, '');
  const digits = written.replace(/\D/g, '');
  if (digits.length < shortest) return undefined;
  if (/^\s*\+/.test(written)) return digits;
  if (digits.startsWith('00')) return digits.slice(2);
  const code = country === undefined ? undefined : callingCodes.get(country);
  return code === undefined ? undefined : `${code}${withoutTrunk(digits, code)}`;
};

/** Every number that a text without a country may mean, one for each calling code; one where it bears its own. */
export const possiblePhones = (text: string): string[] => {
  const own = normalPhone(text, undefined);
  if (own !== undefined) return [own];
  const read = [...callingCodes.keys()].flatMap((country) => normalPhone(text, country) ?? []);
  return [...new Set(read)];
};

const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
};

/** A name without case, accents and punctuation: `Müller-Lüdenscheidt, Zoë` is `muller ludenscheidt zoe`. */
export const normalName = (text: string): string | undefined =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøđðþłı]/g, (letter) => letters[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim() || undefined;

/** A postal code without case and spacing: `sw1a 1aa` is `SW1A1AA`. */
export const normalPostalCode = (text: string): string | undefined =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '') || undefined;

/** What a search hash is made of. */
export type HashedKind = 'email' | 'phone' | 'postal_code' | 'postal_name' | 'name' | 'message';

/** By which of the things it says a person is one and the same: the surest there is. */
export const surest = ({ email, phone, country, postalCode, name, orderId }: Identity): [string, string] => {
  const mail = email === undefined ? undefined : normalEmail(email);
  if (mail !== undefined) return ['email', mail];
  const number = phone === undefined ? undefined : normalPhone(phone, country);
  if (number !== undefined) return ['phone', number];
  const postal = normalPostalName(postalCode, name);
  return postal === undefined ? ['order', orderId] : ['postal_name', postal];
};

/** Postal code and name together; undefined unless there are both. */
export const normalPostalName = (postalCode: string | undefined, name: string | undefined): string | undefined => {
  const code = postalCode === undefined ? undefined : normalPostalCode(postalCode);
  const folded = name === undefined ? undefined : normalName(name);
  return code === undefined || folded === undefined ? undefined : `${code} ${folded}`;
};
