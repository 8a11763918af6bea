/**
 * Writes the chains behind the sequencer: every event that has its position, in the order of positions, into the chain of
 * its merchant. One writer at a time, by the lock of the cursor's row: two can never go on from the same end.
 */
import { mainMerchant } from '@gantry/shared/caller';
import { eventCatalog } from '@gantry/shared/events/catalog';
import type { RecordedEvent } from '@gantry/shared/events/define';
import type { Database, Sql } from '../../database.ts';
import { takeOut } from '../../privacy/parts.ts';
import { eventPaths } from '../../write/sealing.ts';
import { readLog } from '../event-log.ts';
import { genesis, leafOf, linkOf } from './hashing.ts';

/** Positions taken at a time. */
const batch = 2_000;

const cursorSql = 'SELECT seq FROM log_chain_cursor WHERE id = 1';
const endsSql = `
  SELECT m.merchant, c.number, c.hash FROM unnest($1::text[]) AS m (merchant)
  CROSS JOIN LATERAL (SELECT number, hash FROM log_chain l WHERE l.merchant = m.merchant ORDER BY number DESC LIMIT 1) c`;
const insert = `
  INSERT INTO log_chain (seq, merchant, number, leaf, hash)
  SELECT seq, merchant, number, decode(leaf, 'hex'), decode(hash, 'hex')
  FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::text[]) AS r (seq, merchant, number, leaf, hash)`;

const paths = eventPaths([...eventCatalog.values()]);

/** An event of before personal values were sealed is chained once they are: its leaf would be another then. */
const isToBeSealed = ({ name, payload, sealed }: RecordedEvent): boolean => {
  const personal = paths.get(name);
  return sealed === undefined && personal !== undefined && takeOut(personal, payload).parts !== undefined;
};
/** Whether everything of before is sealed, so that nothing has to be waited for. */
export type PastSealed = () => Promise<boolean>;

/** The events of a window up to one that is still to be sealed, and the position they go to. */
const chainable = async (
  { events, through }: { events: readonly RecordedEvent[]; through: number },
  isPastSealed: PastSealed,
): Promise<{ events: readonly RecordedEvent[]; through: number }> => {
  const open = events.findIndex(isToBeSealed);
  if (open < 0 || (await isPastSealed())) return { events, through };
  return { events: events.slice(0, open), through: (events[open]?.seq ?? 1) - 1 };
};

type End = { number: number; hash: Buffer };

const endsOf = async (tx: Sql, merchants: readonly string[]): Promise<Map<string, End>> => {
  const rows = await tx.rows<{ merchant: string; number: string; hash: Buffer }>(endsSql, [...merchants]);
  return new Map(rows.map(({ merchant, number, hash }) => [merchant, { number: Number(number), hash }]));
};

const extend = async (tx: Sql, leaves: readonly { seq: number; merchant: string; leaf: Buffer }[]): Promise<void> => {
  const ends = await endsOf(tx, [...new Set(leaves.map(({ merchant }) => merchant))]);
  const rows = leaves.map(({ seq, merchant, leaf }) => {
    const { number, hash: before } = ends.get(merchant) ?? { number: 0, hash: genesis };
    const end = { number: number + 1, hash: linkOf(before, leaf) };
    ends.set(merchant, end);
    return { seq, merchant, leaf, ...end };
  });
  await tx.run(
    insert,
    rows.map(({ seq }) => seq),
    rows.map(({ merchant }) => merchant),
    rows.map(({ number }) => number),
    rows.map(({ leaf }) => leaf.toString('hex')),
    rows.map(({ hash }) => hash.toString('hex')),
  );
};

/** How far the log is chained. */
export const chainedThrough = async (sql: Sql): Promise<number> =>
  Number((await sql.rows<{ seq: string }>(cursorSql))[0]?.seq ?? 0);

/** Chains the next positions; answers how many it went on by. None where another process was faster, or the next is not sealed yet. */
export const chainStep = async (database: Database, isPastSealed: PastSealed): Promise<number> => {
  const after = await chainedThrough(database);
  const { events, through } = await chainable(
    await readLog(database, { after, limit: batch, sealed: true }),
    isPastSealed,
  );
  if (through === after) return 0;
  // Hashed before the lock is taken: nobody waits for it.
  const leaves = events.map((event) => ({
    seq: event.seq,
    merchant: event.merchant ?? mainMerchant,
    leaf: leafOf(event),
  }));
  return database.transaction(async (tx) => {
    // What a crash takes away is made again from the same events, and is the same.
    await tx.run('SET LOCAL synchronous_commit = off');
    const [held] = await tx.rows<{ seq: string }>(`${cursorSql} FOR UPDATE`);
    if (Number(held?.seq) !== after) return 0;
    if (leaves.length > 0) await extend(tx, leaves);
    await tx.run('UPDATE log_chain_cursor SET seq = $1 WHERE id = 1', through);
    return through - after;
  });
};
