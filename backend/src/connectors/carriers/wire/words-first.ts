/**
 * Keys for carriers whose codes cannot be trusted alone: where the words sent contradict the code, the words are asked
 * first; where they agree, or the code is unknown, the code is, so that a row a person writes for it is never passed by.
 */
import type { StatusRow } from '../carrier.ts';

/** The code of rows whose pattern is looked for whatever the carrier's code. */
export const textKey = 'text';

const fold = (text: string): string => text.trim().toLowerCase();

/** Makes the keys of a scan from its codes (most specific first) and its description, by the carrier's own table. */
export const wordsFirst = (
  rows: readonly StatusRow[],
): ((codes: readonly string[], description: string) => string[]) => {
  const statuses = new Map(
    rows.filter(({ pattern }) => pattern === undefined).map(({ code, status }) => [fold(code), status]),
  );
  const phrases = rows
    .filter(({ code, pattern }) => code === textKey && pattern !== undefined)
    .map(({ pattern = '', status }) => ({ pattern: fold(pattern), status }))
    .sort((a, b) => b.pattern.length - a.pattern.length);
  return (codes, description) => {
    const text = fold(description);
    const said = phrases.find(({ pattern }) => text.includes(pattern));
    if (!said) return [...codes];
    const known = codes.find((code) => statuses.has(fold(code)));
    const clash = known !== undefined && statuses.get(fold(known)) !== said.status;
    return clash ? [textKey, ...codes] : [...codes, textKey];
  };
};
