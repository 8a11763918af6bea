/** What cannot be right about an address, in words. */
import { inWords } from '#lib/staff-words.ts';

const words: Readonly<Record<string, string>> = {
  required: 'is missing',
  format: 'is not written as that country writes it',
  unsupported_characters: 'has signs that carriers cannot print',
  only_punctuation: 'has neither letters nor digits',
  too_long: 'is longer than a label has room for',
};

/** "is missing", "is not written as that country writes it". */
export const findingWords = (code: string): string => words[code] ?? inWords(code).toLowerCase();
