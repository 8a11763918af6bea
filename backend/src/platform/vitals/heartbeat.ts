/**
 * The heartbeat of a process: its row among the others, written at once and every two seconds, taken away when it ends. The
 * first one clears away after those who ended here without a word.
 */
import { hostname } from 'node:os';
import type { Platform } from '../platform.ts';
import { clearPredecessors } from './predecessors.ts';
import { forgetProcesses, noteProcess, type ProcessRole, type ProcessRow } from './processes.ts';

const everyMs = 2_000;

/** Begins to say that this process lives; answers the function that ends it. While Postgres is away nobody hears it. */
export const startHeartbeat = (platform: Pick<Platform, 'vitals'>, role: ProcessRole): (() => Promise<void>) => {
  const { vitals } = platform;
  const { own, hasEnded } = vitals.pids;
  const host = hostname();
  const row: ProcessRow = { ...own, id: vitals.process, role, host, startedAt: vitals.startedAt };
  let cleared = false;
  const say = async (): Promise<void> => {
    await noteProcess(vitals.sql, row, { ...vitals.surroundings(), troubles: vitals.troubles() });
    if (cleared) return;
    await clearPredecessors(vitals.sql, { host, space: own.space, hasEnded });
    cleared = true;
  };
  let beating: Promise<void> | undefined;
  const beat = (): void => {
    beating ??= say()
      .catch(() => undefined)
      .finally(() => {
        beating = undefined;
      });
  };
  beat();
  const timer = setInterval(beat, everyMs);
  return async () => {
    clearInterval(timer);
    await beating;
    await forgetProcesses(vitals.sql, [row.id]).catch(() => undefined);
  };
};
