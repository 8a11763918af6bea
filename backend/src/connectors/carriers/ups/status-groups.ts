/**
 * How UPS's tables of codes are written down here: codes with the same meaning stand together, and the rows of the status
 * map are made from that. A table of two thousand rows in which every row repeats its meaning could not be reviewed.
 */
import type { StatusRow } from '../carrier.ts';

export type Meaning = Pick<StatusRow, 'status' | 'reason' | 'actionRequiredBy'>;

/** Codes of one meaning, each with the carrier's own words for it, shortened. */
export type Group = readonly [Meaning, Readonly<Record<string, string>>];

/** Several codes for which the carrier has the same words. */
export const same = (label: string, codes: string): Record<string, string> =>
  Object.fromEntries(codes.split(/\s+/).map((code) => [code, label]));

/** UPS's tables went through a spreadsheet that took the leading zero off: `6` is sent as `06`. */
const spellings = (code: string): string[] => (/^\d$/.test(code) ? [code, `0${code}`] : [code]);

/** The rows of groups, under each of the types: `X` and `06` make `X/06`. No type: the bare code. */
export const rowsOf = (types: readonly string[], groups: readonly Group[]): StatusRow[] =>
  groups.flatMap(([meaning, codes]) =>
    Object.entries(codes).flatMap(([code, label]) =>
      spellings(code).flatMap((spelling) =>
        (types.length === 0 ? [spelling] : types.map((type) => `${type}/${spelling}`)).map((key) => ({
          code: key,
          ...meaning,
          label,
        })),
      ),
    ),
  );

/** Codes that say what they mean only together with their words: the words are the pattern, unless one is given. */
export type WordedGroup = readonly [Meaning, Readonly<Record<string, string>>, pattern?: string];

/**
 * Rows for codes that other tables use too: as bare codes, and under each type that gives the same letters another
 * meaning, so that the words decide.
 */
export const wordedRows = (groups: readonly WordedGroup[], others: readonly StatusRow[]): StatusRow[] => {
  const typed = new Map<string, string[]>();
  for (const { code } of others) {
    const letters = code.includes('/') ? (code.split('/')[1] ?? '') : '';
    if (letters !== '') typed.set(letters, [...(typed.get(letters) ?? []), code]);
  }
  return groups.flatMap(([meaning, codes, pattern]) =>
    Object.entries(codes).flatMap(([code, label]) =>
      [...new Set([code, ...(typed.get(code) ?? [])])].map((key) => ({
        code: key,
        pattern: (pattern ?? label).toLowerCase(),
        ...meaning,
        label,
      })),
    ),
  );
};
