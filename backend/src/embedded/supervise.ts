/** Keeps an embedded server running: when it dies it is started again on its port, for ever, after longer pauses while it keeps dying. */
import { setTimeout as pause } from 'node:timers/promises';
import { roomIn } from './room.ts';
import { type RunningProcess, stopLaunched } from './server-process.ts';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;
const STEADY_MS = 30_000;
const MEGABYTE = 1024 * 1024;
/** Less than this and a server may fail for want of room. */
const LITTLE_ROOM = 32 * MEGABYTE;

export type OnLaunch = (server: RunningProcess) => void;
export type RunningServer = { server: RunningProcess; port: number };
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

/** Pauses between starts: longer each time, and as at first again after one that ran for a while. */
function openPauses(stop: AbortSignal) {
  let wait = FIRST_PAUSE_MS;
  return {
    async next(): Promise<void> {
      await pause(wait, undefined, { signal: stop }).catch(() => {});
      wait = Math.min(wait * 2, LONGEST_PAUSE_MS);
    },
    ranFor(ms: number): void {
      if (ms > STEADY_MS) wait = FIRST_PAUSE_MS;
    },
  };
}

/** Starts until one start succeeds; undefined when `stop` comes before. What fails is told once, however often it is tried. */
async function startUntilItRuns(
  start: () => Promise<RunningServer>,
  { name, dataDir, tell, onFailure }: Supervision,
  { pauses, stop }: { pauses: ReturnType<typeof openPauses>; stop: AbortSignal },
): Promise<RunningServer | undefined> {
  for (let failed = false; ; ) {
    await pauses.next();
    if (stop.aborted) return undefined;
    try {
      const running = await start();
      // It may have come up while everything was being stopped.
      if (failed && !stop.aborted) tell?.(`${name} is back`);
      return running;
    } catch (error) {
      if (!failed) tell?.(`${name} does not start: ${whyNot(error, dataDir)}. It is tried again until it does.`);
      failed = true;
      onFailure?.();
    }
  }
}

/** Watches `first` and what comes after it. */
export function supervise(first: RunningServer, supervision: Supervision): SupervisedServer {
  const { name, start, tell, onRestart } = supervision;
  const stopping = new AbortController();
  const stop = stopping.signal;
  const pauses = openPauses(stop);
  let running = first;
  let launched = first.server;
  const launchAgain = (): Promise<RunningServer> =>
    start(first.port, (server) => {
      launched = server;
    });
  const watch = async (): Promise<void> => {
    while (true) {
      const since = performance.now();
      const how = await running.server.exited;
      if (stop.aborted) return;
      pauses.ranFor(performance.now() - since);
      tell?.(`${name} ended (${how}) and is started again`);
      const next = await startUntilItRuns(launchAgain, supervision, { pauses, stop });
      if (!next || stop.aborted) return;
      running = next;
      onRestart?.();
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
