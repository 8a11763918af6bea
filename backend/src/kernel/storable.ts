/** Text that every store can keep: Postgres takes neither U+0000 nor half a character. Told at the door, as a field's error. */
import type { FieldError } from './errors.ts';

/** False for text with U+0000 or a lone surrogate. */
export const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();

/** What is wrong with the text at a path. */
export const notStorable = (path: string): FieldError => ({
  path,
  message: 'contains U+0000 or half of a surrogate pair, which cannot be kept',
});
