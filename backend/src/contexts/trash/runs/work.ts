/** Works off bulk runs: asks for the tries of their entries in slices, or discards them; goes on where a killed worker stopped. */
import { type TrashEvent, trashRunStarted } from '@gantry/shared/events/trash';
import { z } from 'zod';
import { Refusal } from '../../../kernel/errors.ts';
import { on, reactionGroup } from '../../../platform/log/reaction.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { TrashEntry } from '../../../platform/trash/entry.ts';
import { erasedEntries } from '../../../platform/trash/personal.ts';
import { trash, trashEntries } from '../../../platform/trash.ts';
import { job } from '../../../platform/work/jobs.ts';
import { hold, transact, type Unit } from '../../../platform/write/transact.ts';
import { discard, retry } from '../decide.ts';
import type { TrashRun } from './run.ts';
import { nextRows, noteAsked, noteResults, type Result, runRows, runStream } from './store.ts';

const workRun = { name: 'trash.work_run', payload: z.object({ runId: z.string() }) };
const mostTogether = 100;

const decisionOf = (
  { runId, action, reason }: TrashRun,
  now: Date,
): ((entry: TrashEntry | undefined) => TrashEvent[]) =>
  action === 'retry' ? retry({ now, runId }) : discard(reason ?? '', { now, runId });

const refused = (trashId: string, error: unknown): Result => {
  if (!(error instanceof Refusal)) throw error;
  return { trashId, outcome: 'refused', reason: error.code };
};

/** Works one slice. `erased`: nothing is left of these that could be tried again. */
const workSlice = async (
  { tx, now, apply }: Unit,
  run: TrashRun,
  { ids, erased }: { ids: readonly string[]; erased: ReadonlySet<string> },
): Promise<void> => {
  const threads = await trashEntries.byIds(tx, ids);
  const tried = ids.filter((id) => run.action === 'discard' || !erased.has(id));
  const outcomes = await apply(
    trash,
    tried.map((id) => ({
      id,
      thread: { correlationId: threads.get(id)?.correlationId ?? id, causationId: run.runId, actor: run.by },
      decide: decisionOf(run, now),
    })),
  );
  const results = outcomes.flatMap((outcome, i): Result[] => {
    const trashId = tried[i] ?? '';
    if (!outcome.ok) return [refused(trashId, outcome.error)];
    return run.action === 'retry' ? [] : [{ trashId, outcome: 'discarded', reason: null }];
  });
  const gone = ids
    .filter((id) => !tried.includes(id))
    .map((trashId): Result => ({ trashId, outcome: 'refused', reason: 'erased' }));
  await noteAsked(tx, run.runId, ids);
  await noteResults({ tx, now, apply }, run.runId, [...results, ...gone]);
};

/** Works a run to its end, except for what tries take that were asked for. */
export const workThrough = async (platform: Platform, runId: string): Promise<void> => {
  const { database, privacy } = platform;
  for (;;) {
    const run = (await runRows.whole(privacy).byIds(database, [runId])).get(runId);
    if (!run || run.finishedAt !== null) return;
    const ids = await nextRows(database, runId, mostTogether);
    const erased = await erasedEntries(database, ids);
    await transact(platform, hold(trash, ids).and(runStream, [runId]), (unit) => workSlice(unit, run, { ids, erased }));
    if (ids.length === 0) return;
  }
};

export const runReactions = ({ jobs }: Platform) =>
  reactionGroup('trash.runs', {
    title: 'Begins bulk runs over the Trash',
    reactions: [
      on(trashRunStarted, ({ payload: { runId }, thread }) => jobs.enqueue(workRun, { runId }, { key: runId, thread })),
    ],
  });

export const runJobs = (platform: Platform) => [
  job({
    ...workRun,
    title: 'Works off a bulk run over the Trash',
    lane: 'fast',
    run: ({ runId }) => workThrough(platform, runId),
  }),
];
