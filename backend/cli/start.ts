/** `gantry start`: the whole tower with one command, one URL printed; Ctrl-C or SIGTERM ends it and leaves nothing behind. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endOrphans } from '../src/embedded/home/book.ts';
import { type ClaimedHome, claimHome } from '../src/embedded/home/claim.ts';
import { messageOf } from '../src/kernel/errors.ts';
import { type Config, ConfigError, parseConfig } from '../src/platform/config.ts';
import { whenLaunchersEnd } from './launchers.ts';
import { checkHome, checkNode, checkPort, checkRoom } from './supervisor/first-checks.ts';
import { say, sparingly } from './supervisor/say.ts';
import { untilReady } from './supervisor/until-ready.ts';
import type { Tower } from './tower.ts';
import type { Environment } from './tower-access.ts';

/** How long a start that is given up may take to undo what it did. */
const patienceMs = 7_000;
const retryMs = 500;
/** What a killed tower leaves that goes on: `startTower` adopts it, or ends it where it is not what it would start. */
const adoptable = ['api', 'worker', 'postgres', 'redis', 'clickhouse'];

const untilAskedToStop = (): Promise<string> =>
  new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => done(signal));
    whenLaunchersEnd(() => done('npx or pnpm ended'));
  });

/** Who comes in first where nobody is there yet. That it failed is told, and tried again by the next start. */
const firstPeople = async (config: Config, { origin, adminKey, file }: Tower): Promise<string[]> => {
  const { makeFirstPeople, toldOfFirstPeople } = await import('./people/first-people.ts');
  try {
    const { databaseUrl } = file();
    return toldOfFirstPeople(await makeFirstPeople(config, { origin, adminKey, databaseUrl }));
  } catch (error) {
    return [`\n  The first accounts could not be made: ${messageOf(error)}`];
  }
};

const welcome = (
  tower: Pick<Tower, 'origin' | 'sql' | 'adminKey' | 'firstStart'>,
  { home, demo, seconds, people }: { home: string; demo: boolean; seconds: string; people: string[] },
): void => {
  say(`\n  Gantry is ready after ${seconds} s:  ${tower.origin}\n`);
  say(`  operations     ${tower.origin}/logistics`);
  say(`  wall           ${tower.origin}/wall`);
  say(`  API reference  ${tower.origin}/docs`);
  if (tower.sql) say(`  SQL            ${tower.sql} (analysts are added in Settings)`);
  say(`  home           ${home}`);
  if (tower.firstStart)
    say(`\n  API key (area manager; shown this once, kept in the home’s admin.key):\n  ${tower.adminKey}`);
  for (const line of people) say(line);
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

/** A supervisor that ends leaves nobody to start things again: what it did not foresee it says and outlives. */
const outlive = (): void => {
  const told = sparingly(say);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.on('uncaughtException', (error) => told(`the supervisor goes on after: ${messageOf(error)}`));
};

/** Everything that can be known beforehand, before anything is started; then the home is ours. */
const claim = async (config: Config, portIsOpen: boolean): Promise<ClaimedHome> => {
  const { home } = config;
  checkNode();
  checkHome(home);
  const claimed = await claimHome(home, say, adoptable);
  try {
    await checkPort(config, { portIsOpen, served: claimed.survivors.api?.port });
    checkRoom(home, { reserveMb: config.diskReserveMb, fresh: !existsSync(join(home, 'data')) });
    return claimed;
  } catch (error) {
    await endOrphans(home, { onEnd: () => undefined });
    claimed.release();
    throw error;
  }
};

/** The code of a tower: it is read while what a killed one left is still ending. */
const loadTower = async () => ({ ...(await import('./setup.ts')), ...(await import('./tower.ts')) });

type Launch = { portIsOpen: boolean; claimed: ClaimedHome; signal: AbortSignal; code: ReturnType<typeof loadTower> };

const launchTower = async (config: Config, { code, ...launch }: Launch): Promise<Tower> => {
  const { setUp, startTower } = await code;
  await setUp(say);
  return startTower(config, { ...launch, tell: say });
};

/** Gives a start up that is under way. What does not end by itself stands in the book of what was started. */
const abandon = async (home: string, starting: Promise<Tower>): Promise<void> => {
  const settled = starting.then(
    (tower) => tower.stop(),
    () => undefined,
  );
  await Promise.race([settled, pause(patienceMs)]);
  await endOrphans(home, { onEnd: () => undefined });
};

const runTower = async (config: Config, portIsOpen: boolean): Promise<void> => {
  const began = performance.now();
  const asked = untilAskedToStop();
  const claiming = claim(config, portIsOpen);
  const code = loadTower();
  // Where the home is somebody else's, that is what is told.
  code.catch(() => undefined);
  const claimed = await claiming;
  outlive();
  try {
    const giveUp = new AbortController();
    const starting = launchTower(config, { portIsOpen, claimed, code, signal: giveUp.signal });
    const tower = await Promise.race([starting, asked]);
    if (typeof tower === 'string') {
      say(`\n  ${tower}: stopping …`);
      giveUp.abort(new Error('stopping'));
      await abandon(config.home, starting);
      return say('  stopped\n');
    }
    void untilReady(tower.origin, say).then(async () => {
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      welcome(tower, { ...config, seconds, people: await firstPeople(config, tower) });
    });
    say(`\n  ${await asked}: stopping …`);
    await tower.stop();
    say('  stopped\n');
  } finally {
    claimed.release();
  }
};

/** Runs until it is asked to stop. Answers the exit code. */
export const run = async (_args: string[], env: Environment): Promise<number> => {
  try {
    const config = parseConfig(env);
    if (config.role === 'all') await runTower(config, !env.PORT);
    else await startRole();
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigError ? error.message : messageOf(error)}\n`);
    return 1;
  }
};
