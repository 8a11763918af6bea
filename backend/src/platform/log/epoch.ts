/**
 * Epochs of the log. Transaction ids belong to a cluster: after a logical restore they start anew, and the rows that came
 * along carry ids of another counter. Beginning an epoch places all that came without a position, draws the line of ids
 * behind which transaction ids count again, and mends what a partial restore left apart.
 */
import { unlimited } from '../connection.ts';
import type { Session } from '../database.ts';

export type EpochBegun = {
  epoch: number;
  /** Events that got positions now. */
  placed: number;
  /** Those of them that were written in another cluster. */
  brought: number;
  /** What did not fit together, in words. */
  mended: string[];
};

const lockNotAvailable = '55P03';

/** True when open transactions that have written to the log kept an epoch from beginning. */
export const isLockedOut = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === lockNotAvailable;

/** A restore that left the cursor out: it is made again. False where there is one, such as while another process holds it. */
export const mendCursorRow = async (client: Pick<Session, 'query'>): Promise<boolean> => {
  const { rowCount } = await client.query('SELECT 1 FROM sequencer_cursor WHERE id = 1');
  if (rowCount !== 0) return false;
  const made = await client.query(
    `INSERT INTO sequencer_cursor (id, tx, last_id, seq) VALUES (1, '0', 0, 0) ON CONFLICT DO NOTHING`,
  );
  return made.rowCount === 1;
};

type Standing = { seq: string; newest: string; count: string; newest_id: string; given: string };

const standing = `
  SELECT c.seq, COALESCE((SELECT max(seq) FROM event_positions), 0) AS newest, (SELECT count(*) FROM event_positions) AS count,
    COALESCE((SELECT max(id) FROM event_log), 0) AS newest_id, (SELECT last_value FROM event_log_id_seq) AS given
  FROM sequencer_cursor c WHERE c.id = 1`;

// Written elsewhere: the row's xmin is not the transaction it names. Those come first, in the order of their own
// transactions. Where that would turn a stream around (epochs mixed, rows written in savepoints) the ids keep every stream in
// order, since a stream is held until its writer has committed. Nobody writes meanwhile, so all that is there is seen.
const placeAll = `
  WITH unplaced AS MATERIALIZED (
    SELECT e.id, e.tx, e.stream, e.stream_id, e.version,
      (e.xmin::text::bigint <> e.tx::text::bigint & 4294967295 OR e.tx >= pg_snapshot_xmax(pg_current_snapshot())) AS brought
    FROM event_log e WHERE NOT EXISTS (SELECT 1 FROM event_positions p WHERE p.event_id = e.id)
  ), line AS MATERIALIZED (
    SELECT GREATEST((SELECT COALESCE(max(event_id), 0) FROM event_positions), (SELECT COALESCE(max(id), 0) FROM unplaced WHERE brought)) AS id,
      pg_snapshot_xmin(pg_current_snapshot()) AS horizon
  ), due AS MATERIALIZED (
    SELECT u.* FROM unplaced u, line WHERE u.brought OR u.id <= line.id OR u.tx < line.horizon
  ), turned AS (
    SELECT EXISTS (SELECT 1 FROM (
      SELECT lag(ROW(NOT brought, tx, id)) OVER (PARTITION BY stream, stream_id ORDER BY version) > ROW(NOT brought, tx, id) AS back FROM due
    ) pairs WHERE back) AS some
  ), numbered AS (
    SELECT due.id, row_number() OVER (ORDER BY
      CASE WHEN turned.some THEN NULL ELSE NOT due.brought END, CASE WHEN turned.some THEN NULL ELSE due.tx END, due.id) AS n
    FROM due, turned
  ), placed AS (
    INSERT INTO event_positions (seq, event_id) SELECT $1::bigint + n, id FROM numbered
  )
  UPDATE sequencer_cursor c SET tx = line.horizon, last_id = 0, after_id = line.id, epoch = c.epoch + 1, cluster = log_cluster(),
    seq = $1::bigint + (SELECT count(*) FROM due)
  FROM line WHERE c.id = 1
  RETURNING c.epoch, (SELECT count(*) FROM due) AS placed, (SELECT count(*) FROM due WHERE brought) AS brought`;

const mendIds = async (client: Pick<Session, 'query'>, { newest_id, given }: Standing): Promise<string[]> => {
  if (BigInt(given) >= BigInt(newest_id)) return [];
  await client.query(`SELECT setval('event_log_id_seq', $1::bigint)`, [newest_id]);
  return [`the sequence of event ids stood at ${given} behind event ${newest_id}: set`];
};

/** Positions are the truth, the cursor follows. Subscribers beyond the newest go back to it and meet what is placed there now. */
const mendPositions = async (client: Pick<Session, 'query'>, { seq, newest, count }: Standing): Promise<string[]> => {
  const said: string[] = [];
  if (seq !== newest) said.push(`the cursor stood at ${seq}, the newest position is ${newest}: goes on from there`);
  if (count !== newest)
    said.push(`of ${newest} positions ${count} are there: what has none gets a new one at the end, the gaps stay`);
  const { rowCount } = await client.query(
    `UPDATE checkpoints SET position = $1, owner = NULL, lease_until = NULL, failing_seq = NULL, attempts = 0 WHERE position > $1`,
    [newest],
  );
  if (rowCount) said.push(`${rowCount} checkpoints beyond position ${newest}: taken back to it`);
  return said;
};

/**
 * Begins an epoch; the caller holds the cursor's row in a transaction. Writers wait meanwhile: no row of the log may be under
 * way while the line of ids is drawn. Throws (see `isLockedOut`) when a writer's transaction stays open for long.
 */
export const beginEpoch = async (client: Pick<Session, 'query'>): Promise<EpochBegun> => {
  await unlimited(client);
  // Longer than the second after which Postgres ends an autovacuum that is in the way.
  await client.query(`SET LOCAL lock_timeout = '1500ms'; LOCK TABLE event_log IN SHARE MODE`);
  const { rows } = await client.query<Standing>(standing);
  const [stood] = rows;
  if (!stood) throw new Error('the cursor of the sequencer is gone');
  const mended = [...(await mendIds(client, stood)), ...(await mendPositions(client, stood))];
  const begun = await client.query<{ epoch: number; placed: string; brought: string }>(placeAll, [stood.newest]);
  const [epoch] = begun.rows;
  if (!epoch) throw new Error('the cursor of the sequencer is gone');
  return { epoch: epoch.epoch, placed: Number(epoch.placed), brought: Number(epoch.brought), mended };
};
