/** Whoever keeps something of people: asked by the privacy context, which knows of nobody's tables. */
import type { Sql } from '../database.ts';
import type { Stream } from '../write/stream.ts';
import type { Holding } from '../write/transact.ts';

/** What is kept of one subject: how much, and from when to when. Instants are ISO 8601. */
export type HeldOf = {
  subject: string;
  merchant: string;
  count: number;
  firstAt: string | null;
  lastAt: string | null;
};

/** An event whose personal values may lie in clear. */
export type PastEvent = {
  id: string;
  stream: string;
  streamId: string;
  version: number;
  name: string;
  merchant: string;
  payload: unknown;
};

/** An event as it stands after its values have moved: what rows keep that share its box. */
export type SealedEvent = PastEvent & { sealed: string };

/** Rows and streams from before personal values were sealed. */
export type PastHolder = {
  stream: Stream<unknown>;
  /** Brings up to `most` rows into today's form; answers how many there were. */
  rows(most: number): Promise<number>;
  /** Whose streams are, once their rows say it. */
  subjectsOf(sql: Sql, ids: readonly string[]): Promise<Map<string, string>>;
  /** The keys of streams whose rows have keys of their own. */
  keysOf?(sql: Sql, ids: readonly string[]): Promise<Map<string, string>>;
  /** Takes over the boxes of events for rows that share them. */
  told?(tx: Sql, events: readonly SealedEvent[]): Promise<void>;
};

export type PersonalHolder = {
  part: 'orders' | 'shipments' | 'messages';
  /** What is kept of each of these subjects; those of whom nothing is kept are left out. */
  heldOf(subjects: readonly string[]): Promise<HeldOf[]>;
  /** The subjects that any of these search hashes finds. */
  foundBy?(hashes: readonly string[]): Promise<string[]>;
  /** The subject of one thing by its id. */
  subjectOf?(id: string): Promise<string | undefined>;
  /** Everything kept of a subject, as its people may read it. */
  export(subject: string): Promise<Record<string, unknown>[]>;
  /** Holds what an erasure changes, so that nobody writes it anew from what was read before. */
  holding?(tx: Sql, subject: string): Promise<Holding>;
  /** What it has from before. Holders are asked in the order of the ladder. */
  past?: PastHolder;
  /** Seals up to `most` messages, calls and entries from before; answers how many there were. */
  pastMessages?(most: number): Promise<number>;
  /** Takes what is left of a subject out of rows, in the transaction that destroys its keys. */
  erase(tx: Sql, subject: string, at: Date): Promise<void>;
};

/** Holders by the SQL of a table whose rows have a subject, for `heldOf`. `at` is the column that says when. */
export const heldIn = (table: string, at: string): string => `
  SELECT subject, min(merchant) AS merchant, count(*)::int AS count,
    to_char(min(${at}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "firstAt",
    to_char(max(${at}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "lastAt"
  FROM ${table} WHERE subject = ANY($1::text[]) GROUP BY subject`;
