/**
 * What the log says of the identity of its events, in sums that whoever made something of the log can reckon as well: so
 * millions of events are compared without a single one being sent.
 */
import type { Sql } from '../database.ts';

/** Positions from the one behind `after` to `through`; `without` are left out. */
export type LogRange = { after: number; through: number; without: readonly number[] };

/** How many events, and the sum of their hashes in decimal digits: it may exceed a JavaScript number. */
export type RangeSum = { count: number; checksum: string };

/** The first 32 bits of the MD5 of what names an event: not a secret, and every database has it. */
const hash = `('x' || substr(md5(concat_ws('|', p.seq, 'evt_' || e.id, e.stream, e.stream_id, e.version, e.name,
  (extract(epoch FROM e.occurred_at) * 1000)::bigint)), 1, 8))::bit(32)::bigint`;
const within = `event_positions p JOIN event_log e ON e.id = p.event_id
  WHERE p.seq > $1 AND p.seq <= $2 AND NOT p.seq = ANY($3::bigint[])`;

/** The sum over a range of the log. */
export const sumOf = async (sql: Sql, { after, through, without }: LogRange): Promise<RangeSum> => {
  const [row] = await sql.rows<{ count: string; checksum: string }>(
    `SELECT count(*) AS count, COALESCE(sum(${hash}), 0)::text AS checksum FROM ${within}`,
    after,
    through,
    without,
  );
  return { count: Number(row?.count ?? 0), checksum: row?.checksum ?? '0' };
};

/** The hash of each event of a range, by its position. */
export const hashesOf = async (sql: Sql, { after, through, without }: LogRange): Promise<Map<number, number>> => {
  const rows = await sql.rows<{ seq: string; hash: string }>(
    `SELECT p.seq, ${hash} AS hash FROM ${within}`,
    after,
    through,
    without,
  );
  return new Map(rows.map((row) => [Number(row.seq), Number(row.hash)]));
};
