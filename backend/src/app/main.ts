/**
 * The entry of an api or worker process. The supervisor (or a container) starts it; it reads the environment, runs its
 * role, and ends cleanly on SIGTERM or SIGINT within ten seconds.
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

const run = async (): Promise<void> => {
  const config = settled();
  const running = config.role === 'api' ? await startApi(config) : await startWorker(config);
  process.send?.({ ready: running.port });
  setTimeout(giveBackMemory, 2_000).unref();
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    const deadline = setTimeout(() => process.exit(1), deadlineMs);
    deadline.unref();
    void running.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  // A supervisor that is gone cannot stop us any more.
  process.on('disconnect', end);
};

run().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof ConfigError ? error.message : ((error as Error).stack ?? messageOf(error))}\n`,
  );
  process.exit(1);
});
