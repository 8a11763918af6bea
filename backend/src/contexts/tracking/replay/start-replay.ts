/** Starting a replay: its row, and the job that runs it. */
import type { ReplayReport } from '@gantry/shared/api/replay';
import { newId } from '../../../kernel/ids.ts';
import type { Platform } from '../../../platform/platform.ts';
import { reportOf, type Scope } from './replays.ts';
import { runReplay } from './run-replay.ts';

/** Starts a replay as a background job. */
export const startReplay = async (
  platform: Platform,
  { actor, ...scope }: Scope & { actor: string },
): Promise<ReplayReport> => {
  const now = platform.clock.now();
  const kept = Object.fromEntries(Object.entries(scope).filter(([, value]) => value !== undefined));
  const row = await platform.database.prisma.replay.create({
    data: { id: newId('rpl', now), subject: scope.subject, scope: kept, state: 'running', startedAt: now, actor },
  });
  await platform.jobs.enqueue(runReplay as never, {
    payload: { replayId: row.id },
    ticket: { key: row.id, correlationId: row.id },
  });
  return reportOf(row);
};
