/** Opaque cursors of lists: the sort key of the last row shown, so that rows coming in do not shift the pages. */
import { z } from 'zod';
import { Refusal } from '../../kernel/errors.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: U+0000 is what no store can hold.
const id = z.string().regex(/^[^\u0000]*$/);
/** As we write them. No store holds the year 0. */
const instant = z.iso.datetime().refine((text) => !text.startsWith('0000'));
const ranked = z
  .string()
  .regex(/^\S* \d{1,3}$/)
  .refine((key) => key.startsWith(' ') || instant.safeParse(key.split(' ')[0]).success);
const shapes = {
  instant: z.tuple([instant, id]),
  day: z.tuple([z.iso.date(), id]),
  position: z.tuple([z.string().regex(/^\d{1,15}$/), id]),
  text: z.tuple([id, id]),
  /** An instant or nothing, a blank, a rank. */
  ranked: z.tuple([ranked, id]),
};

/** The cursor after a row. */
export const cursorOf = (key: Date | string, id: string): string =>
  Buffer.from(JSON.stringify([key instanceof Date ? key.toISOString() : key, id])).toString('base64url');

/** What a cursor of a list sorted by `kind` points at. Throws a Refusal on anything we did not make for such a list. */
export const readCursor = (
  cursor: string | undefined,
  kind: keyof typeof shapes = 'instant',
): [key: string, id: string] | undefined => {
  if (cursor === undefined) return undefined;
  try {
    return shapes[kind].parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new Refusal('malformed', 'invalid', 'The cursor is not one of ours', [
      { path: 'cursor', message: 'take it from nextCursor of the page before' },
    ]);
  }
};

/** Cuts a page out of rows fetched with one more than the limit. */
export const pageFrom = <Row, Item>(
  rows: readonly Row[],
  limit: number,
  { item, cursor }: { item: (row: Row) => Item; cursor: (row: Row) => string },
) => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(item), nextCursor: rows.length > limit && last !== undefined ? cursor(last) : null };
};
