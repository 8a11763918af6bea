/**
 * Application identifiers of GS1 with the form of what follows them, and check digits: what `gs1.ts` reads by. The forms are
 * those of the GS1 Syntax Dictionary, check digits and predefined lengths of the GS1 General Specifications (7.8, 7.9).
 */

/** The digit that ends a GTIN, an SSCC or a GLN, of the digits before it: weights 3 and 1 from the right. */
export const checkDigitOf = (digits: string): number => {
  const sum = [...digits].reverse().reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
  return (10 - (sum % 10)) % 10;
};

/** True where the last digit is the check digit of those before it. Zeros in front change nothing. */
export const endsInCheckDigit = (digits: string): boolean =>
  /^\d{2,}$/.test(digits) && checkDigitOf(digits.slice(0, -1)) === Number(digits.at(-1));

/** `N14`: as many digits; `X..20`: up to as many signs; one after another with `+`. `date`: YYMMDD. `check`: ends in a check digit. */
type Form = { ais: readonly string[]; form: string; check?: true };

const from = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, i) => String(first + i).padStart(2, '0'));
/** Identifiers whose last digit says how many decimals there are. */
const withDecimals = (ais: readonly string[]): string[] => ais.flatMap((ai) => from(0, 9).map((n) => ai + n.slice(1)));

const forms: readonly Form[] = [
  { ais: ['00'], form: 'N18', check: true },
  { ais: ['01', '02'], form: 'N14', check: true },
  { ais: ['10', '21', '22'], form: 'X..20' },
  { ais: ['11', '12', '13', '15', '16', '17'], form: 'date' },
  { ais: ['20'], form: 'N2' },
  { ais: ['235'], form: 'X..28' },
  { ais: ['240', '241', '250', '251', '400', '401', '403', '90'], form: 'X..30' },
  { ais: ['30', '37'], form: 'N..8' },
  { ais: withDecimals([...from(310, 316), ...from(320, 337), ...from(340, 357), ...from(360, 369)]), form: 'N6' },
  { ais: withDecimals(['390', '392']), form: 'N..15' },
  { ais: withDecimals(['391', '393']), form: 'N3+N..15' },
  { ais: ['402'], form: 'N17', check: true },
  { ais: from(410, 417), form: 'N13', check: true },
  { ais: ['420'], form: 'X..20' },
  { ais: ['421'], form: 'N3+X..9' },
  { ais: ['422'], form: 'N3' },
  { ais: ['7003'], form: 'N10' },
  { ais: ['8005'], form: 'N6' },
  { ais: ['8008'], form: 'N8+N..4' },
  { ais: ['8020'], form: 'X..25' },
  { ais: from(91, 99), form: 'X..90' },
];

/** The signs that an X may be. */
const signs = '[!"%&\'()*+,\\-./0-9:;<=>?A-Z_a-z]';
const dates = '\\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\\d|3[01])';

const partOf = (part: string, first: boolean): string => {
  const [, kind, upTo, length] = /^([NX])(\.\.)?(\d+)$/.exec(part) ?? [];
  // What may be left out stands after something that may not.
  return `${kind === 'N' ? '\\d' : signs}{${upTo ? `${first ? 1 : 0},` : ''}${length}}`;
};
/** Whether a value could be a date but for its digits. */
export const isSixDigits = (value: string): boolean => /^\d{6}$/.test(value);

const patternOf = (form: string): RegExp =>
  new RegExp(
    `^${
      form === 'date'
        ? dates
        : form
            .split('+')
            .map((part, i) => partOf(part, i === 0))
            .join('')
    }$`,
  );
const longestOf = (form: string): number =>
  form === 'date' ? 6 : form.split('+').reduce((sum, part) => sum + Number(/\d+$/.exec(part)?.[0]), 0);

/**
 * Identifiers after whose value no separator stands: their length follows from their first two digits. Any other is read up to a
 * separator, also where its length never changes.
 */
const predefined = new Set([...from(0, 4), ...from(11, 20), ...from(31, 36), '41']);

export type Identifier = {
  ai: string;
  pattern: RegExp;
  /** Signs of its longest value; of every value where it is `fixed`. */
  longest: number;
  fixed: boolean;
  check: boolean;
  /** Its value is a date, which no other six digits are. */
  date: boolean;
};

const identifiers: ReadonlyMap<string, Identifier> = new Map(
  forms.flatMap(({ ais, form, check = false }) =>
    ais.map((ai) => [
      ai,
      {
        ai,
        pattern: patternOf(form),
        longest: longestOf(form),
        fixed: predefined.has(ai.slice(0, 2)),
        check,
        date: form === 'date',
      },
    ]),
  ),
);

/** The identifier that a text begins with at a place; no identifier begins with another. */
export const identifierAt = (text: string, at: number): Identifier | undefined =>
  [2, 3, 4].map((length) => identifiers.get(text.slice(at, at + length))).find((one) => one !== undefined);

/** An identifier by its digits. */
export const identifierOf = (ai: string): Identifier | undefined => identifiers.get(ai);
