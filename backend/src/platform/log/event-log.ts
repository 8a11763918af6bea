/**
 * The event log: appended to inside the transaction of the row it explains, read by dense position. Raw SQL, because
 * `xid8` and reading by position are beyond Prisma's language. Payloads come as they lie there, without what names people;
 * whoever needs that asks `wholeEvents` (`write/sealing.ts`) for it.
 */
import { mainMerchant } from '@gantry/shared/caller';
import type { Fact, RecordedEvent } from '@gantry/shared/events/define';
import type { ZoneCertainty } from '@gantry/shared/vocabulary/tracking-status';
import { partitionOf } from '../../kernel/ids.ts';
import type { Database, Sql } from '../database.ts';

/** Who and what stands behind an event. `correlationId` is the order's id: the golden thread. `merchant` left out: the main one. */
export type Thread = {
  correlationId: string;
  causationId?: string | undefined;
  actor: string;
  merchant?: string | undefined;
};
export type Entry = {
  stream: string;
  streamId: string;
  version: number;
  fact: Fact;
  thread: Thread;
  /** Whom it speaks of, and what of its payload names them, sealed. */
  subject?: string | null | undefined;
  sealed?: string | undefined;
};

const insert = `
  INSERT INTO event_log (stream, stream_id, version, name, payload, occurred_at, zone, received_at, correlation_id, causation_id, actor, merchant, partition, subject, sealed)
  SELECT stream, stream_id, version, name, payload, occurred_at, zone, received_at, correlation_id, causation_id, actor, merchant, partition, subject, sealed
  FROM jsonb_to_recordset($1::jsonb) AS r (ord int, stream text, stream_id text, version int, name text, payload jsonb,
    occurred_at timestamptz, zone text, received_at timestamptz, correlation_id text, causation_id text, actor text, merchant text, partition smallint,
    subject text, sealed text)
  ORDER BY ord`;

/** Appends entries in the order given. A version taken by somebody else fails the transaction (a conflict: try again). */
export const append = async (tx: Sql, entries: readonly Entry[], now: Date): Promise<void> => {
  if (entries.length === 0) return;
  const at = now.toISOString();
  const rows = entries.map(({ stream, streamId, version, fact, thread, subject, sealed }, ord) => ({
    ord,
    stream,
    stream_id: streamId,
    version,
    name: fact.name,
    payload: fact.payload,
    occurred_at: fact.occurredAt ?? at,
    zone: fact.zone ?? 'given',
    received_at: fact.receivedAt ?? at,
    correlation_id: thread.correlationId,
    causation_id: thread.causationId ?? null,
    actor: thread.actor,
    merchant: thread.merchant ?? mainMerchant,
    partition: partitionOf(streamId),
    subject: subject ?? null,
    sealed: sealed ?? null,
  }));
  await tx.run(insert, JSON.stringify(rows));
};

export type EventRow = {
  seq: string;
  id: string;
  stream: string;
  stream_id: string;
  version: number;
  name: string;
  payload: unknown;
  occurred_at: Date;
  zone: ZoneCertainty;
  received_at: Date;
  recorded_at: Date;
  correlation_id: string;
  causation_id: string | null;
  actor: string;
  merchant: string;
  subject: string | null;
  sealed?: string | null;
};

const clearColumns =
  'e.id, e.stream, e.stream_id, e.version, e.name, e.payload, e.occurred_at, e.zone, e.received_at, e.recorded_at, e.correlation_id, e.causation_id, e.actor, e.merchant, e.subject';

/** The columns of a whole event, of a log called `e`. */
export const storedColumns = `${clearColumns}, e.sealed`;

/** A row of the log as an event. */
export const toEvent = (row: EventRow): RecordedEvent => ({
  seq: Number(row.seq),
  id: `evt_${row.id}`,
  stream: row.stream,
  streamId: row.stream_id,
  version: row.version,
  name: row.name,
  payload: row.payload,
  occurredAt: row.occurred_at.toISOString(),
  zone: row.zone,
  receivedAt: row.received_at.toISOString(),
  recordedAt: row.recorded_at.toISOString(),
  correlationId: row.correlation_id,
  causationId: row.causation_id,
  actor: row.actor,
  merchant: row.merchant,
  ...(row.subject === null ? {} : { subject: row.subject }),
  ...(row.sealed ? { sealed: row.sealed } : {}),
});

export type Window = {
  after: number;
  limit: number;
  /** Only streams whose partition modulo `of` is `index`. */
  partition?: { index: number; of: number };
  /** Only these names; the window moves past all the others. */
  names?: readonly string[];
  /** With their sealed parts, for `wholeEvents`. */
  sealed?: boolean;
};

/**
 * The events of a window of positions (after, after + limit] and the last position looked at, which is where the next
 * window starts: `through` equals `after` when there is nothing new.
 */
