/**
 * The event log: appended to inside the transaction of the row it explains, read by dense position. Raw SQL, because
 * `xid8` and reading by position are beyond Prisma's language.
 */
import { mainMerchant } from '@gantry/shared/caller';
import type { Fact, RecordedEvent } from '@gantry/shared/events/define';
import type { ZoneCertainty } from '@gantry/shared/vocabulary/tracking-status';
import { partitionOf } from '../kernel/ids.ts';
import type { Database, Sql } from './database.ts';

/** Who and what stands behind an event. `correlationId` is the order's id: the golden thread. `merchant` left out: the main one. */
export type Thread = {
  correlationId: string;
  causationId?: string | undefined;
  actor: string;
  merchant?: string | undefined;
};
export type Entry = { stream: string; streamId: string; version: number; fact: Fact; thread: Thread };

const insert = `
  INSERT INTO event_log (stream, stream_id, version, name, payload, occurred_at, zone, received_at, correlation_id, causation_id, actor, merchant, partition)
  SELECT stream, stream_id, version, name, payload, occurred_at, zone, received_at, correlation_id, causation_id, actor, merchant, partition
  FROM jsonb_to_recordset($1::jsonb) AS r (ord int, stream text, stream_id text, version int, name text, payload jsonb,
    occurred_at timestamptz, zone text, received_at timestamptz, correlation_id text, causation_id text, actor text, merchant text, partition smallint)
  ORDER BY ord`;

/** Appends entries in the order given. A version taken by somebody else fails the transaction (a conflict: try again). */
export const append = async (tx: Sql, entries: readonly Entry[], now: Date): Promise<void> => {
  if (entries.length === 0) return;
  const at = now.toISOString();
  const rows = entries.map(({ stream, streamId, version, fact, thread }, ord) => ({
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
  }));
  await tx.$executeRawUnsafe(insert, JSON.stringify(rows));
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
};

export const eventColumns =
  'p.seq, e.id, e.stream, e.stream_id, e.version, e.name, e.payload, e.occurred_at, e.zone, e.received_at, e.recorded_at, e.correlation_id, e.causation_id, e.actor, e.merchant';

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
});

export type Window = {
  after: number;
  limit: number;
  /** Only streams whose partition modulo `of` is `index`. */
  partition?: { index: number; of: number };
  /** Only these names; the window moves past all the others. */
  names?: readonly string[];
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
    name: 'read-log',
    // A window is a few neighbours wherever it lies, but a prepared plan cannot know that: left to itself it reads the whole
    // log for each window. OFFSET 0 keeps the planner from turning the look-ups by id into such a join.
    text: `
      WITH bounds AS MATERIALIZED (SELECT LEAST($1::bigint + $2::bigint, seq) AS through FROM sequencer_cursor WHERE id = 1)
      SELECT (SELECT through FROM bounds) AS through, ${eventColumns}
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
