/**
 * Processes that ended without a word on this machine, as one does that is killed: whoever is started in their place need not
 * wait until their rows and leases lapse. Only what the system says for certain counts, and only of the same pid space.
 */
import type { Sql } from '../database.ts';
import { endLeases } from '../log/checkpoints.ts';
import type { Pids } from './pids.ts';
import { forgetProcesses, neighboursIn } from './processes.ts';

export type Vicinity = Pick<Pids, 'hasEnded'> & { host: string; space: string | null };

/** Clears away after processes that have ended: first their leases, so that what is left of it is found by their rows. */
export const clearPredecessors = async (sql: Sql, { host, space, hasEnded }: Vicinity): Promise<void> => {
  if (space === null) return;
  const ended = (await neighboursIn(sql, { host, space })).filter(hasEnded).map(({ id }) => id);
  if (ended.length === 0) return;
  await endLeases(sql, ended);
  await forgetProcesses(sql, ended);
};
