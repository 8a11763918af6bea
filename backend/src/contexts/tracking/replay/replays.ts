/**
 * EventReplay: the log's history of shipments run again, through a status map, through the judgement of today, or through
 * the fold into rows. Outcomes go into a side table; nothing is replaced until somebody applies the replay, and what
 * applying changes becomes events of its own. A replay passes no subscriber, so no message is sent twice.
 */

import type { Prisma } from '@gantry/prisma/client';
import type { ReplayReport, replaySubjects } from '@gantry/shared/api/replay';
import { z } from 'zod';
import { Refusal } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Platform } from '../../../platform/platform.ts';

/** A row of the table of replays. */
export type Replay = Prisma.ReplayGetPayload<object>;

export type Scope = {
  subject: (typeof replaySubjects)[number];
  map?: string | undefined;
  shipment?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** Applied by itself when it is ready. */
  apply?: boolean | undefined;
};

export const reportOf = (row: Replay): ReplayReport => ({
  replayId: row.id,
  subject: row.subject as ReplayReport['subject'],
  map: (row.scope as Scope).map ?? null,
  state: row.state as ReplayReport['state'],
  startedAt: row.startedAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
  events: row.events,
  streams: row.streams,
  differing: row.differing,
  error: row.error,
});

/** The job that runs a replay to its report, and the one that lets its outcome stand. */
export const replayRun = {
  name: 'tracking.run_replay',
  title: 'Reads kept messages of carriers again',
  payload: z.object({ replayId: z.string() }),
};
export const replayApplication = {
  name: 'tracking.apply_replay',
  title: 'Applies what a replay found',
  payload: z.object({ replayId: z.string() }),
};

export type Replays = {
  /** Throws a Refusal when there is none. */
  named(id: string): Promise<Replay>;
  /** Starts a replay as a background job. */
  start(scope: Scope, actor: string): Promise<ReplayReport>;
  /** Lets the outcome of a replay that is ready stand. Throws a Refusal otherwise. */
  apply(id: string): Promise<ReplayReport>;
};

/** Opens the replays. */
export const openReplays = ({ database, clock, jobs }: Platform): Replays => {
  const named: Replays['named'] = async (id) => {
    const row = await database.prisma.replay.findUnique({ where: { id } });
    if (!row) throw new Refusal('missing', 'no_such_replay', 'There is no such replay');
    return row;
  };
  return {
    named,
    start: async (scope, actor) => {
      const now = clock.now();
      const kept = Object.fromEntries(Object.entries(scope).filter(([, value]) => value !== undefined));
      const row = await database.prisma.replay.create({
        data: { id: newId('rpl', now), subject: scope.subject, scope: kept, state: 'running', startedAt: now, actor },
      });
      await jobs.enqueue(replayRun, { replayId: row.id }, { key: row.id, thread: { correlationId: row.id } });
      return reportOf(row);
    },
    apply: async (id) => {
      const replay = await named(id);
      if (replay.state !== 'ready')
        throw new Refusal(
          'conflict',
          'not_ready',
          `The replay is ${replay.state}: only one that is ready can be applied`,
        );
      await jobs.enqueue(replayApplication, { replayId: id }, { key: id, thread: { correlationId: id } });
      return reportOf(replay);
    },
  };
};
