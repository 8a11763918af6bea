/** An api or worker process by itself, which nobody starts again: what ends it is seen. */
import { type ChildProcess, fork } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const entry = join(import.meta.dirname, '../src/app/main.ts');

export type AppProcess = {
  pid: number;
  /** The port it listens on. Rejects when it ends before. */
  ready: Promise<number>;
  /** Resolves when it says that its stores are there. */
  whole: Promise<void>;
  /** How it ended; undefined while it lives. */
  ended(): string | undefined;
  log(): string;
  /** Asks it to stop; answers its exit code and how long that took. */
  stop(): Promise<{ code: number | null; ms: number }>;
};

const gone = (child: ChildProcess): Promise<void> =>
  new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) done();
    else child.once('exit', () => done());
  });

/** Starts one with this environment, its log in a file. */
export const startAppProcess = (env: Record<string, string>, logFile: string): AppProcess => {
  const log = openSync(logFile, 'a');
  const child = fork(entry, [], {
    env: { ...process.env, ...env },
    stdio: ['ignore', log, log, 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const readFile = (): string => readFileSync(logFile, 'utf8');
  const { promise: ready, resolve, reject } = Promise.withResolvers<number>();
  const { promise: whole, resolve: becomeWhole } = Promise.withResolvers<void>();
  ready.catch(() => undefined);
  child.on('message', (message: { ready?: number; whole?: boolean }) => {
    if (message.ready !== undefined) resolve(message.ready);
    if (message.whole) becomeWhole();
  });
  const ended = (): string | undefined =>
    child.signalCode ?? (child.exitCode === null ? undefined : `exit code ${child.exitCode}`);
  child.once('exit', () => reject(new Error(`it ended (${ended()}) before it listened:\n${readFile()}`)));
  return {
    pid: child.pid ?? 0,
    ready,
    whole,
    ended,
    log: readFile,
    stop: async () => {
      const began = performance.now();
      child.kill('SIGTERM');
      await gone(child);
      return { code: child.exitCode, ms: performance.now() - began };
    },
  };
};
