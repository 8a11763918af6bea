/** Entries of chains beside the events of their positions, read in order, a window at a time. */
import type { Sql } from '../../database.ts';
import { type EventRow, storedColumns, toEvent } from '../event-log.ts';
import type { ChainEntry, WalkedRow } from './walk.ts';

const windowOf = 2_000;

type Row = Omit<EventRow, 'id'> & {
  id: string | null;
  position: string | null;
  chained: string | null;
  chain_merchant: string;
  number: string;
  leaf: Buffer;
  hash: Buffer;
};

const columns = `p.seq AS position, c.seq AS chained, c.merchant AS chain_merchant, c.number, c.leaf, c.hash`;

// OFFSET 0 for the reason `readLog` gives.
const byPosition = `
  SELECT ${columns}, p.seq AS seq, ${storedColumns}
  FROM (SELECT * FROM log_chain WHERE seq > $1 AND seq <= $2) c
  FULL JOIN (SELECT * FROM event_positions WHERE seq > $1 AND seq <= $2) p ON p.seq = c.seq
  LEFT JOIN LATERAL (SELECT * FROM event_log l WHERE l.id = p.event_id OFFSET 0) e ON true
  ORDER BY COALESCE(p.seq, c.seq), c.number`;

const byNumber = `
  SELECT ${columns}, c.seq AS seq, ${storedColumns}
  FROM (SELECT * FROM log_chain WHERE merchant = $3 AND number > $1 AND number <= $2 ORDER BY number) c
  LEFT JOIN event_positions p ON p.seq = c.seq
  LEFT JOIN LATERAL (SELECT * FROM event_log l WHERE l.id = p.event_id OFFSET 0) e ON true
  ORDER BY c.number, c.seq`;

const nextPosition = `
  SELECT LEAST((SELECT min(seq) FROM log_chain WHERE seq > $1), (SELECT min(seq) FROM event_positions WHERE seq > $1)) AS seq`;
const nextNumber = 'SELECT min(number) AS number FROM log_chain WHERE merchant = $2 AND number > $1';

const entryOf = ({
  chained,
  chain_merchant: merchant,
  number,
  leaf,
  hash,
}: Pick<Row, 'chain_merchant' | 'number' | 'leaf' | 'hash'> & { chained: string }): ChainEntry => ({
  seq: Number(chained),
  merchant,
  number: Number(number),
  leaf,
  hash,
});

const rowOf = ({ chained, ...row }: Row): WalkedRow => ({
  entry: chained === null ? undefined : entryOf({ ...row, chained }),
  event: row.id === null ? undefined : toEvent({ ...row, id: row.id }),
});

/** Everything between two positions (after, through]. */
export async function* rowsBetween(
  sql: Sql,
  { after, through }: { after: number; through: number },
): AsyncGenerator<WalkedRow> {
  for (let at = after; at < through; at += windowOf) {
    const rows = await sql.rows<Row>(byPosition, at, Math.min(at + windowOf, through));
    for (const row of rows) yield rowOf(row);
    if (rows.length > 0) continue;
    const [next] = await sql.rows<{ seq: string | null }>(nextPosition, at);
    // An empty stretch may be as long as somebody made it.
    at = Math.max(at, Number(next?.seq ?? through) - 1 - windowOf);
  }
}

/** The chain of one merchant between two numbers (after, through]. */
export async function* rowsOfMerchant(
  sql: Sql,
  { merchant, after, through }: { merchant: string; after: number; through: number },
): AsyncGenerator<WalkedRow> {
  for (let at = after; at < through; at += windowOf) {
    const rows = await sql.rows<Row>(byNumber, at, Math.min(at + windowOf, through), merchant);
    for (const row of rows) yield rowOf(row);
    if (rows.length > 0) continue;
    const [next] = await sql.rows<{ number: string | null }>(nextNumber, at, merchant);
    at = Math.max(at, Number(next?.number ?? through) - 1 - windowOf);
  }
}

const links = `
  SELECT c.seq AS chained, c.merchant AS chain_merchant, c.number, c.leaf, c.hash, EXISTS (
    SELECT 1 FROM event_positions p JOIN event_log l ON l.id = p.event_id WHERE p.seq = c.seq) AS there
  FROM log_chain c WHERE merchant = $1 AND number >= $2 AND number <= $3 ORDER BY number, seq`;

/** The entries of a merchant between two numbers, both with them, and of each whether its event is there. */
export const linksOf = async (
  sql: Sql,
  { merchant, from, through }: { merchant: string; from: number; through: number },
): Promise<{ entry: ChainEntry; there: boolean }[]> => {
  const rows = await sql.rows<Row & { chained: string; there: boolean }>(links, merchant, from, through);
  return rows.map((row) => ({ entry: entryOf(row), there: row.there }));
};
