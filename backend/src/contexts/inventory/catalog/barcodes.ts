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
