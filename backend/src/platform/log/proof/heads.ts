/** Heads: the ends of all chains at a moment, each over the head before it. One a minute in which anything happened, one at the end of a day. */
import type { Database, Sql } from '../../database.ts';
import { type ChainEnd, genesis, type HeadContent, headHash } from './hashing.ts';

/** A head as it lies in the database. `hash` in hex. */
export type Head = HeadContent & { hash: string };

const everyMs = 60_000;

const columns = `number, at, seq, day, heads, encode(before, 'hex') AS before, encode(hash, 'hex') AS hash`;
const newest = `SELECT ${columns} FROM log_heads ORDER BY number DESC LIMIT 1`;
const grown = `
  SELECT DISTINCT ON (merchant) merchant, number, encode(hash, 'hex') AS hash FROM log_chain
  WHERE seq > $1 AND seq <= $2 ORDER BY merchant, number DESC`;
const insert = `
  INSERT INTO log_heads (number, at, seq, day, heads, before, hash)
  VALUES ($1, $2, $3, $4, $5::jsonb, decode($6, 'hex'), decode($7, 'hex'))`;

type Row = Omit<Head, 'number' | 'at' | 'seq'> & { number: string; at: Date; seq: string };
const headOf = ({ number, at, seq, ...row }: Row): Head => ({
  ...row,
  number: Number(number),
  at: at.toISOString(),
  seq: Number(seq),
});

export const newestHead = async (sql: Sql): Promise<Head | undefined> => (await sql.rows<Row>(newest)).map(headOf)[0];

/** Heads after a number, the oldest first. */
export const headsAfter = async (sql: Sql, number: number, most: number): Promise<Head[]> =>
  (
    await sql.rows<Row>(`SELECT ${columns} FROM log_heads WHERE number > $1 ORDER BY number LIMIT $2`, number, most)
  ).map(headOf);

/** The first head that covers a position; undefined where none does yet. */
export const headCovering = async (sql: Sql, seq: number): Promise<Head | undefined> =>
  (await sql.rows<Row>(`SELECT ${columns} FROM log_heads WHERE seq >= $1 ORDER BY seq, number LIMIT 1`, seq)).map(
    headOf,
  )[0];

/** Heads that end in a stretch of the log (after, through]. */
export const headsWithin = async (sql: Sql, { after, through }: { after: number; through: number }): Promise<Head[]> =>
  (
    await sql.rows<Row>(`SELECT ${columns} FROM log_heads WHERE seq > $1 AND seq <= $2 ORDER BY seq`, after, through)
  ).map(headOf);

const dayOf = (at: string): string => at.slice(0, 10);

/** Makes a head where anything was chained since the last and a minute or a day is over. Undefined where none is due. */
export const cutHead = (database: Database, now: Date): Promise<Head | undefined> =>
  database.transaction(async (tx) => {
    const [cursor] = await tx.rows<{ seq: string }>('SELECT seq FROM log_chain_cursor WHERE id = 1 FOR UPDATE');
    const seq = Number(cursor?.seq ?? 0);
    const last = await newestHead(tx);
    if (seq === (last?.seq ?? 0)) return undefined;
    const at = now.toISOString();
    const isNewDay = last !== undefined && dayOf(last.at) < dayOf(at);
    // Either way: a clock that was put back makes nobody wait until it is again where it was.
    if (last && !isNewDay && Math.abs(now.getTime() - Date.parse(last.at)) < everyMs) return undefined;
    const rows = await tx.rows<{ merchant: string; number: string; hash: string }>(grown, last?.seq ?? 0, seq);
    const heads = rows.map((row): ChainEnd => ({ ...row, number: Number(row.number) }));
    const before = last?.hash ?? genesis.toString('hex');
    const content = { number: (last?.number ?? 0) + 1, at, seq, day: isNewDay ? dayOf(last.at) : null, heads, before };
    const head = { ...content, hash: headHash(content).toString('hex') };
    await tx.run(insert, head.number, at, seq, head.day, JSON.stringify(heads), before, head.hash);
    return head;
  });
