/** Puts values into texts: named places, plural forms, and isolation so that a name in another script stays in one piece. */
import { keeping } from './kept.ts';
import type { Plural } from './messages.ts';

const rules = keeping<Intl.PluralRules>();
const numbers = keeping<Intl.NumberFormat>();

/** Fills `{name}` places. Throws when a place has no value: a half-filled sentence must not reach a customer. */
export const fill = (text: string, values: Record<string, string>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`No value for {${name}} in “${text}”`);
    return value;
  });

/** The form of a plural for a count, filled with the count in the locale's figures. */
export const fillPlural = (forms: Plural, count: number, locale: string): string =>
  fill(forms[rules(locale, () => new Intl.PluralRules(locale)).select(count)] ?? forms.other, {
    count: numbers(locale, () => new Intl.NumberFormat(locale)).format(count),
  });

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A name or number inside a sentence, between Unicode isolates (UAX 9: FSI, PDI) where directions can meet. */
export const isolate = (value: string, direction: 'ltr' | 'rtl'): string =>
  direction === 'rtl' || rightToLeft.test(value) ? `\u2068${value}\u2069` : value;

/** With a capital letter in front, by the rules of the language ("i" is "İ" in Turkish). */
export const capital = (text: string, locale: string): string =>
  text.replace(/^\p{Ll}/u, (letter) => letter.toLocaleUpperCase(locale));
