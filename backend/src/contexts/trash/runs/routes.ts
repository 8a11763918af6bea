/** The endpoints of bulk runs: started by somebody, and seen by those who see every merchant it is about. */

import type { BodyOf } from '@gantry/shared/api/endpoint';
import * as api from '@gantry/shared/api/trash';
import { type Caller, merchantFilter } from '@gantry/shared/caller';
import { Refusal } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';
import { serve } from '../../../platform/http/serve.ts';
import { entriesOf, openEntries } from '../../../platform/trash/figures.ts';
import { trashEntries } from '../../../platform/trash.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { hold, transact } from '../../../platform/write/transact.ts';
import type { TrashNeeds } from '../shown.ts';
import { start, type TrashRun } from './run.ts';
import { countRows, insertRows, noteResults, type Outcome, readRows, runRows, runStream } from './store.ts';

type Body = BodyOf<typeof api.startTrashRun>;
const mostRows = 5_000;

type Row = { trashId: string; known: boolean };

/** The entries of a run, the oldest first, so that what came later is tried later; those that the caller does not see are none. */
const rowsOf = async (sql: Sql, merchants: string[] | null, { trashIds, where }: Body): Promise<Row[]> => {
  const { reason = null, source = null, handler = null } = where ?? {};
  const seen = where
    ? await openEntries(sql, { merchants, reason, source, handler, most: mostRows })
    : await entriesOf(sql, [...new Set(trashIds)], merchants);
  const known = new Set(seen);
  const absent = [...new Set(trashIds)].filter((id) => !known.has(id));
  return [
    ...seen.map((trashId) => ({ trashId, known: true })),
    ...absent.map((trashId) => ({ trashId, known: false })),
  ];
};

const shownRun = async ({ platform, access }: TrashNeeds, run: TrashRun) => {
  const { runId, action, by, startedAt, finishedAt, total } = run;
  const [counts, names] = await Promise.all([countRows(platform.database, runId), access.namesOf([by])]);
  return { runId, action, by: names.get(by) ?? by, startedAt, finishedAt, total, ...counts };
};

const mayRead = ({ merchants }: TrashRun, caller: Caller): boolean => {
  const seen = merchantFilter(caller);
  return seen === null || (merchants?.every((merchant) => seen.includes(merchant)) ?? false);
};

const find = async (
  { platform: { database, privacy } }: TrashNeeds,
  caller: Caller,
  runId: string,
): Promise<TrashRun> => {
  const run = (await runRows.whole(privacy).byIds(database, [runId])).get(runId);
  if (!run || !mayRead(run, caller)) throw new Refusal('missing', 'no_such_run', 'There is no such run');
  return run;
};

const starting = (needs: TrashNeeds) =>
  serve(api.startTrashRun, async ({ caller, body, thread }) => {
    const { platform } = needs;
    const runId = newId('trr', platform.clock.now());
    const merchants = merchantFilter(caller);
    await transact(platform, hold(runStream, [runId]), async (unit) => {
      const { tx, now, apply } = unit;
      const ids = await rowsOf(tx, merchants, body);
      const { action, reason } = body;
      const run = { runId, action, merchants, by: caller.id, total: ids.length, ...(reason ? { reason } : {}) };
      allDone(await apply(runStream, [{ id: runId, thread: thread(runId), decide: start(run, now) }]));
      await insertRows(tx, { runId, ids, now });
      // What has nothing to do is over.
      await noteResults(unit, runId, []);
    });
    return shownRun(needs, await find(needs, caller, runId));
  });

/** What was said when rows failed again, as far as nobody has tried them since. */
const detailsOf = async (
  { platform: { database, privacy } }: TrashNeeds,
  runId: string,
  ids: readonly string[],
): Promise<Map<string, string>> => {
  const entries = ids.length > 0 ? await trashEntries.whole(privacy).byIds(database, ids) : new Map();
  return new Map(
    [...entries.values()].flatMap(({ trashId, detail, runId: last }) => (last === runId ? [[trashId, detail]] : [])),
  );
};

const reading = (needs: TrashNeeds) =>
  serve(api.getTrashRun, async ({ caller, params: { runId }, query: { outcome = null } }) => {
    const run = await find(needs, caller, runId);
    const [head, rows] = await Promise.all([
      shownRun(needs, run),
      readRows(needs.platform.database, runId, outcome as Outcome | null),
    ]);
    const failed = rows.flatMap(({ trashId, outcome: is }) => (is === 'failed_again' ? [trashId] : []));
    const details = await detailsOf(needs, runId, failed);
    return { ...head, rows: rows.map((row) => ({ ...row, detail: details.get(row.trashId) ?? null })) };
  });

export const runRoutes = (needs: TrashNeeds) => [starting(needs), reading(needs)];
