/** How long a list is, in words: whole, narrowed, or longer than was counted. */
import { count } from '../format.ts';
import type { Total } from './row-source.svelte.ts';

/** "24 shipments", "24 of 1,204 shipments", "100 of more than 10,000 shipments". */
export const lengthInWords = (shown: number, total: Total | null, [one, many]: readonly [string, string]): string => {
  if (total === null || (total.count <= shown && !total.atLeast)) return `${count(shown)} ${shown === 1 ? one : many}`;
  return `${count(shown)} of ${total.atLeast ? 'more than ' : ''}${count(total.count)} ${many}`;
};
