/**
 * Gives every committed event its dense position, in commit order. A writer's sequence number is taken at insert but its
 * row appears at commit, so reading by number would skip the slow ones for ever. Here rows are taken in the order of
 * (transaction, id) and only below the oldest transaction still running: nothing can appear behind the cursor.
 */
import { isOutage } from '../../kernel/outage.ts';
import type { Session } from '../database.ts';
import type { Platform } from '../platform.ts';
import { waitFor } from '../signals.ts';

const batch = 10_000;

const place = `
  WITH next AS (
    SELECT e.id, e.tx, row_number() OVER (ORDER BY e.tx, e.id) AS n
    FROM event_log e
    WHERE (e.tx, e.id) > ($1::xid8, $2::bigint) AND e.tx < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY e.tx, e.id LIMIT ${batch}
  ), placed AS (
    INSERT INTO event_positions (seq, event_id) SELECT $3::bigint + n, id FROM next
  ), last AS (SELECT tx, id, n FROM next ORDER BY n DESC LIMIT 1)
  UPDATE sequencer_cursor SET tx = last.tx, last_id = last.id, seq = $3::bigint + last.n FROM last WHERE sequencer_cursor.id = 1
  RETURNING last.n`;

type Cursor = { tx: string; last_id: string; seq: string };

/** One step: positions given to at most ten thousand events. Answers how many; 0 when another process holds the cursor. */
export const sequenceOnce = async (client: Session): Promise<number> => {
  // Not waiting for the disk loses nothing: the events themselves are on it, and after a crash they are given the very same
  // positions again, since nothing can have appeared among them.
  await client.query('BEGIN; SET LOCAL synchronous_commit = off');
  try {
    // The row lock makes the sequencer one, whichever process runs it; the statement after it sees a fresh snapshot.
    const cursor = await client.query<Cursor>(
      'SELECT tx::text, last_id, seq FROM sequencer_cursor WHERE id = 1 FOR UPDATE SKIP LOCKED',
    );
    const row = cursor.rows[0];
    const placed = row
      ? await client.query<{ n: string }>({ name: 'sequence', text: place, values: [row.tx, row.last_id, row.seq] })
      : undefined;
    await client.query('COMMIT');
    return Number(placed?.rows[0]?.n ?? 0);
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
};

/** Runs until `stop`: sequences on every wake-up call, and every 100 ms without one. */
export const runSequencer = async (platform: Platform, stop: AbortSignal): Promise<void> => {
  const { database, signals, logger } = platform;
  let missed = false;
  signals.on('appended', () => {
    missed = true;
  });
  while (!stop.aborted) {
    try {
      const client = await database.pool.connect();
      try {
        missed = false;
        const placed = await sequenceOnce(client);
        if (placed > 0) signals.raise('sequenced');
        if (placed === batch) continue;
      } finally {
        client.release();
      }
    } catch (error) {
      if (!isOutage(error)) logger.error({ error }, 'sequencer failed, trying again');
      missed = false;
    }
    // A transaction that was still open a moment ago may be the only thing in the way: look again soon.
    if (!missed) await waitFor(signals, 'appended', { ms: 100, stop });
  }
};
