/** Parts of sentences that staff pages, the audit and its exports share: numbers, days, codes and fields as words. Pure. */
import type { HoldKind } from '../../vocabulary/orders.ts';

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
/** 1284 -> "1,284". */
export const count = (value: number): string => whole.format(value);

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});
/** A calendar day "2026-05-14" -> "Thu 14 May", the same everywhere on earth. */
export const calendarDay = (day: string): string =>
  dayFormat.format(Date.parse(`${day.slice(0, 10)}T00:00:00Z`)).replace(',', '');

/** `carrier_damaged` -> "Carrier damaged", `lastScanAt` -> "Last scan at". */
export const inWords = (name: string): string => {
  const text = name
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`)
    .trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
};
/** The same within a sentence. */
export const lowWords = (name: string): string => inWords(name).toLowerCase();

/** "1 line", "3 lines". */
export const some = (number: number, one: string, many = `${one}s`): string =>
  `${count(number)} ${number === 1 ? one : many}`;
/** "1 unit", "1,204 units". */
export const unitWords = (units: number): string => some(units, 'unit');
export const sumOf = (parts: readonly { quantity: number }[]): number =>
  parts.reduce((sum, { quantity }) => sum + quantity, 0);

type Part = { sku: string; quantity: number; warehouse?: string };
/** "3 × MUG from madrid, 2 × CUP": the same SKU from the same place once. */
export const partsInWords = (parts: readonly Part[]): string => {
  const sums = new Map<string, number>();
  for (const { sku, quantity, warehouse } of parts) {
    const what = warehouse === undefined ? sku : `${sku} from ${warehouse}`;
    sums.set(what, (sums.get(what) ?? 0) + quantity);
  }
  return [...sums].map(([what, sum]) => `${count(sum)} × ${what}`).join(', ');
};

/** ": broken"; nothing where no reason was said, or it was erased. */
export const because = (reason: string | undefined): string => (reason ? `: ${reason}` : '');
/** "+3", "−4". */
export const signed = (change: number): string => `${change > 0 ? '+' : '−'}${count(Math.abs(change))}`;

const manualNames: Readonly<Record<string, string>> = {
  phone: 'Phone',
  wholesale: 'Wholesale',
  replacement: 'Replacement',
};
/** A channel as people call it: those of orders by hand have a word, others their own name. */
export const channelName = (channel: string): string => manualNames[channel] ?? channel;

export const holdNames: Readonly<Record<HoldKind, string>> = {
  address_check: 'Address check',
  payment: 'Payment',
  fraud: 'Fraud check',
  manual: 'By hand',
};

const addressFields: Readonly<Record<string, string>> = {
  name: 'Name',
  company: 'Company',
  lines: 'Street',
  city: 'City',
  state: 'State',
  postalCode: 'Postal code',
  country: 'Country',
  phone: 'Phone',
  email: 'E-mail',
};
/** A field of an address as its form calls it, whatever its path begins with. */
export const addressField = (path: string): string =>
  path
    .split('.')
    .map((part) => addressFields[part])
    .find((label) => label !== undefined) ?? path;

const findings: Readonly<Record<string, string>> = {
  required: 'is missing',
  format: 'is not written as that country writes it',
  unsupported_characters: 'has signs that carriers cannot print',
  only_punctuation: 'has neither letters nor digits',
  too_long: 'is longer than a label has room for',
};
/** What cannot be right about an address: "is missing", "is not written as that country writes it". */
export const findingWords = (code: string): string => findings[code] ?? lowWords(code);
