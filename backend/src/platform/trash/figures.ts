/** What the Trash holds, counted: by state, by who threw it away, by what was refused. */
import type { Sql } from '../database.ts';

/** How many entries of merchants (null: of all, and nobody’s) wait for a person. */
export const openTrashCount = async (sql: Sql, merchants: readonly string[] | null): Promise<number> => {
  const [row] = await sql.rows<{ n: string }>(
    `SELECT count(*) AS n FROM trashed_messages WHERE state = 'open' AND ($1::text[] IS NULL OR merchant = ANY($1))`,
    merchants,
  );
  return Number(row?.n ?? 0);
};

/** How many entries of merchants (null: of all, and nobody’s) there are in each state. */
export const trashCounts = async (sql: Sql, merchants: readonly string[] | null): Promise<Record<string, number>> => {
  const rows = await sql.rows<{ state: string; n: string }>(
    'SELECT state, count(*) AS n FROM trashed_messages WHERE ($1::text[] IS NULL OR merchant = ANY($1)) GROUP BY state',
    merchants,
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, Number(n)]));
};

/** The log positions of the events that a reader refused and was not given again since. */
export const refusedPositions = async (sql: Sql, handler: string): Promise<number[]> => {
  const rows = await sql.rows<{ seq: string }>(
    `SELECT about->>'seq' AS seq FROM trashed_messages WHERE handler = $1 AND reason = 'poison_event' AND state <> 'resolved'`,
    handler,
  );
  return rows.map(({ seq }) => Number(seq));
};

/** Open and retrying entries of a handler, counted by the connection they came by. */
export const trashedByConnection = async (sql: Sql, handler: string): Promise<Map<string, number>> => {
  const rows = await sql.rows<{ connection: string | null; n: string }>(
    `SELECT about->>'connection' AS connection, count(*) AS n FROM trashed_messages WHERE handler = $1 AND state IN ('open', 'retrying') GROUP BY 1`,
    handler,
  );
  return new Map(rows.flatMap(({ connection, n }) => (connection === null ? [] : [[connection, Number(n)] as const])));
};

/** Open entries of a handler that failed for a reason. */
export type OpenByReason = { handler: string; reason: string; open: number; oldest: string };

const byReason = `
  SELECT handler, reason, count(*)::int AS open, min(trashed_at) AS oldest FROM trashed_messages
  WHERE state = 'open' AND ($1::text[] IS NULL OR merchant = ANY($1))
  GROUP BY handler, reason ORDER BY 3 DESC, 1, 2 LIMIT 100`;

/** What lies open of merchants (null: of all, and nobody’s), most first. */
export const openByReason = async (sql: Sql, merchants: readonly string[] | null): Promise<OpenByReason[]> => {
  const rows = await sql.rows<Omit<OpenByReason, 'oldest'> & { oldest: Date }>(byReason, merchants);
  return rows.map((row) => ({ ...row, oldest: row.oldest.toISOString() }));
};

/** Which entries are asked for; null: whatever it is. */
export type EntriesAsked = {
  merchants: readonly string[] | null;
  reason: string | null;
  source: string | null;
  handler: string | null;
  most: number;
};

const openOnes = `
  SELECT id FROM trashed_messages WHERE state = 'open' AND ($1::text[] IS NULL OR merchant = ANY($1))
    AND ($2::text IS NULL OR reason = $2) AND ($3::text IS NULL OR source = $3) AND ($4::text IS NULL OR handler = $4)
  ORDER BY trashed_at, id LIMIT $5`;

/** The open entries that are asked for, the oldest first. */
export const openEntries = async (sql: Sql, asked: EntriesAsked): Promise<string[]> => {
  const { merchants, reason, source, handler, most } = asked;
  const rows = await sql.rows<{ id: string }>(openOnes, merchants, reason, source, handler, most);
  return rows.map(({ id }) => id);
};

/** Those of these entries that are of merchants (null: of anybody), the oldest first. */
export const entriesOf = async (
  sql: Sql,
  ids: readonly string[],
  merchants: readonly string[] | null,
): Promise<string[]> => {
  const rows = await sql.rows<{ id: string }>(
    `SELECT id FROM trashed_messages WHERE id = ANY($1::text[]) AND ($2::text[] IS NULL OR merchant = ANY($2))
     ORDER BY trashed_at, id`,
    [...ids],
    merchants,
  );
  return rows.map(({ id }) => id);
};

/** How much lies open, of whom, how much of it came within an hour, and since when the oldest lies there. */
export type TrashVolume = { merchant: string; open: number; lastHour: number; oldest: Date | null };

const volume = `
  SELECT merchant, count(*) FILTER (WHERE state = 'open')::int AS open,
    count(*) FILTER (WHERE trashed_at > $1::timestamptz - interval '1 hour')::int AS "lastHour",
    min(trashed_at) FILTER (WHERE state = 'open') AS oldest
  FROM trashed_messages WHERE state = 'open' OR trashed_at > $1::timestamptz - interval '1 hour' GROUP BY merchant`;

/** What is judged of the Trash, by merchant. */
export const trashVolumes = (sql: Sql, now: Date): Promise<TrashVolume[]> => sql.rows<TrashVolume>(volume, now);
