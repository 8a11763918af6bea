/**
 * Gives every committed event its dense position, in commit order. A writer's sequence number is taken at insert but its
 * row appears at commit, so reading by number would skip the slow ones for ever. Here rows are taken in the order of
 * (transaction, id) and only below the oldest transaction still running: nothing can appear behind the cursor. Transaction
 * ids are a cluster's own, so the cursor stands in an epoch; every step looks whether this is still its cluster.
 */
import { isOutage } from '../../kernel/outage.ts';
import type { Session } from '../database.ts';
import type { Platform } from '../platform.ts';
import { pause, waitFor } from '../signals.ts';
import { beginEpoch, type EpochBegun, isLockedOut, mendCursorRow } from './epoch.ts';

const batch = 10_000;

// What was restored (`id` up to $4) has its position, and lies anywhere among the transaction ids of today.
const place = `
  WITH next AS (
    SELECT e.id, e.tx, row_number() OVER (ORDER BY e.tx, e.id) AS n
    FROM event_log e
    WHERE (e.tx, e.id) > ($1::xid8, $2::bigint) AND e.id > $4::bigint AND e.tx < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY e.tx, e.id LIMIT ${batch}
  ), placed AS (
    INSERT INTO event_positions (seq, event_id) SELECT $3::bigint + n, id FROM next
  ), last AS (SELECT tx, id, n FROM next ORDER BY n DESC LIMIT 1)
  UPDATE sequencer_cursor SET tx = last.tx, last_id = last.id, seq = $3::bigint + last.n FROM last WHERE sequencer_cursor.id = 1
  RETURNING last.n`;

// The cursor speaks of this cluster and of this log: the same place, no transaction beyond the cluster's counter, the newest
// position its own, the newest event written here (its xmin is the transaction it names) and not brought by a restore, and no
// id to be given out again.
const look = `
  SELECT c.tx::text, c.last_id, c.seq, c.after_id, (
    c.cluster = log_cluster() AND c.tx <= pg_snapshot_xmax(pg_current_snapshot()) AND c.seq = COALESCE(newest.seq, 0)
    AND (newest.seq IS NULL OR (newest.event_id <= (SELECT last_value FROM event_log_id_seq) AND (newest.event_id <= c.after_id
      OR (SELECT e.xmin::text::bigint = e.tx::text::bigint & 4294967295 FROM event_log e WHERE e.id = newest.event_id))))
  ) IS TRUE AS sound
  FROM sequencer_cursor c LEFT JOIN LATERAL (SELECT seq, event_id FROM event_positions ORDER BY seq DESC LIMIT 1) newest ON true
  WHERE c.id = 1`;

// Where nothing is to be placed the cursor follows the horizon now and then: what was restored would otherwise be walked over
// again at every look.
const followHorizon = `
  UPDATE sequencer_cursor c SET tx = pg_snapshot_xmin(pg_current_snapshot()), last_id = 0
  WHERE c.id = 1 AND c.tx::text::bigint + 10000 < pg_snapshot_xmin(pg_current_snapshot())::text::bigint AND NOT EXISTS (
    SELECT 1 FROM event_log e WHERE (e.tx, e.id) > (c.tx, c.last_id) AND e.id > c.after_id AND e.tx < pg_snapshot_xmin(pg_current_snapshot()))`;

type Cursor = { tx: string; last_id: string; seq: string; after_id: string; sound: boolean };

/** What a step did: how many events got positions, and the epoch it had to begin for them. */
export type Step = { placed: number; epoch?: EpochBegun };

const placeNext = async (client: Pick<Session, 'query'>, cursor: Cursor): Promise<number> => {
  const values = [cursor.tx, cursor.last_id, cursor.seq, cursor.after_id];
  const { rows } = await client.query<{ n: string }>({ name: 'sequence', text: place, values });
  const placed = Number(rows[0]?.n ?? 0);
  if (placed === 0 && cursor.after_id !== '0') await client.query({ name: 'follow-horizon', text: followHorizon });
  return placed;
};

const holdCursor = async (client: Pick<Session, 'query'>): Promise<Cursor | undefined> =>
  (await client.query<Cursor>({ name: 'cursor', text: `${look} FOR UPDATE OF c SKIP LOCKED` })).rows[0];

const stepWith = async (client: Pick<Session, 'query'>): Promise<Step> => {
  // The row lock makes the sequencer one, whichever process runs it; the statement after it sees a fresh snapshot.
  const cursor = (await holdCursor(client)) ?? ((await mendCursorRow(client)) ? await holdCursor(client) : undefined);
  if (!cursor) return { placed: 0 };
  if (cursor.sound) return { placed: await placeNext(client, cursor) };
  // A step of another process that ended between snapshot and lock looks unsound too: asked again under the lock.
  const again = await client.query<Cursor>(look);
  if (again.rows[0]?.sound) return { placed: await placeNext(client, again.rows[0]) };
  const epoch = await beginEpoch(client);
  return { placed: epoch.placed, epoch };
};

/**
 * One step: positions given to at most ten thousand events, or an epoch begun. Nothing when another process holds the
 * cursor.
 */
export const sequenceStep = async (client: Pick<Session, 'query'>): Promise<Step> => {
  // Not waiting for the disk loses nothing: the events themselves are on it, and after a crash they are given the very same
  // positions again, since nothing can have appeared among them.
  await client.query('BEGIN; SET LOCAL synchronous_commit = off');
  try {
    const step = await stepWith(client);
    await client.query('COMMIT');
    return step;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
};

/** One step; answers how many events it placed. */
export const sequenceOnce = async (client: Pick<Session, 'query'>): Promise<number> =>
  (await sequenceStep(client)).placed;

const waitingForWriters =
  'the log is in another cluster than before and waits for open transactions on it to end before it goes on';

/** A step on a connection of its own. */
const runStep = async ({ database, logger, vitals }: Platform): Promise<number> => {
  const client = await database.pool.connect();
  try {
    const { placed, epoch } = await sequenceStep(client);
    if (epoch) logger.warn(epoch, 'a new epoch of the log: it was restored, or stands in another cluster');
    vitals.tell('sequencer', null);
    return placed;
  } finally {
    client.release();
  }
};

/** Runs until `stop`: sequences on every wake-up call, and every 100 ms without one. */
export const runSequencer = async (platform: Platform, stop: AbortSignal): Promise<void> => {
  const { signals, logger, vitals } = platform;
  let missed = false;
  const off = signals.on('appended', () => {
    missed = true;
  });
  while (!stop.aborted) {
    try {
      missed = false;
      const placed = await runStep(platform);
      if (placed > 0) signals.raise('sequenced');
      if (placed >= batch) continue;
    } catch (error) {
      missed = false;
      if (isLockedOut(error)) {
        vitals.tell('sequencer', waitingForWriters);
        // Writers waited behind us: they get their turn.
        await pause(2_000, stop);
      } else if (!isOutage(error)) logger.error({ error }, 'sequencer failed, trying again');
    }
    // A transaction that was still open a moment ago may be the only thing in the way: look again soon.
    if (!missed) await waitFor(signals, 'appended', { ms: 100, stop });
  }
  off();
};
