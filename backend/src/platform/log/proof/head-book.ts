/**
 * The lines of a head file as they count today: what a restore made void is put aside, and what nobody of this tower wrote is
 * named. Pure.
 */
import type { ProofFault } from '@gantry/shared/api/audit';
import { type HeadLine, isSigned, type Line, type RestoredLine } from './head-file.ts';
import { faultOf } from './walk.ts';

export type HeadBook = {
  /** By number, in the order of numbers. */
  heads: ReadonlyMap<number, HeadLine>;
  /** Heads that restores made void. */
  aside: number;
  /** Lines signed by a key that is not at hand. */
  unknown: number;
  faults: readonly ProofFault[];
};

export const noHeadBook: HeadBook = { heads: new Map(), aside: 0, unknown: 0, faults: [] };

const fault = ({ number, seq }: Line, text: string): ProofFault =>
  faultOf({ kind: 'differs_from_head', merchant: '', number, seq, eventId: null, count: 1 }, text);

type Reading = { heads: Map<number, HeadLine>; last: { number: number; hash: string | null } | undefined };

/** Goes back to where a restore left the log. Answers how many heads that made void. */
const goBack = (
  { heads, ...reading }: Reading,
  { number, hash }: RestoredLine,
): { aside: number; last: Reading['last'] } => {
  let aside = 0;
  for (const one of [...heads.keys()])
    if (one > number) {
      heads.delete(one);
      aside++;
    }
  return { aside, last: number === 0 && reading.last === undefined ? undefined : { number, hash } };
};

/** What is wrong with the next head where it stands; undefined where nothing is. */
const wrongWith = ({ heads, last }: Reading, line: HeadLine): string | undefined => {
  const known = heads.get(line.number);
  if (known) return known.hash === line.hash ? undefined : `head ${line.number} stands twice in the file and differs`;
  if (!last) return undefined;
  if (line.number !== last.number + 1) return `after head ${last.number} the file goes on with head ${line.number}`;
  return last.hash === null || last.hash === line.before
    ? undefined
    : `head ${line.number} of the file does not follow from the one before it`;
};

/** Reads lines, the oldest first. `secrets`: the tower's own and former ones. */
export const headBookOf = (lines: readonly Line[], secrets: readonly string[]): HeadBook => {
  const reading: Reading = { heads: new Map(), last: undefined };
  const faults: ProofFault[] = [];
  let aside = 0;
  let unknown = 0;
  for (const line of lines) {
    const signed = isSigned(line, secrets);
    if (signed === null) unknown++;
    if (signed === false) {
      faults.push(fault(line, `the line of head ${line.number} is not what this tower signed`));
      continue;
    }
    if ('restored' in line) {
      const back = goBack(reading, line);
      aside += back.aside;
      reading.last = back.last;
      continue;
    }
    const wrong = wrongWith(reading, line);
    if (wrong !== undefined) faults.push(fault(line, wrong));
    reading.heads.set(line.number, line);
    reading.last = line;
  }
  return { heads: reading.heads, aside, unknown, faults };
};
