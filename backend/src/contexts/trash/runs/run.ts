/** A bulk run over the Trash: its state, and how it begins and ends. Pure. */
import {
  type TrashRunEvent,
  type trashRunActions,
  trashRunFinished,
  trashRunStarted,
} from '@gantry/shared/events/trash';
import { fold } from '../../../kernel/decider.ts';
import { Refusal } from '../../../kernel/errors.ts';

export type TrashRun = {
  runId: string;
  action: (typeof trashRunActions)[number];
  /** Why entries are discarded. */
  reason: string | null;
  /** Whose entries they are; null: anybody’s. */
  merchants: string[] | null;
  by: string;
  total: number;
  done: number;
  failed: number;
  startedAt: string;
  finishedAt: string | null;
};

export const evolve = fold<TrashRun, TrashRunEvent>({
  'trash.run_started': {
    begin: ({ reason, ...said }, { occurredAt }) => ({
      ...said,
      reason: reason ?? null,
      done: 0,
      failed: 0,
      startedAt: occurredAt,
      finishedAt: null,
    }),
  },
  'trash.run_finished': (run, { done, failed }, { occurredAt }) => ({ ...run, done, failed, finishedAt: occurredAt }),
});

export type NewRun = Pick<TrashRun, 'runId' | 'action' | 'merchants' | 'by' | 'total'> & { reason?: string };

export const start =
  (run: NewRun, now: Date) =>
  (state: TrashRun | undefined): TrashRunEvent[] => {
    if (state) throw new Refusal('conflict', 'run_exists', 'There is such a run');
    return [trashRunStarted(run, { occurredAt: now.toISOString() })];
  };

/** Ends it, once. */
export const finish =
  (counted: Pick<TrashRun, 'done' | 'failed'>, now: Date) =>
  (state: TrashRun | undefined): TrashRunEvent[] =>
    state && state.finishedAt === null
      ? [trashRunFinished({ runId: state.runId, ...counted }, { occurredAt: now.toISOString() })]
      : [];
