/**
 * The lines of a head file as they count today: what a restore made void is put aside, and what nobody of this tower wrote is
 * named. Pure.
 */
import type { ProofFault } from '@gantry/shared/api/audit';
import { type HeadLine, type Line, openSignatures, type RestoredLine } from './head-file.ts';
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
/** What was read of signatures: that of the line before, and whether the tower's present key signed any. */
type Signed = { before: string | undefined; isOwn: boolean };

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
  if (known) return `head ${line.number} stands twice in the file and differs`;
  if (!last) return undefined;
  if (line.number !== last.number + 1) return `after head ${last.number} the file goes on with head ${line.number}`;
  return last.hash === null || last.hash === line.before
    ? undefined
    : `head ${line.number} of the file does not follow from the one before it`;
};

/**
 * What keeps a line from counting; undefined where it counts. A former key that is not at hand any more signed what is older
 * than the present one. Nobody takes heads back by a line that cannot be checked, or that stood elsewhere.
 */
const refusalOf = (line: Line, signed: boolean | null, { before, isOwn }: Signed): string | undefined => {
  const isBack = 'restored' in line;
  const what = isBack ? `the line that goes back to head ${line.number}` : `the line of head ${line.number}`;
  if (signed === false || (signed === null && isOwn)) return `${what} is not what this tower signed`;
  if (signed === null && isBack) return `${what} is signed by a key that is not at hand, and takes nothing back`;
  return isBack && before !== undefined && line.after !== before
    ? `${what} does not stand where it was written`
    : undefined;
};

type Counted = { reading: Reading; aside: number; faults: ProofFault[] };

/** Takes a line that counts. */
const take = (counted: Counted, line: Line): void => {
  const { reading, faults } = counted;
  if ('restored' in line) {
    const back = goBack(reading, line);
    counted.aside += back.aside;
    reading.last = back.last;
    return;
  }
  // Two workers of a home may write the same one, the slower of them behind later ones.
  if (reading.heads.get(line.number)?.hash === line.hash) return;
  const wrong = wrongWith(reading, line);
  if (wrong !== undefined) faults.push(fault(line, wrong));
  reading.heads.set(line.number, line);
  reading.last = line;
};

/** Reads lines, the oldest first. `secrets`: the tower's own first, then former ones. */
export const headBookOf = (lines: readonly Line[], secrets: readonly string[]): HeadBook => {
  const counted: Counted = { reading: { heads: new Map(), last: undefined }, aside: 0, faults: [] };
  const check = openSignatures(secrets);
  const read: Signed = { before: undefined, isOwn: false };
  let unknown = 0;
  for (const line of lines) {
    const { signed, isOwn } = check(line);
    if (signed === null) unknown++;
    const refused = refusalOf(line, signed, read);
    read.before = line.mac;
    read.isOwn ||= signed === true && isOwn;
    if (refused === undefined) take(counted, line);
    else counted.faults.push(fault(line, refused));
  }
  const [newest, { reading, aside, faults }] = [lines.at(-1), counted];
  // Else who writes database and file would only have to name another key in every line.
  if (newest && secrets.length > 0 && check(newest).signed === null)
    faults.push(fault(newest, 'the newest line of the file is signed by a key that is not at hand'));
  return { heads: reading.heads, aside, unknown, faults };
};
