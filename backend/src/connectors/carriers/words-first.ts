/**
 * Keys for carriers whose codes cannot be trusted alone: where the words sent contradict the code, or know a reason where
 * it knows none, the words are asked first; else the code is, so that a row a person writes for it is never passed by.
 */
import type { StatusRow } from './carrier.ts';

/** The code of rows whose pattern is looked for whatever the carrier's code. */
export const textKey = 'text';

const fold = (text: string): string => text.trim().toLowerCase();

/** Makes the keys of a scan from its codes (most specific first) and its description, by the carrier's own table. */
export const wordsFirst = (
  rows: readonly StatusRow[],
): ((codes: readonly string[], description: string) => string[]) => {
  const plain = new Map(rows.filter(({ pattern }) => pattern === undefined).map((row) => [fold(row.code), row]));
  const phrases = rows
    .filter(({ code, pattern }) => code === textKey && pattern !== undefined)
    .map(({ pattern = '', status, reason }) => ({ pattern: fold(pattern), status, reason }))
    .sort((a, b) => b.pattern.length - a.pattern.length);
  return (codes, description) => {
    const text = fold(description);
    const said = phrases.find(({ pattern }) => text.includes(pattern));
    if (!said) return [...codes];
    const known = codes.map((code) => plain.get(fold(code))).find((row) => row !== undefined);
    const saysMore = known !== undefined && known.reason === undefined && said.reason !== undefined;
    const clash = known !== undefined && known.status !== said.status;
    return clash || saysMore ? [textKey, ...codes] : [...codes, textKey];
  };
};
