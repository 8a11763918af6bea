/** What a scan was and why it did not count, in words for somebody who has their hands full. Pure. */
import type { Problem } from '@gantry/shared/api/endpoint';
import type { ScanRefusal } from '@gantry/shared/vocabulary/fulfillment';

const titles: Readonly<Record<ScanRefusal, string>> = {
  misread: 'Misread',
  unknown_barcode: 'Unknown barcode',
  not_in_job: 'Wrong item',
  line_complete: 'Already complete',
  too_many: 'Too many',
  wrong_location: 'Wrong place',
  bin_short: 'Not so many in this bin',
  bad_date: 'A date that cannot be',
  other_packs: 'Counted in other packs',
  not_whole_packs: 'Not a whole number of packs',
  bin_full: 'The bin is full',
  wrong_lot: 'Another lot',
  expired: 'Expired',
  wrong_tote: 'Wrong tote',
  not_allocated: 'Not promised any more',
  not_picked: 'Not picked yet',
  held: 'Order is held',
  wrong_status: 'Not now',
};
const isRefusal = (code: string): code is ScanRefusal => Object.hasOwn(titles, code);

/** The headline of a refusal: of scans that have a word for it, else what the tower calls it. */
export const refusalTitle = ({ code, title }: Problem): string => (isRefusal(code) ? titles[code] : title);

/** A code as people can read it: control characters as their signs. */
export const readable = (code: string): string =>
  [...code].map((c) => (c < ' ' ? String.fromCodePoint(0x2400 + c.charCodeAt(0)) : c)).join('');

/** A code without the sign by which a reader says which symbol it was: "]C1". */
export const withoutAim = (code: string): string => code.replace(/^\][A-Za-z][0-9A-Za-z]/, '');

/** True where a code says the same as what is printed on a bin or a tote. */
export const sameCode = (code: string, printed: string): boolean =>
  withoutAim(code).trim().toLowerCase() === printed.trim().toLowerCase();
