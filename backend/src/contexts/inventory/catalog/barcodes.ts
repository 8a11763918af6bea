/**
 * Barcodes as they are compared. A GTIN is printed with 8, 12, 13 or 14 digits and means the same with and without zeros in
 * front, and spreadsheets drop these: codes that are all digits are compared without them, others as they are.
 */
import { checkDigitOf } from '../../../kernel/gs1/identifiers.ts';

const gtin = /^(?:\d{8}|\d{12,14})$/;

/** A barcode in the form in which it is compared and looked up. */
export const comparedCode = (code: string): string => (/^\d+$/.test(code) ? code.replace(/^0+(?=\d)/, '') : code);

/** What is wrong with a code that has the form of a GTIN; undefined for a good one and for a code of any other form. */
export const gtinFault = (code: string): string | undefined => {
  if (!gtin.test(code)) return undefined;
  const check = checkDigitOf(code.slice(0, -1));
  return check === Number(code.at(-1))
    ? undefined
    : `is no GTIN: its check digit would be ${check}, not ${code.at(-1)}`;
};

/** The digits that stand between number system and check digit of a UPC-E, as a UPC-A has them. */
const upcEDigits = (six: string): string => {
  const last = Number(six[5]);
  if (last <= 2) return `${six.slice(0, 2)}${last}0000${six.slice(2, 5)}`;
  if (last === 3) return `${six.slice(0, 3)}00000${six.slice(3, 5)}`;
  if (last === 4) return `${six.slice(0, 4)}00000${six[4]}`;
  return `${six.slice(0, 5)}0000${last}`;
};

/**
 * The UPC-A that a UPC-E is the short form of: scanners that do not write it out send its eight digits, whose check digit is that
 * of the long form. Undefined for any other code.
 */
export const upcAOf = (code: string): string | undefined => {
  if (!/^[01]\d{7}$/.test(code)) return undefined;
  const long = `${code[0]}${upcEDigits(code.slice(1, 7))}${code[7]}`;
  return gtinFault(long) === undefined ? long : undefined;
};
