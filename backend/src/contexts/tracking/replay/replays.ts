/**
 * EventReplay: the log's history of shipments run again, through a status map, through the judgement of today, or through
 * the fold into rows. Outcomes go into a side table; nothing is replaced until somebody applies the replay, and what
 * applying changes becomes events of its own. A replay passes no subscriber, so no message is sent twice.
 */

import type { Prisma } from '@gantry/prisma/client';
import type { ReplayReport, replaySubjects } from '@gantry/shared/api/replay';
import { Refusal } from '../../../kernel/errors.ts';
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

/** A replay by its id. Throws a Refusal when there is none. */
export const replayNamed = async (platform: Platform, id: string): Promise<Replay> => {
  const row = await platform.database.prisma.replay.findUnique({ where: { id } });
  if (!row) throw new Refusal('missing', 'no_such_replay', 'There is no such replay');
  return row;
};
