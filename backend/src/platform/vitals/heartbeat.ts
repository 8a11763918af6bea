/** The heartbeat of a process: its row among the others, written at once and every two seconds, taken away when it ends. */
import { hostname } from 'node:os';
import type { Platform } from '../platform.ts';
import { forgetProcess, noteProcess, type ProcessRole } from './processes.ts';

const everyMs = 2_000;

/** Begins to say that this process lives; answers the function that ends it. While Postgres is away nobody hears it. */
export const startHeartbeat = (platform: Pick<Platform, 'vitals'>, role: ProcessRole): (() => Promise<void>) => {
  const { vitals } = platform;
  const row = { id: vitals.process, role, host: hostname(), pid: process.pid, startedAt: vitals.startedAt };
  let beating: Promise<void> | undefined;
  const beat = (): void => {
    beating ??= noteProcess(vitals.sql, row, { ...vitals.surroundings(), troubles: vitals.troubles() })
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
    await forgetProcess(vitals.sql, row.id).catch(() => undefined);
  };
};
