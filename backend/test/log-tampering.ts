/**
 * Ways to falsify the log, as somebody could who owns the database: each in a transaction that is rolled back, with the
 * triggers and keys of the tables out of force. Made from a seed, so that one that was not found can be made again.
 */

import type { Database, Sql } from '../src/platform/database.ts';
import { genesis, headHash, leafOf, linkOf } from '../src/platform/log/proof/hashing.ts';
import type { Head } from '../src/platform/log/proof/heads.ts';
import { headsAfter } from '../src/platform/log/proof/heads.ts';
import { rowsBetween } from '../src/platform/log/proof/rows.ts';

export const tamperings = ['altered', 'deleted', 'deleted_with_entry', 'reordered', 'cut_off', 'rewritten'] as const;
export type Tampering = (typeof tamperings)[number];

/** Runs `work` where nothing guards the tables, and takes all of it back. */
export const unguarded = async <T>(database: Database, work: (sql: Sql) => Promise<T>): Promise<T> => {
  const undo = Symbol('undo');
  let result: { value: T } | undefined;
  await database
    .transaction(async (sql) => {
      await sql.run('SET LOCAL session_replication_role = replica');
      result = { value: await work(sql) };
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  if (!result) throw new Error('nothing was done');
  return result.value;
};

const eventAt = '(SELECT event_id FROM event_positions WHERE seq = $1)';

const deleteEvent = (sql: Sql, seq: number): Promise<number> =>
  sql.run(`DELETE FROM event_log WHERE id = ${eventAt}`, seq);

const deleteWithEntry = async (sql: Sql, seq: number): Promise<void> => {
  await deleteEvent(sql, seq);
  await sql.run('DELETE FROM event_positions WHERE seq = $1', seq);
  await sql.run('DELETE FROM log_chain WHERE seq = $1', seq);
};

/** Makes chains and heads anew over what the log says now: whoever does that leaves nothing in the database that differs. */
export const rewriteProof = async (sql: Sql, through: number): Promise<void> => {
  const ends = new Map<string, { number: number; hash: Buffer }>();
  const heads = await headsAfter(sql, 0, 100_000);
  const grown = new Set<string>();
  let before = genesis.toString('hex');
  let next = 0;
  const closeHead = async (head: Head): Promise<void> => {
    const own = [...grown].sort().map((merchant) => {
      const end = ends.get(merchant);
      return { merchant, number: end?.number ?? 0, hash: end?.hash.toString('hex') ?? '' };
    });
    grown.clear();
    const content = { number: head.number, at: head.at, seq: head.seq, day: head.day, heads: own, before };
    before = headHash(content).toString('hex');
    await sql.run(
      `UPDATE log_heads SET heads = $2::jsonb, before = decode($3, 'hex'), hash = decode($4, 'hex') WHERE number = $1`,
      head.number,
      JSON.stringify(own),
      content.before,
      before,
    );
  };
  await sql.run('DELETE FROM log_chain');
  for await (const { event } of rowsBetween(sql, { after: 0, through })) {
    if (!event || event === 'unread') continue;
    for (let head = heads[next]; head && head.seq < event.seq; head = heads[++next]) await closeHead(head);
    const { merchant = 'main', seq } = event;
    const end = ends.get(merchant) ?? { number: 0, hash: genesis };
    const leaf = leafOf(event);
    const made = { number: end.number + 1, hash: linkOf(end.hash, leaf) };
    ends.set(merchant, made);
    grown.add(merchant);
    await sql.run('INSERT INTO log_chain VALUES ($1, $2, $3, $4, $5)', seq, merchant, made.number, leaf, made.hash);
  }
  for (let head = heads[next]; head; head = heads[++next]) await closeHead(head);
};

/** Falsifies the log of positions 1 to `last` at a position. */
export const tamper = async (
  sql: Sql,
  kind: Tampering,
  { seq, last }: { seq: number; last: number },
): Promise<void> => {
  if (kind === 'altered') await sql.run(`UPDATE event_log SET payload = '{"by": 1000001}' WHERE id = ${eventAt}`, seq);
  else if (kind === 'deleted') await deleteEvent(sql, seq);
  else if (kind === 'deleted_with_entry') await deleteWithEntry(sql, seq);
  else if (kind === 'reordered') {
    const other = seq === last ? seq - 1 : seq + 1;
    await sql.run('DROP INDEX event_positions_event_id_key');
    await sql.run(
      `UPDATE event_positions SET event_id = CASE seq WHEN $1 THEN (SELECT event_id FROM event_positions WHERE seq = $2)
         ELSE (SELECT event_id FROM event_positions WHERE seq = $1) END WHERE seq IN ($1, $2)`,
      seq,
      other,
    );
  } else if (kind === 'cut_off') {
    await sql.run('DELETE FROM event_log WHERE id IN (SELECT event_id FROM event_positions WHERE seq >= $1)', seq);
    for (const table of ['event_positions', 'log_chain', 'log_heads'])
      await sql.run(`DELETE FROM ${table} WHERE seq >= $1`, seq);
    await sql.run('UPDATE log_chain_cursor SET seq = $1', seq - 1);
    await sql.run('UPDATE sequencer_cursor SET seq = $1', seq - 1);
  } else {
    await sql.run(`UPDATE event_log SET payload = '{"by": 1000001}' WHERE id = ${eventAt}`, seq);
    await rewriteProof(sql, last);
  }
};
