/** Keeps an embedded server running: when it dies it is started again on its port, for ever, after longer pauses while it keeps dying. */
import { setTimeout as pause } from 'node:timers/promises';
import { roomIn } from './room.ts';
import { type LaunchedProcess, stopLaunched } from './server-process.ts';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;
const STEADY_MS = 30_000;
const MEGABYTE = 1024 * 1024;
/** Less than this and a server may fail for want of room. */
const LITTLE_ROOM = 32 * MEGABYTE;

export type OnLaunch = (server: LaunchedProcess) => void;
export type RunningServer = { server: LaunchedProcess; port: number };
export type SupervisedServer = {
  /** The process that runs now. */
  readonly pid: number;
  /** Ends the server with `signal`, harder when it does not listen, and starts it no more. */
  stop(signal: NodeJS.Signals): Promise<void>;
};
export type Supervision = {
  name: string;
  /** Where its data is: what a start that fails may lack is room there. */
  dataDir: string;
  /** Given the port that everybody already knows; says which process it launched before that is ready. */
  start(port: number, onLaunch: OnLaunch): Promise<RunningServer>;
  tell?: ((text: string) => void) | undefined;
  onRestart?: (() => void) | undefined;
  /** Called before a start is tried again after one that failed. */
  onFailure?: (() => void) | undefined;
};

/** Says in plain words why a server does not start. */
export function whyNot(error: unknown, dataDir: string): string {
  const room = roomIn(dataDir);
  if (room && room.freeBytes < LITTLE_ROOM)
    return `there is no space left on the disk of ${dataDir} (${Math.floor(room.freeBytes / MEGABYTE)} MB free)`;
  const lines = (error instanceof Error ? error.message : String(error)).trim().split('\n');
  return lines.at(-1) ?? '';
}

/** Watches `first` and what comes after it. */
export function supervise(
  first: RunningServer,
  { name, dataDir, start, tell, onRestart, onFailure }: Supervision,
): SupervisedServer {
  const stopping = new AbortController();
  let running = first;
  let launched = first.server;
  let wait = FIRST_PAUSE_MS;
  // Said once, however often it is tried.
  let said = false;

  const startAgain = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await pause(wait, undefined, { signal: stopping.signal }).catch(() => {});
      wait = Math.min(wait * 2, LONGEST_PAUSE_MS);
      if (stopping.signal.aborted) return;
      try {
        running = await start(first.port, (server) => {
          launched = server;
        });
        onRestart?.();
        return;
      } catch (error) {
        if (!said) tell?.(`${name} does not start: ${whyNot(error, dataDir)}. It is tried again until it does.`);
        said = true;
        onFailure?.();
      }
    }
  };
  const watch = async (): Promise<void> => {
    while (true) {
      const since = performance.now();
      const how = await running.server.exited;
      if (stopping.signal.aborted) return;
      if (performance.now() - since > STEADY_MS) {
        wait = FIRST_PAUSE_MS;
        said = false;
      }
      if (!said) tell?.(`${name} ended (${how}) and is started again`);
      await startAgain();
      // It may have come up while everything was being stopped.
      if (stopping.signal.aborted) return;
      if (said) tell?.(`${name} is back`);
      said = false;
    }
  };
  const over = watch();
  return {
    get pid() {
      return running.server.pid;
    },
    async stop(signal) {
      stopping.abort();
      await stopLaunched(launched, signal);
      await over;
      // One that was launched at the last moment.
      if (!launched.hasExited()) await stopLaunched(launched, 'SIGKILL');
    },
  };
}
