/** A child process of the tower: started with its log, watched, started again when it dies, stopped by its own pid. */
import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

export type Child = {
  readonly pid: number | undefined;
  /** Resolves with what it said when it was ready; rejects when it died before. */
  ready: Promise<number>;
  /** Resolves when it has said that it is whole: its stores are there, and it works. */
  whole: Promise<void>;
  stop(): Promise<void>;
};
export type ChildOptions = {
  name: string;
  entry: string;
  env: Record<string, string>;
  logFile: string;
  /** True when it says `{ ready }` and `{ whole }` over IPC; else it counts as both once started. */
  announces: boolean;
  onRestart(pid: number): void;
};

const lastLines = (file: string): string => readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n');

const launch = ({ entry, env, logFile }: ChildOptions): ChildProcess => {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  const child = fork(entry, [], {
    env: { ...process.env, ...env },
    stdio: ['ignore', log, log, 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
    detached: true,
  });
  closeSync(log);
  return child;
};

const gone = (child: ChildProcess): Promise<void> =>
  new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) done();
    else child.once('exit', () => done());
  });

/** Starts a child and keeps it running until `stop`. */
export const startChild = (options: ChildOptions): Child => {
  let stopping = false;
  let wasReady = !options.announces;
  let fails = 0;
  let current = launch(options);
  let again: NodeJS.Timeout | undefined;
  const { promise: ready, resolve, reject } = Promise.withResolvers<number>();
  const { promise: whole, resolve: becomeWhole } = Promise.withResolvers<void>();
  if (wasReady) {
    resolve(0);
    becomeWhole();
  }

  const watch = (child: ChildProcess): void => {
    const bornAt = Date.now();
    child.on('message', (message: { ready?: number; whole?: boolean }) => {
      if (message.whole) becomeWhole();
      if (message.ready === undefined) return;
      wasReady = true;
      resolve(message.ready);
    });
    child.once('exit', (code, signal) => {
      if (stopping) return;
      if (!wasReady)
        return reject(
          new Error(`${options.name} ended (${signal ?? code}) before it was ready:\n${lastLines(options.logFile)}`),
        );
      fails = Date.now() - bornAt > 30_000 ? 0 : fails + 1;
      again = setTimeout(
        () => {
          current = launch(options);
          options.onRestart(current.pid ?? 0);
          watch(current);
        },
        Math.min(100 * 2 ** fails, 5_000),
      );
    });
  };
  watch(current);
  return {
    get pid() {
      return current.pid;
    },
    ready,
    whole,
    stop: async () => {
      stopping = true;
      clearTimeout(again);
      if (current.exitCode !== null || current.signalCode !== null) return;
      current.kill('SIGTERM');
      const late = setTimeout(() => current.kill('SIGKILL'), 6_500);
      await gone(current);
      clearTimeout(late);
    },
  };
};
