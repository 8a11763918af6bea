/** Measures once a second, for all sockets of this process, whether the log behind them goes on. */
import type { LogStanding } from '@gantry/shared/live';
import type { Platform } from '../platform.ts';
import { measureLog } from '../vitals/log-figures.ts';
import { livingProcesses } from '../vitals/processes.ts';
import { createLogWatch } from './standing.ts';

const everyMs = 1_000;

/** The log as the sockets of this process know it, measured until `close`. */
export type LogPulse = { log(): LogStanding; close(): void };

/** Begins to measure. `position` is how far this process has read. */
export const openLogPulse = (platform: Platform, position: () => number): LogPulse => {
  const { vitals } = platform;
  const watch = createLogWatch(Date.now());
  let measuring = false;
  const measure = async (): Promise<void> => {
    if (measuring) return;
    measuring = true;
    try {
      const [log, living] = await Promise.all([measureLog(vitals.sql), livingProcesses(vitals.sql)]);
      const said = living.filter(({ role }) => role === 'worker').map(({ seenAt }) => seenAt);
      const { head, unplaced, oldestUnplacedMs } = log;
      const figures = { head: head ?? 0, unplaced: unplaced ?? 0, oldestUnplacedMs: oldestUnplacedMs ?? 0 };
      watch.take({ ...figures, position: position(), workerSaid: said.sort().at(-1) ?? null }, Date.now());
    } catch {
      // That nothing was measured is itself what the watch goes by.
    } finally {
      measuring = false;
    }
  };
  void measure();
  const timer = setInterval(() => void measure(), everyMs);
  return { log: () => watch.at(Date.now()), close: () => clearInterval(timer) };
};
