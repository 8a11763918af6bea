/**
 * Whether the log is what was chained, and the chains what was written beside the database: every event is hashed again,
 * every link followed, every head made again. Reads only.
 */
import type { ProofFault } from '@gantry/shared/api/audit';
import type { Sql } from '../../database.ts';
import { chainedThrough } from './chain.ts';
import { genesis, headHash } from './hashing.ts';
import type { HeadBook } from './head-book.ts';
import { type Head, headsAfter, headsWithin, newestHead } from './heads.ts';
import { rowsBetween, rowsOfMerchant } from './rows.ts';
import { faultOf, mostFaults, openWalk, type Walk, type WalkedRow } from './walk.ts';

export type Verified = {
  ok: boolean;
  /** Entries and events that were looked at. */
  entries: number;
  events: number;
  /** Events that have a position and are not chained yet. */
  pending: number;
  heads: { checked: number; outside: number; aside: number; newest: Head | undefined };
  faults: ProofFault[];
  /** How many there are; the first of them are in `faults`. */
  faultCount: number;
};

const headsAtATime = 1_000;

/** The heads up to one. */
async function* headsThrough(sql: Sql, most: number): AsyncGenerator<Head> {
  let number = 0;
  while (number < most) {
    const heads = await headsAfter(sql, number, headsAtATime);
    if (heads.length === 0) return;
    yield* heads.filter((head) => head.number <= most);
    number = heads.at(-1)?.number ?? most;
  }
}

/** Heads that are gone from the database between two that stand there. */
const gap = (last: Head | undefined, { number, seq }: Head): ProofFault[] => {
  const [first, count] = [(last?.number ?? 0) + 1, number - (last?.number ?? 0) - 1];
  if (count === 0) return [];
  const what = count === 1 ? `head ${first} is` : `heads ${first} to ${number - 1} are`;
  const at = { merchant: '', number: first, seq, eventId: null, count };
  return [faultOf({ kind: 'differs_from_head', ...at }, `${what} missing from the database`)];
};

/** What is wrong with a head itself: it does not follow, was not made of what it says, or is another than the one outside. */
export const headFault = (head: Head, before: string | undefined, book: HeadBook): ProofFault | undefined => {
  const { number, seq } = head;
  const outside = book.heads.get(number);
  const at = { kind: 'differs_from_head', merchant: '', number, seq, eventId: null, count: 1 } as const;
  if (outside && outside.hash !== head.hash) return faultOf(at);
  if (headHash(head).toString('hex') !== head.hash) return faultOf(at, `head ${number} was changed in the database`);
  if (before !== undefined && before !== head.before)
    return faultOf(at, `head ${number} does not follow from the one before it`);
  return undefined;
};

/** `isPart`: a chain may have ended before the part that is walked began. */
type Checking = { walk: Walk; book: HeadBook; faults: ProofFault[]; differing: Set<string>; isPart: boolean };

/** Compares the ends of chains with a head; of each chain the first that differs is told. */
const compareEnds = ({ walk, faults, differing, isPart }: Checking, head: Head, only: string | undefined): void => {
  for (const { merchant, number, hash } of head.heads) {
    if (differing.has(merchant) || (only !== undefined && only !== merchant)) continue;
    const end = walk.endOf(merchant);
    if (!end && isPart) continue;
    if (end?.number === number && Buffer.from(end.hash).equals(Buffer.from(hash, 'hex'))) continue;
    differing.add(merchant);
    const at = { merchant, number: head.number, seq: head.seq, eventId: null, count: 1 };
    faults.push(faultOf({ kind: 'differs_from_head', ...at }));
  }
};

/** Heads outside that the database has no more. `through`: how far it is chained. */
export const lostHeads = (book: HeadBook, last: Head | undefined, through: number): ProofFault[] => {
  const lost = [...book.heads.values()].filter(({ number }) => number > (last?.number ?? 0));
  const furthest = lost.at(-1);
  if (!furthest) return [];
  const { number, seq } = furthest;
  const count = Math.max(seq - through, 0);
  if (count === 0) return [faultOf({ kind: 'differs_from_head', merchant: '', number, seq, eventId: null, count: 1 })];
  return [faultOf({ kind: 'shorter_than_head', merchant: '', number, seq, eventId: null, count })];
};

