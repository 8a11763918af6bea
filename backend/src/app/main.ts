/**
 * The entry of an api or worker process. The supervisor (or a container) starts it; it reads the environment, runs its
 * role, and ends cleanly on SIGTERM or SIGINT within ten seconds. It tells the supervisor when it listens (`ready`, with its
 * port) and when it has everything that it waits for (`whole`).
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { messageOf } from '../kernel/errors.ts';
import { ConfigError, parseConfig } from '../platform/config.ts';
import { startApi } from './api.ts';
import type { ProcessConfig } from './open-platform.ts';
import { startWorker } from './worker.ts';

const deadlineMs = 9_000;

/** Loading all this code leaves some ninety megabytes of garbage that V8 would keep for as long as little happens. */
const giveBackMemory = (): void => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as NodeJS.GCFunction;
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
};

const settled = (): ProcessConfig => {
  const config = parseConfig(process.env);
  if (config.role === 'all')
    throw new ConfigError(['GANTRY_ROLE: this entry runs one role, api or worker; `gantry start` runs all']);
  return config as ProcessConfig;
};

const tell = (error: unknown): void => {
  const said =
    error instanceof ConfigError || !(error instanceof Error) ? messageOf(error) : (error.stack ?? messageOf(error));
  process.stderr.write(`${said}\n`);
};

const run = async (): Promise<void> => {
  const config = settled();
  const running = config.role === 'api' ? await startApi(config) : await startWorker(config);
  let isWhole = false;
  const say = (word: { ready: number } | { whole: true }): void => {
    if (process.connected) process.send?.(word);
  };
  say({ ready: running.port });
  void running.whole.then(() => {
    isWhole = true;
    say({ whole: true });
  });
  setTimeout(giveBackMemory, 2_000).unref();
  let ending = false;
  const end = (code: number): void => {
    if (ending) return;
    ending = true;
    const deadline = setTimeout(() => process.exit(1), deadlineMs);
    deadline.unref();
    void running.stop().then(
      () => process.exit(code),
      () => process.exit(1),
    );
  };
  // A store that goes away never gets here: everything that asks one hears of it. What does is a bug, and nobody knows what
  // it left half done, so the process tells of it and lets the supervisor start another.
  const lastResort = (error: unknown): void => {
    tell(error);
    end(1);
  };
  process.on('uncaughtException', lastResort);
  process.on('unhandledRejection', lastResort);
  process.on('SIGTERM', () => end(0));
  process.on('SIGINT', () => end(0));
  // Whoever works when its supervisor is killed may be adopted by the next one; whoever does not yet is of no use to it.
  const orphaned = (): void => {
    if (!isWhole) end(0);
  };
  if (process.send && !process.connected) orphaned();
  process.on('disconnect', orphaned);
};

run().catch((error: unknown) => {
  tell(error);
  process.exit(1);
});
