/** Bulk runs as they are kept: a stream each, and a row for each entry that says what became of it. All SQL on them is here. */

import type { trashRunRow } from '@gantry/shared/api/trash';
import { nobodys } from '@gantry/shared/caller';
import { type TrashRunEvent, trashRunEvents, trashRunStarted } from '@gantry/shared/events/trash';
import { z } from 'zod';
import type { Sql } from '../../../platform/database.ts';
import { rowStore } from '../../../platform/write/row-store.ts';
import { allDone, stream } from '../../../platform/write/stream.ts';
import type { Unit } from '../../../platform/write/transact.ts';
import { evolve, finish, type TrashRun } from './run.ts';

export const runRows = rowStore<TrashRun, TrashRunEvent>({
  table: 'trash_runs',
  key: 'runId',
  columns: {
    action: 'text',
    reason: 'text',
    merchants: 'json',
    by: 'text',
    total: 'int',
    done: 'int',
    failed: 'int',
    startedAt: 'instant',
    finishedAt: 'instant',
  },
  fixed: ['action', 'merchants', 'by', 'total', 'startedAt'],
  personal: {
    schema: z.object({ reason: trashRunStarted.payload.shape.reason.nullable() }),
    ownerOf: 'own',
  },
});

export const runStream = stream('trash_run', trashRunEvents, {
  evolve,
  store: runRows,
  merchantOf: ({ merchants }) => (merchants?.length === 1 && merchants[0]) || nobodys,
});

export type Outcome = z.infer<typeof trashRunRow>['outcome'];
/** What became of an entry. `reason`: the code of why it was refused or failed again. */
export type Result = { trashId: string; outcome: Outcome; reason: string | null };
export type RunRow = Result & { at: string | null };

const inserting = `
  INSERT INTO trash_run_rows (run_id, place, trash_id, outcome, reason, at)
  SELECT $1, place, trash_id, CASE WHEN known THEN 'waiting' ELSE 'refused' END, CASE WHEN known THEN NULL ELSE 'no_such_entry' END,
    CASE WHEN known THEN NULL ELSE $2::timestamptz END
  FROM unnest($3::text[], $4::boolean[]) WITH ORDINALITY AS r (trash_id, known, place)`;

/** Writes down the entries of a run in their order; those that are none are refused at once. */
export const insertRows = async (
  tx: Sql,
  { runId, ids, now }: { runId: string; ids: readonly { trashId: string; known: boolean }[]; now: Date },
): Promise<void> => {
  const column = <Name extends 'trashId' | 'known'>(name: Name) => ids.map((one) => one[name]);
  await tx.run(inserting, runId, now, column('trashId'), column('known'));
};

/** The next entries of a run whose turn has not come. */
export const nextRows = async (sql: Sql, runId: string, most: number): Promise<string[]> => {
  const rows = await sql.rows<{ trashId: string }>(
    `SELECT trash_id AS "trashId" FROM trash_run_rows WHERE run_id = $1 AND outcome = 'waiting' AND NOT asked ORDER BY place LIMIT $2`,
    runId,
    most,
  );
  return rows.map(({ trashId }) => trashId);
};

/** Writes down whose tries were asked for. */
export const noteAsked = async (tx: Sql, runId: string, ids: readonly string[]): Promise<void> => {
  await tx.run('UPDATE trash_run_rows SET asked = true WHERE run_id = $1 AND trash_id = ANY($2::text[])', runId, [
    ...ids,
  ]);
};

const noting = `
  UPDATE trash_run_rows t SET outcome = r.outcome, reason = r.reason, at = $2
  FROM unnest($3::text[], $4::text[], $5::text[]) AS r (trash_id, outcome, reason)
  WHERE t.run_id = $1 AND t.trash_id = r.trash_id AND t.outcome = 'waiting'`;

const counting = `
  SELECT count(*) FILTER (WHERE outcome = 'waiting')::int AS waiting,
    count(*) FILTER (WHERE outcome IN ('resolved', 'overtaken', 'discarded'))::int AS done,
    count(*) FILTER (WHERE outcome IN ('failed_again', 'refused'))::int AS failed
  FROM trash_run_rows WHERE run_id = $1`;
export type RunCounts = { waiting: number; done: number; failed: number };

export const countRows = async (sql: Sql, runId: string): Promise<RunCounts> =>
  (await sql.rows<RunCounts>(counting, runId))[0] ?? { waiting: 0, done: 0, failed: 0 };

/**
 * Writes down what became of entries of a run, and ends it with the last of them, in a transaction that holds it: so each sees
 * what the others wrote.
 */
export const noteResults = async (
  { tx, now, apply }: Pick<Unit, 'tx' | 'now' | 'apply'>,
  runId: string,
  results: readonly Result[],
): Promise<void> => {
  const column = <Name extends keyof Result>(name: Name): Result[Name][] => results.map((one) => one[name]);
  if (results.length > 0) await tx.run(noting, runId, now, column('trashId'), column('outcome'), column('reason'));
  const { waiting, done, failed } = await countRows(tx, runId);
  if (waiting > 0) return;
  const thread = { correlationId: runId, actor: 'system:trash' };
  allDone(await apply(runStream, [{ id: runId, thread, decide: finish({ done, failed }, now) }]));
};

/** The rows of a run in their order, of one outcome or all. */
export const readRows = async (sql: Sql, runId: string, outcome: Outcome | null): Promise<RunRow[]> => {
  const rows = await sql.rows<Result & { at: Date | null }>(
    `SELECT trash_id AS "trashId", outcome, reason, at FROM trash_run_rows
     WHERE run_id = $1 AND ($2::text IS NULL OR outcome = $2) ORDER BY place`,
    runId,
    outcome,
  );
  return rows.map(({ at, ...row }) => ({ ...row, at: at?.toISOString() ?? null }));
};
