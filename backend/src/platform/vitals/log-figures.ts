/**
 * How far the log and its readers are, measured in a few index look-ups whatever the log's length: where its head is, what
 * is written and has no position yet, and how far each subscriber is behind, in positions and in time.
 */
import type { SubscriberFigures, SystemFigures } from '@gantry/shared/api/system';
import type { Sql } from '../database.ts';

type LogFigures = SystemFigures['log'];

const mostUnplaced = 10_000;
/** Writers take their numbers in another order than they commit in: the last ones may have gaps. */
const mostGaps = 1_000;

// What has no position is found by the positions themselves and not by the sequencer's cursor: a cursor that stands wrong
// must not hide what it leaves out. OFFSET 0 keeps the planner from joining two whole tables for the last few rows.
const logSql = `
  WITH placed AS MATERIALIZED (SELECT COALESCE(max(event_id), 0) AS id FROM event_positions),
  gaps AS (
    SELECT recorded_at FROM (SELECT id, recorded_at FROM event_log WHERE id < (SELECT id FROM placed) ORDER BY id DESC LIMIT ${mostGaps}) e
    WHERE NOT EXISTS (SELECT 1 FROM event_positions p WHERE p.event_id = e.id OFFSET 0)
  ), beyond AS (
    SELECT recorded_at FROM event_log WHERE id > (SELECT id FROM placed) ORDER BY id LIMIT ${mostUnplaced}
  ), unplaced AS (SELECT recorded_at FROM gaps UNION ALL SELECT recorded_at FROM beyond)
  SELECT h.seq AS head, extract(epoch FROM clock_timestamp() - e.recorded_at) * 1000 AS age, u.n, u.age AS oldest
  FROM sequencer_cursor h
  LEFT JOIN event_positions p ON p.seq = h.seq LEFT JOIN event_log e ON e.id = p.event_id
  CROSS JOIN (SELECT count(*) AS n, extract(epoch FROM clock_timestamp() - min(recorded_at)) * 1000 AS age FROM unplaced) u
  WHERE h.id = 1`;

/** A length of time as Postgres answers it; clocks of one machine may still seem to run backwards by a little. */
export const milliseconds = (value: string | null): number | null =>
  value === null ? null : Math.max(0, Math.round(Number(value)));

/** The head of the log, and what is not placed below it. */
export const measureLog = async (sql: Sql): Promise<LogFigures> => {
  const [row] = await sql.rows<{ head: string; age: string | null; n: string; oldest: string | null }>(logSql);
  return {
    head: Number(row?.head ?? 0),
    headAgeMs: milliseconds(row?.age ?? null),
    unplaced: Number(row?.n ?? 0),
    oldestUnplacedMs: milliseconds(row?.oldest ?? null) ?? 0,
  };
};

/** A reader of the log, and by how many runners it is shared. */
export type Reader = { name: string; partitions: number; store?: string | undefined };

const readersSql = `
  SELECT w.name, s.position, h.seq AS head, extract(epoch FROM clock_timestamp() - e.recorded_at) * 1000 AS age
  FROM unnest($1::text[], $2::int[]) WITH ORDINALITY AS w (name, partitions, n)
  CROSS JOIN LATERAL (
    SELECT min(COALESCE(c.position, 0)) AS position FROM generate_series(0, w.partitions - 1) AS part
    LEFT JOIN checkpoints c ON c.subscriber = w.name AND c.partition = part
  ) s
  CROSS JOIN sequencer_cursor h
  LEFT JOIN event_positions p ON p.seq = s.position + 1
  LEFT JOIN event_log e ON e.id = p.event_id
  WHERE h.id = 1 ORDER BY w.n`;

type ReaderRow = { name: string; position: string; head: string; age: string | null };

/** How far each of them is: its slowest partition, and the age of the first event that it has not read. */
export const measureReaders = async (
  sql: Sql,
  readers: readonly Reader[],
): Promise<Omit<SubscriberFigures, 'waitingFor'>[]> => {
  const rows = await sql.rows<ReaderRow>(
    readersSql,
    readers.map(({ name }) => name),
    readers.map(({ partitions }) => partitions),
  );
  return rows.map(({ name, position, head, age }) => {
    const behind = Math.max(0, Number(head) - Number(position));
    return { name, position: Number(position), behind, behindMs: behind === 0 ? 0 : (milliseconds(age) ?? 0) };
  });
};