export const readLog = async (
  database: Database,
  window: Window,
): Promise<{ events: RecordedEvent[]; through: number }> => {
  const { rows } = await database.pool.query<EventRow & { through: string }>({
    name: window.sealed ? 'read-sealed-log' : 'read-log',
    // A window is a few neighbours wherever it lies, but a prepared plan cannot know that: left to itself it reads the whole
    // log for each window. OFFSET 0 keeps the planner from turning the look-ups by id into such a join.
    text: `
      WITH bounds AS MATERIALIZED (SELECT LEAST($1::bigint + $2::bigint, seq) AS through FROM sequencer_cursor WHERE id = 1)
      SELECT (SELECT through FROM bounds) AS through, p.seq, ${window.sealed ? storedColumns : clearColumns}
      FROM (SELECT 1) one LEFT JOIN (
        event_positions p CROSS JOIN LATERAL (SELECT * FROM event_log l WHERE l.id = p.event_id OFFSET 0) e
      ) ON p.seq > $1 AND p.seq <= (SELECT through FROM bounds) AND e.partition % $3 = $4 AND ($5::text[] IS NULL OR e.name = ANY($5))
      ORDER BY p.seq`,
    values: [window.after, window.limit, window.partition?.of ?? 1, window.partition?.index ?? 0, window.names ?? null],
  });
  const through = Math.max(window.after, Number(rows[0]?.through ?? window.after));
  return { events: rows.filter((row) => row.id !== null).map(toEvent), through };
};

/** The newest position of the log. */
export const headOf = async (database: Database): Promise<number> => {
  const { rows } = await database.pool.query<{ seq: string }>('SELECT seq FROM sequencer_cursor WHERE id = 1');
  return Number(rows[0]?.seq ?? 0);
};

/** An event as it was written; its position in the log is not asked for. */
export type StoredEvent = Omit<RecordedEvent, 'seq'>;

/** A row of the log as it was written. */
export const storedEvent = (row: Omit<EventRow, 'seq'>): StoredEvent => {
  const { seq: _, ...event } = toEvent({ ...row, seq: '0' });
  return event;
};

/** Every event of streams of one kind, by stream, oldest first. */
export const streamEvents = async (
  sql: Sql,
  stream: string,
  ids: readonly string[],
): Promise<Map<string, StoredEvent[]>> => {
  const rows = await sql.rows<EventRow>(
    `SELECT ${storedColumns} FROM event_log e WHERE e.stream = $1 AND e.stream_id = ANY($2::text[]) ORDER BY e.stream_id, e.version`,
    stream,
    [...ids],
  );
  const events = new Map<string, StoredEvent[]>();
  for (const row of rows) {
    const list = events.get(row.stream_id) ?? [];
    list.push(storedEvent(row));
    events.set(row.stream_id, list);
  }
  return events;
};

/** The events of some names in streams of any kind, in the order they were written. */
export const namedEvents = async (
  sql: Sql,
  ids: readonly string[],
  names: readonly string[],
): Promise<StoredEvent[]> => {
  const rows = await sql.rows<EventRow>(
    `SELECT ${storedColumns} FROM event_log e WHERE e.stream_id = ANY($1::text[]) AND e.name = ANY($2::text[]) ORDER BY e.id`,
    [...ids],
    [...names],
  );
  return rows.map(storedEvent);
};

/** Of streams of one kind, those that had an event within a period (from, until); an end left out is open. */
export const streamsWithin = async (
  sql: Sql,
  { stream, ids }: { stream: string; ids: readonly string[] },
  { from, until }: { from?: string | undefined; until?: string | undefined },
): Promise<Set<string>> => {
  const rows = await sql.rows<{ id: string }>(
    `SELECT DISTINCT e.stream_id AS id FROM event_log e WHERE e.stream = $1 AND e.stream_id = ANY($2::text[])
       AND ($3::timestamptz IS NULL OR e.recorded_at >= $3) AND ($4::timestamptz IS NULL OR e.recorded_at < $4)`,
    stream,
    [...ids],
    from ?? null,
    until ?? null,
  );
  return new Set(rows.map(({ id }) => id));
};

export type EventQuery = {
  streamId?: string | undefined;
  correlationId?: string | undefined;
  name?: string | undefined;
  from?: string | undefined;
  until?: string | undefined;
  /** Only those of merchants, and of these names. */
  of?: { merchants: readonly string[]; names: readonly string[] } | undefined;
  after: number;
  limit: number;
};

/** Events by what they are about, in the order of the log. */
export const findEvents = async (sql: Sql, query: EventQuery): Promise<RecordedEvent[]> => {
  const rows = await sql.rows<EventRow>(
    `SELECT p.seq, ${storedColumns} FROM event_positions p JOIN event_log e ON e.id = p.event_id
     WHERE ($1::text IS NULL OR e.stream_id = $1) AND ($2::text IS NULL OR e.correlation_id = $2) AND ($3::text IS NULL OR e.name = $3)
       AND ($4::timestamptz IS NULL OR e.recorded_at >= $4) AND ($5::timestamptz IS NULL OR e.recorded_at < $5) AND p.seq > $6
       AND ($8::text[] IS NULL OR (e.merchant = ANY($8) AND e.name = ANY($9)))
     ORDER BY p.seq LIMIT $7`,
    query.streamId ?? null,
    query.correlationId ?? null,
    query.name ?? null,
    query.from ?? null,
    query.until ?? null,
    query.after,
    query.limit,
    query.of?.merchants ?? null,
    query.of?.names ?? null,
  );
  return rows.map(toEvent);
};
