/**
 * A rebuild whose process is killed at each of its steps, and one beneath which the engine or Postgres is: whoever feeds the
 * tables goes on, they say what the log says, and nothing of the rebuild is left.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Analytics, connect } from '@gantry/analytics/client';
import { migrate } from '@gantry/prisma/migrate';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type FactProof, openFactProof, whileFed } from '../../../../test/fact-world.ts';
import type { RebuildTask, RebuildWord } from '../../../../test/rebuild-process.ts';
import {
  allSteps,
  expectedSteps,
  type Moment,
  spread,
  swapSteps,
  rebuiltTables as tables,
} from '../../../../test/rebuild-steps.ts';
import { until } from '../../../../test/until.ts';
import { rebuildDeaths } from '../../../../test/volume.ts';
import { startClickHouse } from '../../../embedded/clickhouse.ts';
import { startPostgres } from '../../../embedded/postgres.ts';
import type { Server } from '../../../embedded/server-process.ts';

vi.setConfig({ testTimeout: 1_800_000, hookTimeout: 120_000 });
const script = fileURLToPath(new URL('../../../../test/rebuild-process.ts', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'gantry-rebuild-'));
let postgres: Server;
let engine: Server;
let proof: FactProof;
let client: Analytics;
let steps: string[];

beforeAll(async () => {
  // Postgres runs as another user when we are root, and has to get through to its data.
  chmodSync(home, 0o755);
  [postgres, engine] = await Promise.all([
    startPostgres({ dataDir: join(home, 'postgres'), logFile: join(home, 'postgres.log') }),
    startClickHouse({ dataDir: join(home, 'clickhouse'), logFile: join(home, 'clickhouse.log') }),
  ]);
  await migrate(postgres.url);
  proof = await openFactProof({ databaseUrl: postgres.url, clickhouseUrl: engine.url });
  client = await connect(engine.url);
  await proof.tell(4);
  await fedOn();
  steps = await rebuildTo(null, 'before', async () => undefined);
  for (const what of expectedSteps) expect(steps.filter((step) => what.test(step)).length).toBeGreaterThan(0);
});
afterAll(async () => {
  await client?.close();
  await proof?.close();
  await Promise.all([engine?.stop(), postgres?.stop()]);
  rmSync(home, { recursive: true, force: true });
});

/** Rebuilds in a process of its own until it stands at the step, and lets something befall it. Answers its steps if it ended well. */
const rebuildTo = async (
  nth: number | null,
  moment: Moment,
  befall: (child: ChildProcess) => Promise<void>,
): Promise<string[]> => {
  const task: RebuildTask = { databaseUrl: postgres.url, clickhouseUrl: engine.url, nth, moment };
  const child = fork(script, [], {
    env: { ...process.env, REBUILD_TASK: JSON.stringify(task) },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const exited = once(child, 'exit');
  const standing = Promise.withResolvers<boolean>();
  let done: string[] = [];
  child.on('message', (word: RebuildWord) => {
    if ('steps' in word) done = word.steps;
    standing.resolve('standing' in word);
  });
  void exited.then(() => standing.resolve(false));
  if (await standing.promise) await befall(child);
  await exited;
  return done;
};

const leftovers = () =>
  client.values(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND match(name, '__(rebuild|verify)')",
  );

/** What lapses by itself after six seconds of silence, as soon as it can be said. */
const endLeases = () =>
  until(
    () =>
      proof.platform.database
        .run(`UPDATE checkpoints SET lease_until = now() - interval '1 second' WHERE owner IS NOT NULL`)
        .then(() => true),
    { what: 'Postgres back', ms: 60_000 },
  );

/** Events come, the tables are fed on and say what the log says, and nothing else is there. */
const fedOn = (): Promise<void> =>
  whileFed({ platform: proof.platform, client, tables }, async () => {
    await proof.tell();
    await proof.caughtUp(tables);
    expect(await proof.movesIn(client)).toEqual(await proof.moves());
    const end = await proof.head();
    expect(await client.values('SELECT count(), max(seq) FROM event_facts FINAL')).toEqual([[end, end]]);
    await until(async () => (await leftovers()).length === 0, { what: 'no side tables', ms: 30_000 });
    expect(await proof.trashed()).toBe(0);
  });

/** Kills a store while the rebuild goes on from its step, until another process is in its place. */
const killing = (server: () => Server) => async (child: ChildProcess) => {
  const { pid } = server();
  child.send('go');
  process.kill(pid, 'SIGKILL');
  await until(async () => server().pid !== pid, { what: 'another process of the store', ms: 60_000 });
};

const endings: [what: string, most: number, befall: (child: ChildProcess) => Promise<void>][] = [
  ['killed itself', rebuildDeaths.killed, async (child) => void child.kill('SIGKILL')],
  ['with the engine killed beneath it', rebuildDeaths.storeKilled, killing(() => engine)],
  ['with Postgres killed beneath it', rebuildDeaths.storeKilled, killing(() => postgres)],
];

it.each(endings)(
  'a rebuild %s at any of its steps leaves whole tables and nothing else',
  async (_what, most, befall) => {
    for (const [nth, moment] of spread(rebuildDeaths.every ? allSteps(steps) : swapSteps(steps), most)) {
      await rebuildTo(nth, moment, befall);
      await endLeases();
      await fedOn();
    }
  },
);
