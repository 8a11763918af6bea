/** A child process of the tower: started with its log, watched, started again when it dies or hangs, stopped by its own pid. */
import { type ChildProcess, fork } from 'node:child_process';
import { closeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { watchAnswers } from '../../src/embedded/answering.ts';
import { logSize, openLog, readLog } from '../../src/embedded/log-file.ts';
import { type RunningProcess, stopLaunched } from '../../src/embedded/server-process.ts';
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
  /** Looks for one that a killed tower left and that does what this one would: it is taken on in its place. */
  adopt?: (() => Promise<RunningProcess | undefined>) | undefined;
  /** Where one that is adopted listens. */
  port?: number | undefined;
  /** Told of every process the moment it exists. */
  onSpawn(pid: number): void;
  tell(text: string): void;
  /** How long it may leave our questions unanswered. */
  silenceMs?: number;
};

const heed = fileURLToPath(new URL('./heed.ts', import.meta.url));
/** How long a child may leave our questions unanswered. */
const usualSilenceMs = 30_000;
const steadyMs = 30_000;
/** How long one may take to stop. */
const stopMs = 6_500;
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
  const late = setTimeout(() => child.kill('SIGKILL'), stopMs);
  await gone(child);
  clearTimeout(late);
};

type Word = { ready?: number; whole?: boolean; answer?: number };

/** What a child has said of itself, over all its processes; one that does not announce counts as ready and whole. */
const createWords = (announces: boolean) => {
  const ready = Promise.withResolvers<number>();
  const whole = Promise.withResolvers<void>();
  let wasReady = !announces;
  if (wasReady) {
    ready.resolve(0);
    whole.resolve();
  }
  return {
    told: { ready: ready.promise, whole: whole.promise },
    get wasReady() {
      return wasReady;
    },
    hear: (word: Word): void => {
      if (word.whole) whole.resolve();
      if (word.ready === undefined) return;
      wasReady = true;
      ready.resolve(word.ready);
    },
    giveUp: ready.reject,
  };
};

/** Whether one that ended is started again, and after how long: longer each time while it keeps ending. */
const createRestarts = () => {
  let early = 0;
  let fails = 0;
  /** Undefined where it ended by its own doing before it was ever ready. */
  return (how: string, { livedMs, wasReady }: { livedMs: number; wasReady: boolean }): number | undefined => {
    fails = livedMs > steadyMs ? 0 : fails + 1;
    const ownDoing = how.startsWith('code') || ++early > earlyTries;
    return wasReady || !ownDoing ? Math.min(100 * 2 ** fails, longestPauseMs) : undefined;
  };
};

const toldSilence = (name: string): string => `${name} does not answer any more; it is ended and started again`;

/** Follows one process to its end: hears what it says, asks whether it answers, and kills it when it does not. */
const follow = (
  child: ChildProcess,
  { name, tell, silenceMs = usualSilenceMs }: ChildOptions,
  { hear, onEnd }: { hear(word: Word): void; onEnd(how: string): void },
): void => {
  let over = false;
  const ended = (how: string): void => {
    if (over) return;
    over = true;
    silence.end();
    onEnd(how);
  };
  const silence = watchSilence({
    limitMs: silenceMs,
    ask: (n) => void (child.connected && child.send({ ask: n } satisfies Question, () => undefined)),
    onSilence: () => {
      tell(toldSilence(name));
      child.kill('SIGKILL');
    },
  });
  child.on('message', (word: Word) => {
    silence.heard();
    hear(word);
  });
  child.once('exit', (code, signal) => ended(signal ?? `code ${code}`));
  // Not started at all: no process, no exit. Later ones are about signals and messages to one that just ended.
  child.on('error', (error) => {
    if (!child.pid) ended(error.message);
  });
};

/** Follows one that is not our child: it is asked over its port. */
const followAdopted = (
  server: RunningProcess,
  { name, port = 0, tell, onSpawn, silenceMs = usualSilenceMs }: ChildOptions,
  { hear, onEnd }: { hear(word: Word): void; onEnd(how: string): void },
): void => {
  onSpawn(server.pid);
  hear({ ready: port, whole: true });
  watchAnswers(server, { protocol: 'http', port, limitMs: silenceMs, onSilence: () => tell(toldSilence(name)) });
  void server.exited.then(onEnd);
};

/** Starts a child and keeps it running until `stop`. */
export const startChild = (options: ChildOptions): Child => {
  const { name, logFile, onSpawn, tell } = options;
  const words = createWords(options.announces);
  const pauseAfter = createRestarts();
  let stopping = false;
  let current: ChildProcess | undefined;
  let adopted: RunningProcess | undefined;
  let again: NodeJS.Timeout | undefined;
  const start = (): void => {
    if (stopping) return;
    const logStart = logSize(logFile);
    const onEnd = ending(logStart);
    try {
      current = launch(options);
      if (current.pid) onSpawn(current.pid);
      follow(current, options, { hear: words.hear, onEnd });
    } catch (error) {
      onEnd((error as Error).message);
    }
  };
  const ending = (logStart: number): ((how: string) => void) => {
    const bornAt = performance.now();
    return (how) => {
      adopted = undefined;
      if (stopping) return;
      const pauseMs = pauseAfter(how, { livedMs: performance.now() - bornAt, wasReady: words.wasReady });
      if (pauseMs !== undefined) {
        tell(`${name} died and was started again (${how})`);
        again = setTimeout(start, pauseMs);
      } else words.giveUp(new Error(`${name} ended (${how}) before it was ready:\n${lastLines(logFile, logStart)}`));
    };
  };
  const begin = async (adopt: NonNullable<ChildOptions['adopt']>): Promise<void> => {
    adopted = await adopt();
    if (adopted) followAdopted(adopted, options, { hear: words.hear, onEnd: ending(logSize(logFile)) });
    else start();
  };
  const begun = options.adopt ? begin(options.adopt) : start();
  return {
    get pid() {
      return adopted?.pid ?? current?.pid;
    },
    ...words.told,
    stop: async () => {
      stopping = true;
      clearTimeout(again);
      await begun;
      if (adopted) await stopLaunched(adopted, 'SIGTERM', stopMs);
      if (current) await end(current);
    },
  };
};
