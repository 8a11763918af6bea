/**
 * Barcodes as they are compared. A GTIN is printed with 8, 12, 13 or 14 digits and means the same with and without zeros in
 * front, and spreadsheets drop these: codes that are all digits are compared without them, others as they are.
 */

const gtin = /^(?:\d{8}|\d{12,14})$/;

/** A barcode in the form in which it is compared and looked up. */
export const comparedCode = (code: string): string => (/^\d+$/.test(code) ? code.replace(/^0+(?=\d)/, '') : code);

/** The digit that a GTIN ends with, of the digits before it: weights 3 and 1 from the right (GS1 General Specifications, 7.9). */
const checkDigitOf = (digits: string): number => {
  const sum = [...digits].reverse().reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
  return (10 - (sum % 10)) % 10;
};

/** What is wrong with a code that has the form of a GTIN; undefined for a good one and for a code of any other form. */
export const gtinFault = (code: string): string | undefined => {
  if (!gtin.test(code)) return undefined;
  const check = checkDigitOf(code.slice(0, -1));
  return check === Number(code.at(-1))
    ? undefined
    : `is no GTIN: its check digit would be ${check}, not ${code.at(-1)}`;
};
