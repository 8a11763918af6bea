/** A `gantry start` that is started again whenever it ends, as a person or a container runtime would do it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const gantry = join(import.meta.dirname, '../../../cli/gantry.ts');
const foreign = /^(DATABASE_URL|REDIS_URL|CLICKHOUSE_URL|PORT|HOST|GANTRY_.*|VITEST.*)$/;

/** Our environment without what would lead a tower to other stores than its own. */
const bareEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]): [string, string][] =>
      value === undefined || foreign.test(name) ? [] : [[name, value]],
    ),
  );

export type StartedProcess = {
  readonly pid: number | undefined;
  /** Kills it; that it ends then is no news. */
  kill(): void;
  /** Ends it for good: SIGTERM, and SIGKILL after `patienceMs`. */
  end(patienceMs: number): Promise<void>;
};

export type StartedOptions = {
  name: string;
  env: Record<string, string>;
  logFile: string;
  /** How long whoever starts it again takes to do so. */
  restartMs: number;
  /** Told of every end that nobody asked for, with its last words. */
  onEnd(what: string): void;
};

const lastLine = (file: string): string => readFileSync(file, 'utf8').trimEnd().split('\n').at(-1)?.slice(0, 300) ?? '';

const launch = ({ env, logFile }: StartedOptions): ChildProcess => {
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', gantry, 'start'], {
    env: { ...bareEnvironment(), ...env },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  return child;
};

/** Starts it and keeps it started until `end`. */
export const startProcess = (options: StartedOptions): StartedProcess => {
  let ending = false;
  let killed = false;
  let current: ChildProcess | undefined;
  const over = new AbortController();
  const keep = async (): Promise<void> => {
    while (!ending) {
      killed = false;
      const child = launch(options);
      current = child;
      const how = await new Promise<string>((done) => {
        child.once('error', (error) => done(error.message));
        child.once('exit', (code, signal) => done(signal ?? `code ${code}`));
      });
      if (!ending && !killed) options.onEnd(`${options.name} ended by itself (${how}): ${lastLine(options.logFile)}`);
      if (!ending) await pause(options.restartMs, undefined, { signal: over.signal }).catch(() => undefined);
    }
  };
  const kept = keep();
  return {
    get pid() {
      return current?.pid;
    },
    kill: () => {
      killed = true;
      current?.kill('SIGKILL');
    },
    end: async (patienceMs) => {
      ending = true;
      over.abort();
      current?.kill('SIGCONT');
      current?.kill('SIGTERM');
      const late = setTimeout(() => current?.kill('SIGKILL'), patienceMs);
      await kept;
      clearTimeout(late);
    },
  };
};
