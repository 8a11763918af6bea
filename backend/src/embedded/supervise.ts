/** Keeps an embedded server running: when it dies it is started again on its port, after longer pauses while it keeps dying. */
import { setTimeout as pause } from 'node:timers/promises';
import { type LaunchedProcess, stopLaunched } from './server-process.ts';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;
const STEADY_MS = 30_000;

export type RunningServer = { server: LaunchedProcess; port: number };
export type SupervisedServer = {
  /** The process that runs now. */
  readonly pid: number;
  /** Ends the server with `signal`, harder when it does not listen, and starts it no more. */
  stop(signal: NodeJS.Signals): Promise<void>;
};

/** Watches `first`; `start` is given the port that everybody already knows. */
export function supervise(first: RunningServer, start: (port: number) => Promise<RunningServer>): SupervisedServer {
  const stopping = new AbortController();
  let running = first;
  let wait = FIRST_PAUSE_MS;

  const startAgain = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await pause(wait, undefined, { signal: stopping.signal }).catch(() => {});
      wait = Math.min(wait * 2, LONGEST_PAUSE_MS);
      if (stopping.signal.aborted) return;
      const next = await start(first.port).catch(() => undefined);
      if (!next) continue;
      running = next;
      return;
    }
  };
  const watch = async (): Promise<void> => {
    while (true) {
      const since = performance.now();
      await running.server.exited;
      if (stopping.signal.aborted) return;
      if (performance.now() - since > STEADY_MS) wait = FIRST_PAUSE_MS;
      await startAgain();
      // It may have come up while everything was being stopped.
      if (stopping.signal.aborted) return;
    }
  };
  const over = watch();
  return {
    get pid() {
      return running.server.pid;
    },
    async stop(signal) {
      stopping.abort();
      await stopLaunched(running.server, signal);
      await over;
      if (!running.server.hasExited()) await stopLaunched(running.server, signal);
      if (!running.server.hasExited()) await stopLaunched(running.server, 'SIGKILL');
    },
  };
}
