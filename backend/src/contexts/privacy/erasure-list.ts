/**
 * The home's list of erasures and the database keep each other whole: what the list has and the database does not is destroyed
 * again before anybody is served, whatever way an older database came back; what the database has comes on the list.
 */
import { messageOf } from '../../kernel/errors.ts';
import { keepErasureCopies } from '../../platform/backup/erasure-copies.ts';
import {
  addToErasureList,
  destroyedKeys,
  type Erasure,
  erasureListOf,
  missingIn,
  readErasureList,
  replayErasures,
  standingIn,
} from '../../platform/backup/erasures.ts';
import type { Sql } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { pause, waitFor } from '../../platform/signals.ts';
import { transact } from '../../platform/write/transact.ts';
import { holdingOf } from './erase.ts';
import type { FindNeeds } from './find.ts';

const select = `
  SELECT subject, merchant, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at
  FROM erasures WHERE $1::timestamptz IS NULL OR at >= $1 ORDER BY at, subject`;

/** The erasures since an instant, with what was destroyed. */
export const erasuresSince = async (sql: Pick<Sql, 'rows'>, since: Date | null): Promise<Erasure[]> => {
  const [table] = await sql.rows<{ there: boolean }>(`SELECT to_regclass('public.erasures') IS NOT NULL AS there`);
  if (!table?.there) return [];
  const rows = await sql.rows<Omit<Erasure, 'keys'>>(select, since);
  const keys = await destroyedKeys(
    sql,
    rows.map(({ subject }) => subject),
  );
  return rows.map((row) => ({ ...row, keys: keys.get(row.subject) ?? [] }));
};

const note = `
  INSERT INTO erasures (subject, merchant, at, by, reason) VALUES ($1, $2, $3, 'system:restore', 'restored')
  ON CONFLICT DO NOTHING`;

/** One erasure again. A home may have served another database before: of whom this one knows nothing stays out of it. */
const again = (needs: FindNeeds, one: Erasure): Promise<void> =>
  transact(
    needs.platform,
    (tx) => holdingOf(needs, tx, one.subject),
    async ({ tx }) => {
      await replayErasures(tx, [one]);
      const { known, living } = await standingIn(tx, one);
      if (!known) return;
      const at = new Date(one.at);
      // Who came back since is kept under a key of today, and so is what was told of them.
      if (!living) for (const holder of needs.holders) await holder.erase(tx, one.subject, at);
      await tx.run(note, one.subject, one.merchant, at);
    },
  );

/** Erases in the database whom the home's list says to be erased. */
export const catchUpOnErasures = async (needs: FindNeeds): Promise<void> => {
  const { config, database, privacy } = needs.platform;
  const list = readErasureList(erasureListOf(config.home));
  const missing = list.length === 0 ? [] : missingIn(await erasuresSince(database, null), list);
  if (missing.length === 0) return;
  for (const one of missing) await again(needs, one);
  privacy.forget();
};

const lookMs = 30_000;
/** Erasures are found by their time; one that was committed late has an earlier one. */
const overlapMs = 600_000;
/** By this name the vitals tell of it. */
const trouble = 'erasures';

/** Brings the list up to the database: at once, when keys were destroyed, and now and then, until `stop`. */
export const keepErasureList = async (
  { config, database, signals, vitals }: Pick<Platform, 'config' | 'database' | 'signals' | 'vitals'>,
  stop: AbortSignal,
): Promise<void> => {
  const path = erasureListOf(config.home);
  let since: Date | null = null;
  const look = async (): Promise<void> => {
    const began = Date.now();
    const found = await erasuresSince(database, since);
    if (found.length > 0) addToErasureList(path, missingIn(readErasureList(path), found));
    keepErasureCopies(config.home);
    since = new Date(began - overlapMs);
    vitals.tell(trouble, null);
  };
  while (!stop.aborted) {
    await look().catch((error: unknown) => vitals.tell(trouble, `${path} is not kept: ${messageOf(error)}`));
    // The signal comes with the commit or a moment before the rows are seen here.
    await waitFor(signals, 'privacy', { ms: lookMs, stop });
    await pause(50, stop);
  }
};
