/**
 * The proof of one order: each of its events is hashed again and followed along the chain of its merchant to the first head
 * that covers it. That head's hash stands for everything before it, so no other minute has to be looked at.
 */
import type { ProofFault } from '@gantry/shared/api/audit';
import { mainMerchant } from '@gantry/shared/caller';
import type { RecordedEvent } from '@gantry/shared/events/define';
import type { Sql } from '../../database.ts';
import { type EventRow, storedColumns, toEvent } from '../event-log.ts';
import { chainedThrough } from './chain.ts';
import type { HeadBook } from './head-book.ts';
import { type Head, headCovering, newestHead } from './heads.ts';
import { linksOf } from './rows.ts';
import { headFault, lostHeads } from './verify.ts';
import { type ChainEntry, faultOf, openWalk } from './walk.ts';

export type EntryProof = { number: number; leaf: string; hash: string };

const proofs = `
  SELECT seq, merchant, number, leaf, hash FROM log_chain WHERE seq = ANY($1::bigint[])`;
type ProofRow = { seq: string; merchant: string; number: string; leaf: Buffer; hash: Buffer };

const entriesOf = async (sql: Sql, seqs: readonly number[]): Promise<Map<number, ChainEntry>> => {
  const rows = await sql.rows<ProofRow>(proofs, [...seqs]);
  return new Map(
    rows.map(({ seq, number, ...row }) => [Number(seq), { ...row, seq: Number(seq), number: Number(number) }]),
  );
};

/** Where events stand in the chains of their merchants, by position. Those of the last seconds may not be there yet. */
export const proofOf = async (sql: Sql, seqs: readonly number[]): Promise<Map<number, EntryProof>> =>
  new Map(
    [...(await entriesOf(sql, seqs))].map(([seq, { number, leaf, hash }]) => [
      seq,
      { number, leaf: leaf.toString('hex'), hash: hash.toString('hex') },
    ]),
  );

const eventsOf = `
  SELECT p.seq, ${storedColumns} FROM event_log e LEFT JOIN event_positions p ON p.event_id = e.id
  WHERE e.correlation_id = $1 ORDER BY p.seq NULLS LAST, e.id`;

// Versions of a stream are dense from 1: one that is gone shows by its number.
const gaps = `
  SELECT s.stream, s.id, max(e.version) - count(*) AS gone FROM (
    SELECT DISTINCT stream, stream_id AS id FROM event_log WHERE correlation_id = $1) s
  JOIN event_log e ON e.stream_id = s.id AND e.stream = s.stream
  GROUP BY 1, 2 HAVING max(e.version) <> count(*)`;

const goneFromStreams = async (sql: Sql, orderId: string, merchant: string): Promise<ProofFault[]> =>
  (await sql.rows<{ stream: string; id: string; gone: string }>(gaps, orderId)).map(({ stream, id, gone }) =>
    faultOf(
      { kind: 'missing', merchant, number: null, seq: null, eventId: null, count: Number(gone) },
      `${gone === '1' ? '1 event is' : `${gone} events are`} missing from ${stream} ${id}: its versions have a gap`,
    ),
  );

/** Events of one merchant that one head covers; undefined: none does yet. */
type Part = { merchant: string; head: Head | undefined; events: Map<number, RecordedEvent> };

const partsOf = async (sql: Sql, events: readonly RecordedEvent[]): Promise<Part[]> => {
  const parts = new Map<string, Part>();
  let head: Head | undefined;
  let known = 0;
  for (const event of events) {
    const { seq, merchant = mainMerchant } = event;
    if (seq > known) {
      head = await headCovering(sql, seq);
      known = head?.seq ?? Number.POSITIVE_INFINITY;
    }
    const key = `${head?.number ?? 'open'} ${merchant}`;
    const part = parts.get(key) ?? { merchant, head, events: new Map() };
    part.events.set(seq, event);
    parts.set(key, part);
  }
  return [...parts.values()];
};

const endIn = (head: Head | undefined, merchant: string) => head?.heads.find((end) => end.merchant === merchant);

/** Follows a part from its first event to its head. */
const partFaults = async (sql: Sql, { merchant, head, events }: Part): Promise<ProofFault[]> => {
  const entries = await entriesOf(sql, [...events.keys()]);
  const numbers = [...entries.values()].map(({ number }) => number);
  const unchained = [...events.values()].filter(({ seq }) => !entries.has(seq));
  const faults = unchained.map(({ seq, id: eventId }) =>
    faultOf({ kind: 'not_chained', merchant, number: null, seq, eventId, count: 1 }),
  );
  const end = endIn(head, merchant);
  if (numbers.length === 0) return faults;
  const from = Math.min(...numbers);
  const through = end?.number ?? Math.max(...numbers);
  const links = await linksOf(sql, { merchant, from: from - 1, through });
  const before = links.find(({ entry }) => entry.number === from - 1)?.entry;
  const walk = openWalk(before ? [{ merchant, number: before.number, hash: before.hash.toString('hex') }] : []);
  for (const { entry, there } of links)
    if (entry !== before) walk.take({ entry, event: events.get(entry.seq) ?? (there ? 'unread' : undefined) });
  const stands = walk.endOf(merchant);
  if (head && (stands?.number !== end?.number || (stands && Buffer.from(stands.hash).toString('hex')) !== end?.hash))
    faults.push(
      faultOf({ kind: 'differs_from_head', merchant, number: head.number, seq: head.seq, eventId: null, count: 1 }),
    );
  return [...walk.faults, ...faults];
};

export type VerifiedOrder = {
  ok: boolean;
  events: number;
  pending: number;
  head: (Head & { outside: boolean }) | undefined;
  faults: ProofFault[];
};

/** Checks the events of an order's thread. An order without events is one that nobody knows. */
export const verifyOrder = async (sql: Sql, orderId: string, book: HeadBook): Promise<VerifiedOrder> => {
  const through = await chainedThrough(sql);
  const rows = await sql.rows<EventRow & { seq: string | null }>(eventsOf, orderId);
  const placed = rows.flatMap((row) =>
    row.seq === null || Number(row.seq) > through ? [] : [toEvent({ ...row, seq: row.seq })],
  );
  const parts = await partsOf(sql, placed);
  const faults: ProofFault[] = await goneFromStreams(sql, orderId, placed[0]?.merchant ?? mainMerchant);
  for (const part of parts) faults.push(...(await partFaults(sql, part)));
  const heads = new Map(parts.flatMap(({ head }) => (head ? [[head.number, head] as const] : [])));
  for (const head of heads.values()) {
    const wrong = headFault(head, undefined, book);
    if (wrong) faults.push(wrong);
  }
  faults.push(...lostHeads(book, await newestHead(sql), through));
  const newest = [...heads.values()].at(-1);
  const outside = newest !== undefined && book.heads.has(newest.number);
  return {
    ok: faults.length === 0,
    events: placed.length,
    pending: rows.length - placed.length,
    head: newest && { ...newest, outside },
    faults,
  };
};
