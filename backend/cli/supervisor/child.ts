/** A child process of the tower: started with its log, watched, started again when it dies or hangs, stopped by its own pid. */
import { type ChildProcess, fork } from 'node:child_process';
import { closeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { logSize, openLog, readLog } from '../../src/embedded/log-file.ts';
import type { Question } from './heed.ts';
import { watchSilence } from './silence.ts';

export type Child = {
  readonly pid: number | undefined;
  /** Resolves with what it said when it was ready; rejects when it ended by itself before. */
  ready: Promise<number>;
  /** Resolves when it has said that it is whole: its stores are there, and it works. */
  whole: Promise<void>;
  stop(): Promise<void>;
};
export type ChildOptions = {
  name: string;
  entry: string;
  /** Asked at each start: what one start found out may belong to the next. */
  env(): Record<string, string>;
  logFile: string;
  /** True when it says `{ ready }` and `{ whole }` over IPC; else it counts as both once started. */
  announces: boolean;
  /** Told of every process the moment it exists. */
  onSpawn(pid: number): void;
  tell(text: string): void;
  /** How long it may leave our questions unanswered. */
  silenceMs?: number;
};

const heed = fileURLToPath(new URL('./heed.ts', import.meta.url));
const steadyMs = 30_000;
const longestPauseMs = 5_000;
/** Killed from outside before it was ever ready, it is started again so many times. */
const earlyTries = 3;

const lastLines = (file: string, start: number): string =>
  readLog(file, start).trimEnd().split('\n').slice(-15).join('\n');

const launch = ({ entry, env, logFile }: ChildOptions): ChildProcess => {
  const log = openLog(logFile);
  const out = log ?? 'ignore';
  try {
    return fork(entry, [], {
      env: { ...process.env, ...env() },
      stdio: ['ignore', out, out, 'ipc'],
      execArgv: ['--disable-warning=ExperimentalWarning', '--import', heed],
      detached: true,
    });
  } finally {
    if (log !== undefined) closeSync(log);
  }
};

const isGone = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null || !child.pid;

const gone = (child: ChildProcess): Promise<void> =>
  new Promise((done) => {
    if (isGone(child)) done();
    else child.once('exit', () => done());
  });

const end = async (child: ChildProcess): Promise<void> => {
  if (isGone(child)) return;
  child.kill('SIGTERM');
  // One that was stopped hears of it only when it goes on.
  child.kill('SIGCONT');
  const late = setTimeout(() => child.kill('SIGKILL'), 6_500);
  await gone(child);
  clearTimeout(late);
};

/** Starts a child and keeps it running until `stop`. */
export const startChild = (options: ChildOptions): Child => {
  const { name, logFile, tell, silenceMs = 30_000 } = options;
  const { promise: ready, resolve, reject } = Promise.withResolvers<number>();
  let stopping = false;
  let wasReady = !options.announces;
  let early = 0;
  let fails = 0;
  let current: ChildProcess | undefined;
  let again: NodeJS.Timeout | undefined;
  const { promise: whole, resolve: becomeWhole } = Promise.withResolvers<void>();
  if (wasReady) {
    resolve(0);
    becomeWhole();
  }

  const startLater = (why: string): void => {
    tell(`${name} died and was started again (${why})`);
    again = setTimeout(start, Math.min(100 * 2 ** fails, longestPauseMs));
  };
  const onEnd = (how: string, { bornAt, logStart }: { bornAt: number; logStart: number }): void => {
    if (stopping) return;
    fails = performance.now() - bornAt > steadyMs ? 0 : fails + 1;
    const ownDoing = how.startsWith('code') || ++early > earlyTries;
    if (wasReady || !ownDoing) startLater(how);
    else reject(new Error(`${name} ended (${how}) before it was ready:\n${lastLines(logFile, logStart)}`));
  };
  const watch = (child: ChildProcess, born: { bornAt: number; logStart: number }): void => {
    let over = false;
    const ended = (how: string): void => {
      if (over) return;
      over = true;
      silence.end();
      onEnd(how, born);
    };
    const silence = watchSilence({
      limitMs: silenceMs,
      ask: (n) => void (child.connected && child.send({ ask: n } satisfies Question, () => undefined)),
      onSilence: () => {
        tell(`${name} does not answer any more; it is ended and started again`);
        child.kill('SIGKILL');
      },
    });
    child.on('message', (message: { ready?: number; whole?: boolean; answer?: number }) => {
      silence.heard();
      if (message.whole) becomeWhole();
      if (message.ready === undefined) return;
      wasReady = true;
      resolve(message.ready);
    });
    child.once('exit', (code, signal) => ended(signal ?? `code ${code}`));
    // Not started at all: no process, no exit. Later ones are about signals and messages to one that just ended.
    child.on('error', (error) => {
      if (!child.pid) ended(error.message);
    });
  };
  const start = (): void => {
    if (stopping) return;
    const born = { bornAt: performance.now(), logStart: logSize(logFile) };
    try {
      current = launch(options);
      if (current.pid) options.onSpawn(current.pid);
      watch(current, born);
    } catch (error) {
      onEnd((error as Error).message, born);
    }
  };
  start();
  return {
    get pid() {
      return current?.pid;
    },
    ready,
    whole,
    stop: async () => {
      stopping = true;
      clearTimeout(again);
      if (current) await end(current);
    },
  };
};
