/** Names of places as keys: one form for what people and tables write differently (case, diacritics, marks, ST and SAINT). */

const letters: Record<string, string> = { Æ: 'AE', Ø: 'O', Œ: 'OE', Ł: 'L', Đ: 'D', Ð: 'D', Þ: 'TH' };
const digraphs: Record<string, string> = { Ä: 'AE', Ö: 'OE', Ü: 'UE', Ø: 'OE', Å: 'AA' };
const words = new Map(
  Object.entries({
    ST: 'SAINT',
    STE: 'SAINTE',
    SANKT: 'SAINT',
    FT: 'FORT',
    MT: 'MOUNT',
    AIRPORT: 'APT',
    AEROPORT: 'APT',
    INTL: 'INT',
    INTERNATIONAL: 'INT',
  }),
);

const written = (word: string): string => words.get(word) ?? word;
const plain = /^[\x20-\x7e]*$/;

const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[ÆØŒŁĐÐÞ]/g, (letter) => letters[letter] ?? letter);

/** `text` as a key: capitals without diacritics, words parted by one blank, abbreviations written out; '' when nothing is left. */
export const nameKey = (text: string): string => {
  const parts = plain.test(text) ? text.toUpperCase().split(/[^A-Z0-9]+/) : folded(text).split(/[^\p{L}\p{N}]+/u);
  let key = '';
  for (const part of parts) if (part !== '') key += key === '' ? written(part) : ` ${written(part)}`;
  return key.length > 100 ? key.slice(0, 100).trim() : key;
};

/** The key of the other spelling, where Köln is KOELN and Ålborg AALBORG; equal to `nameKey` for names without such letters. */
export const digraphKey = (text: string): string =>
  nameKey(
    plain.test(text)
      ? text
      : text
          .normalize('NFC')
          .toUpperCase()
          .replace(/[ÄÖÜØÅ]/g, (letter) => digraphs[letter] ?? letter),
  );

/** Both keys of a name, the more telling first, without repetition. */
export const keysOf = (text: string): string[] => {
  const key = nameKey(text);
  const other = plain.test(text) ? key : digraphKey(text);
  return key === '' ? [] : other === key ? [key] : [other, key];
};

/** A postal code as a key: letters and digits only, capitals. */
export const postalKey = (code: string): string => code.toUpperCase().replace(/[^A-Z0-9]/g, '');
