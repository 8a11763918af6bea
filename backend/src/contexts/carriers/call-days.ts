/**
 * How often each connection's carrier was called, day by day (UTC), whatever it was called for: an account's quota is
 * counted here, so a restart does not forget it.
 */
import type { Sql } from '../../platform/database.ts';

/** A connection's calls of one day, and the last failure of the newest day there is. */
export type CallDay = { calls: number; lastAt: Date | null; lastError: string | null };

const dayOf = (now: Date): string => now.toISOString().slice(0, 10);

/** Calls made through a connection on the day of an instant. */
export const callsOn = async (sql: Sql, connection: string, now: Date): Promise<number> => {
  const rows = await sql.rows<{ calls: number }>(
    'SELECT calls FROM poll_days WHERE connection = $1 AND day = $2::date',
    connection,
    dayOf(now),
  );
  return rows[0]?.calls ?? 0;
};

const note = `
  INSERT INTO poll_days (connection, day, calls, failures, last_at, last_error) VALUES ($1, $2::date, $3, $4, $5, $6)
  ON CONFLICT (connection, day) DO UPDATE SET calls = poll_days.calls + EXCLUDED.calls, failures = poll_days.failures + EXCLUDED.failures,
    last_at = EXCLUDED.last_at, last_error = EXCLUDED.last_error`;

/** Counts a call before it is made: one that fails has cost quota too. */
export const countCall = async (sql: Sql, connection: string, now: Date): Promise<void> => {
  await sql.run(note, connection, dayOf(now), 1, 0, now, null);
};

/** Writes down that a carrier failed; it stands until the next call. */
export const noteFailure = async (
  sql: Sql,
  connection: string,
  { now, error }: { now: Date; error: string },
): Promise<void> => {
  await sql.run(note, connection, dayOf(now), 0, 1, now, error.slice(0, 500));
};

/** Every connection that was ever called: today's calls, and how the last one went. */
export const callDays = async (sql: Sql, now: Date): Promise<Map<string, CallDay>> => {
  const rows = await sql.rows<{ connection: string; calls: number; at: Date; error: string | null }>(
    `SELECT DISTINCT ON (connection) connection, CASE WHEN day = $1::date THEN calls ELSE 0 END AS calls, last_at AS at, last_error AS error
     FROM poll_days ORDER BY connection, day DESC`,
    dayOf(now),
  );
  return new Map(rows.map(({ connection, calls, at, error }) => [connection, { calls, lastAt: at, lastError: error }]));
};
