/**
 * What a destroyed key leaves in the files of Postgres: rows that are dead, and the log of writes. After keys were destroyed the
 * table is written anew and the log before it goes, so that nobody opens by a file what an erasure closed.
 */

import { messageOf } from '../../kernel/errors.ts';
import type { Session } from '../database.ts';
import type { Platform } from '../platform.ts';
import { pause, waitFor } from '../signals.ts';

const lookMs = 30_000;
/** Nobody reads or writes a key while the table is written anew: that takes one part in so many of the time at most. */
const restPerClearing = 100;
/** A transaction that still sees the row keeps it; it is asked again so soon. */
const againMs = 2_000;
/** By this name the vitals tell of it. */
const trouble = 'destroyed_keys';

const newestDestroyed = 'SELECT max(destroyed_at)::text AS at FROM privacy_keys WHERE destroyed_at IS NOT NULL';
// Whoever began before this moment may still see what was destroyed, and then it is not taken away.
const olderSnapshots = `
  SELECT count(*)::int AS n FROM pg_stat_activity
  WHERE pid <> pg_backend_pid() AND datname = current_database() AND backend_xmin IS NOT NULL AND age(backend_xmin) > age($1::xid)`;

/** The log's end is the server's; a role that may not move it leaves that to whoever runs the server. */
const endLog = async (client: Session): Promise<void> => {
  for (const sql of ['CHECKPOINT', 'SELECT pg_switch_wal()', 'CHECKPOINT'])
    try {
      await client.query(sql);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === '42501') return;
      throw error;
    }
};

/** Takes away what is left of destroyed keys. Throws where a transaction that sees them goes on, or the table is in use. */
const clear = async (client: Session): Promise<void> => {
  const now = await client.query<{ xid: string }>('SELECT pg_current_xact_id()::xid::text AS xid');
  const older = await client.query<{ n: number }>(olderSnapshots, [now.rows[0]?.xid]);
  if ((older.rows[0]?.n ?? 0) > 0) throw new Error('a transaction from before goes on');
  await client.query("SET lock_timeout = '2s'");
  await client.query('SET statement_timeout = 0');
  // A plain VACUUM leaves the bytes in the free space of their page.
  await client.query('VACUUM (FULL) privacy_keys');
  await endLog(client);
};

const cleared = async ({ database }: Pick<Platform, 'database'>): Promise<void> => {
  const client = await database.pool.connect();
  let failed: Error | undefined;
  try {
    await clear(client);
  } catch (error) {
    failed = error instanceof Error ? error : new Error(messageOf(error));
    throw failed;
  } finally {
    // Its settings are its own: it does not go back to the others.
    client.release(failed ?? true);
  }
};

/** Clears after every destruction, and once at the beginning, since the process before may not have come to it; until `stop`. */
export const clearDestroyedKeys = async (
  platform: Pick<Platform, 'database' | 'signals' | 'vitals'>,
  stop: AbortSignal,
): Promise<void> => {
  const { database, signals, vitals } = platform;
  let done: string | null = null;
  let restUntil = 0;
  const look = async (): Promise<void> => {
    const [newest] = await database.rows<{ at: string | null }>(newestDestroyed);
    const at = newest?.at ?? null;
    if (at === null || at === done) return vitals.tell(trouble, null);
    const began = performance.now();
    if (began < restUntil) return;
    await cleared(platform);
    const ended = performance.now();
    restUntil = ended + (ended - began) * restPerClearing;
    done = at;
    vitals.tell(trouble, null);
  };
  while (!stop.aborted) {
    const failed = await look().then(
      () => false,
      (error: unknown) => {
        vitals.tell(trouble, `Destroyed keys are still in the files of Postgres: ${messageOf(error)}`);
        return true;
      },
    );
    await waitFor(signals, 'privacy', { ms: failed ? againMs : lookMs, stop });
    await pause(50, stop);
  }
};
