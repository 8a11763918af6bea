/** What cells of a CSV mean. What cannot be read stays the text it is, for the check of the whole thing to tell. */
import { instantOf } from '../../src/kernel/zoned-time.ts';

/** Minor units of a decimal in a currency (cents of EUR, yen of JPY); the text itself when it is no amount. */
export const minor = (decimal: string, currency: string): number | string => {
  const match = /^(\d{1,12})(?:\.(\d{1,4}))?$/.exec(decimal);
  if (!match || !/^[A-Z]{3}$/.test(currency)) return decimal;
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const fraction = match[2] ?? '';
  if (/[1-9]/.test(fraction.slice(digits))) return decimal;
  return Number(`${match[1]}${fraction.slice(0, digits).padEnd(digits, '0')}`);
};

/** A number; undefined for an empty cell. */
export const number = (text = ''): number | string | undefined =>
  text === '' ? undefined : /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;

export const truth = (text = ''): boolean | string => (text === 'true' || text === 'false' ? text === 'true' : text);

/** The parts of a cell that is a list, joined by |; undefined for an empty one. */
export const list = (text = ''): string[] | undefined =>
  text === '' ? undefined : text.split('|').map((one) => one.trim());

/** A time as the API takes it: with the offset it has, else by the clock of a zone. */
export const time = (text = '', timeZone: string | undefined = undefined): string | undefined => {
  if (text === '') return undefined;
  const written = text.replace(' ', 'T');
  return instantOf(written, timeZone)?.at ?? written;
};

export type Loose = { [key: string]: unknown };
/** Without the empty cells: what is not said is left out, and undefined when nothing is said at all. */
export const said = (entries: Loose): Loose | undefined => {
  const left = Object.entries(entries).filter(([, value]) => value !== undefined && value !== '');
  return left.length === 0 ? undefined : Object.fromEntries(left);
};

/** Length, width and height of one piece, out of the columns that all kinds call alike. */
export const dimensions = (cells: Readonly<Record<string, string>>): Loose | undefined =>
  said({ length: number(cells.length_mm), width: number(cells.width_mm), height: number(cells.height_mm) });
