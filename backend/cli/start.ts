/** `gantry start`: the whole tower with one command, one URL printed; Ctrl-C or SIGTERM ends it and leaves nothing behind. */

import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '../src/kernel/errors.ts';
import { ConfigError, parseConfig } from '../src/platform/config.ts';
import { whenLaunchersEnd } from './launchers.ts';
import type { Environment } from './tower-access.ts';

const retryMs = 500;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const untilAskedToStop = (): Promise<string> =>
  new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => done(signal));
    whenLaunchersEnd(() => done('npx or pnpm ended'));
  });

const welcome = (
  tower: { origin: string; adminKey: string; firstStart: boolean },
  { demo, seconds }: { demo: boolean; seconds: string },
): void => {
  say(`\n  Gantry is ready after ${seconds} s:  ${tower.origin}\n`);
  say(`  wall           ${tower.origin}/wall`);
  say(`  API reference  ${tower.origin}/docs`);
  if (tower.firstStart)
    say(`\n  API key (area manager; shown this once, kept in the home’s admin.key):\n  ${tower.adminKey}`);
  if (demo) say('\n  The sandbox world is sending orders and scans. GANTRY_DEMO=0 starts an empty tower.');
  say('\n  Ctrl-C stops everything.\n');
};

/** Applies the migrations as soon as the database is there; several processes may do so at once. */
const migrateInTime = async (databaseUrl: string): Promise<void> => {
  const { migrate } = await import('@gantry/prisma/migrate');
  for (let told: string | undefined; ; await pause(retryMs)) {
    try {
      const applied = await migrate(databaseUrl);
      if (applied.length > 0) say(`migrations applied: ${applied.join(', ')}`);
      return;
    } catch (error) {
      const why = messageOf(error);
      if (why !== told) say(`migrations wait: ${why}`);
      told = why;
    }
  }
};

/** One role in this process, for containers: the supervisor is the container runtime then. It waits for its stores. */
const startRole = async (): Promise<void> => {
  const { setUp } = await import('./setup.ts');
  await setUp(say);
  void migrateInTime(process.env.DATABASE_URL ?? '');
  await import('../src/app/main.ts');
  await new Promise(() => undefined);
};

/** Runs until it is asked to stop. Answers the exit code. */
export const run = async (_args: string[], env: Environment): Promise<number> => {
  const began = performance.now();
  try {
    const config = parseConfig(env);
    if (config.role !== 'all') {
      await startRole();
      return 0;
    }
    const asked = untilAskedToStop();
    const { setUp } = await import('./setup.ts');
    await setUp(say);
    const { startTower } = await import('./tower.ts');
    const starting = startTower(config, { portIsOpen: !env.PORT, tell: say });
    const tower = await starting;
    welcome(tower, { demo: config.demo, seconds: ((performance.now() - began) / 1000).toFixed(1) });
    const signal = await asked;
    say(`\n  ${signal}: stopping …`);
    await tower.stop();
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigError ? error.message : messageOf(error)}\n`);
    return 1;
  }
};