export type VerifyOrder = {
  book: HeadBook;
  /** One chain only. What others have between its entries is not asked. */
  merchant?: string | undefined;
  onProgress?(seq: number): void;
};

/** The rows to be walked, given out up to a position. */
const openRows = (rows: AsyncGenerator<WalkedRow>, onProgress: ((seq: number) => void) | undefined) => {
  let next: WalkedRow | undefined;
  const seqOf = ({ entry, event }: WalkedRow): number => entry?.seq ?? (event && event !== 'unread' ? event.seq : 0);
  return async (through: number, take: (row: WalkedRow) => void): Promise<void> => {
    for (;;) {
      next ??= (await rows.next()).value ?? undefined;
      if (!next || seqOf(next) > through) break;
      take(next);
      next = undefined;
    }
    onProgress?.(through);
  };
};

const mostNumbers = 'SELECT COALESCE(max(number), 0) AS n FROM log_chain WHERE merchant = $1';

/** Checks the whole log, or the chain of one merchant. */
export const verifyLog = async (sql: Sql, { book, merchant, onProgress }: VerifyOrder): Promise<Verified> => {
  // In this order, since the tower goes on: what a head covers is chained by then, and later heads are not looked at.
  const newest = await newestHead(sql);
  const through = await chainedThrough(sql);
  const [end] = merchant === undefined ? [] : await sql.rows<{ n: string }>(mostNumbers, merchant);
  const rows =
    merchant === undefined
      ? rowsBetween(sql, { after: 0, through })
      : rowsOfMerchant(sql, { merchant, after: 0, through: Number(end?.n ?? 0) });
  const upTo = openRows(rows, onProgress);
  const checking: Checking = { walk: openWalk(), book, faults: [...book.faults], differing: new Set(), isPart: false };
  const { walk, faults } = checking;
  let last: Head | undefined;
  let outside = 0;
  for await (const head of headsThrough(sql, newest?.number ?? 0)) {
    const isNext = head.number === (last?.number ?? 0) + 1;
    const wrong = headFault(head, isNext ? (last?.hash ?? genesis.toString('hex')) : undefined, book);
    if (faults.length < mostFaults) faults.push(...gap(last, head), ...(wrong ? [wrong] : []));
    if (book.heads.has(head.number)) outside++;
    await upTo(Math.min(head.seq, through), walk.take);
    compareEnds(checking, head, merchant);
    last = head;
  }
  await upTo(through, walk.take);
  faults.push(...lostHeads(book, last, through));
  const [pending] = await sql.rows<{ n: string }>('SELECT count(*) AS n FROM event_positions WHERE seq > $1', through);
  const faultCount = faults.length + walk.counts.faults;
  return {
    ok: faultCount === 0,
    entries: walk.counts.entries,
    events: walk.counts.events,
    pending: Number(pending?.n ?? 0),
    heads: { checked: last?.number ?? 0, outside, aside: book.aside, newest: last },
    faults: [...walk.faults, ...faults].slice(0, mostFaults),
    faultCount,
  };
};

/** Checks a stretch of the log (after, through] by itself: what lies in it, and the heads that end in it. */
export const verifyStretch = async (
  sql: Sql,
  { after, through, book }: { after: number; through: number; book: HeadBook },
): Promise<Pick<Verified, 'entries' | 'faults'>> => {
  const upTo = openRows(rowsBetween(sql, { after, through }), undefined);
  const checking: Checking = { walk: openWalk('anywhere'), book, faults: [], differing: new Set(), isPart: true };
  for (const head of await headsWithin(sql, { after, through })) {
    const wrong = headFault(head, undefined, book);
    if (wrong) checking.faults.push(wrong);
    await upTo(head.seq, checking.walk.take);
    compareEnds(checking, head, undefined);
  }
  await upTo(through, checking.walk.take);
  return { entries: checking.walk.counts.entries, faults: [...checking.walk.faults, ...checking.faults] };
};
