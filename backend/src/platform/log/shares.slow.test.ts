/**
 * Workers that come, go, die, hang and wake again: each has its fair share of the partitions within ten seconds, nothing
 * moves without a cause, and whoever lost a partition can no longer move its position or double an effect.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SubscriberTask } from '../../../test/subscriber-process.ts';
import { appendSome, openTestPlatform, type TestPlatform } from '../../../test/test-platform.ts';
import { trashOf } from '../../../test/trash-entries.ts';
import { until } from '../../../test/until.ts';
import { headOf } from './event-log.ts';

const script = fileURLToPath(new URL('../../../test/subscriber-process.ts', import.meta.url));
const within = { ms: 10_000 };
const tables = `
  CREATE TABLE test_handlings (reader text, seq bigint, by text, at timestamptz DEFAULT clock_timestamp());
  CREATE TABLE test_effects (reader text, seq bigint, by text, PRIMARY KEY (reader, seq));
  CREATE TABLE test_gate (open boolean);
  CREATE TABLE test_moves (subscriber text, partition int, kind text, owner text);
  CREATE FUNCTION note_move() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.owner IS NOT NULL AND NEW.owner IS DISTINCT FROM OLD.owner THEN
      INSERT INTO test_moves VALUES (NEW.subscriber, NEW.partition, 'claimed', NEW.owner); END IF;
    IF NEW.position < OLD.position THEN
      INSERT INTO test_moves VALUES (NEW.subscriber, NEW.partition, 'back', NEW.owner); END IF;
    RETURN NEW; END $$;
  CREATE TRIGGER note_move BEFORE UPDATE ON checkpoints FOR EACH ROW EXECUTE FUNCTION note_move()`;

/** A tower of nothing but subscribers: its workers, and what they did. */
const openWorld = async () => {
  const test: TestPlatform = await openTestPlatform();
  const { database } = test.platform;
  await database.pool.query(tables);
  const children = new Set<ChildProcess>();
  const ids = new Map<string, number>();
  return {
    test,
    database,
    start: (task: Omit<SubscriberTask, 'config'>): ChildProcess => {
      const env = { ...process.env, SUBSCRIBER_TASK: JSON.stringify({ ...task, config: test.config }) };
      const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
        env,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      children.add(child);
      if (child.pid !== undefined) ids.set(task.name, child.pid);
      return child;
    },
    /** How many partitions each of the named workers holds. */
    held: async (...names: string[]): Promise<number[]> => {
      const rows = await database.rows<{ pid: number; n: number }>(
        `SELECT substring(owner FROM '-(\\d+)-[0-9a-f]+/')::int AS pid, count(*)::int AS n FROM checkpoints
         WHERE lease_until >= now() GROUP BY 1`,
      );
      return names.map((name) => rows.find(({ pid }) => pid === ids.get(name))?.n ?? 0);
    },
    count: async (text: string): Promise<number> => (await database.rows<{ n: number }>(text))[0]?.n ?? 0,
    close: async (): Promise<void> => {
      for (const child of children) child.kill('SIGKILL');
      await test.close();
    },
  };
};
type World = Awaited<ReturnType<typeof openWorld>>;

const claims = ({ count }: World) => count("SELECT count(*)::int AS n FROM test_moves WHERE kind = 'claimed'");
const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
};
/** Waits until every worker has looked around some times more. */
const seenAgain = async ({ database }: World): Promise<void> => {
  const [now] = await database.rows<{ now: Date }>('SELECT now() AS now');
  await until(
    async () =>
      (
        await database.rows(
          "SELECT 1 FROM processes WHERE seen_at > now() - interval '6 seconds' AND seen_at < $1::timestamptz + interval '4 seconds'",
          now?.now,
        )
      ).length === 0,
    within,
  );
};
const subscribers = [
  { name: 'test.a', partitions: 1 },
  { name: 'test.b', partitions: 2 },
  { name: 'test.c', partitions: 4 },
];

describe('fair shares', () => {
  let world: World;
  const running: Record<string, ChildProcess> = {};
  const start = (name: string, more: Partial<SubscriberTask> = {}): void => {
    running[name] = world.start({ name, subscribers, ...more });
  };
  const shares = (wanted: number[], ...names: string[]) =>
    until(async () => (await world.held(...names)).toSorted((a, b) => a - b).join() === wanted.join() || null, {
      ...within,
      what: `shares ${wanted} of ${names}`,
    });
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  it('one worker takes everything', async () => {
    start('first');
    await shares([7], 'first');
    expect(await claims(world)).toBe(7);
  });
  it('a second gets its share of an odd number, and nothing moves any more', async () => {
    start('second', { gate: 1_000_000 });
    await shares([3, 4], 'first', 'second');
    await seenAgain(world);
    expect(await claims(world)).toBe(7 + 3);
  });
  it('a third gets its share', async () => {
    start('third');
    await shares([2, 2, 3], 'first', 'second', 'third');
    await seenAgain(world);
    expect((await world.held('first', 'second', 'third')).toSorted()).toEqual([2, 2, 3]);
  });
  it('one that ends in order leaves its share to the others at once', async () => {
    running.third?.kill('SIGTERM');
    await shares([3, 4], 'first', 'second');
  });
  it('what a killed one held is taken by the other', async () => {
    running.second?.kill('SIGKILL');
    await shares([7], 'first');
  });
  it('everything was handled, in order of positions that never went back', async () => {
    const { test, database, count } = world;
    await appendSome(
      test.platform,
      Array.from({ length: 32 }, (_, n) => `share-${n}`),
      300,
    );
    await until(async () => (await count('SELECT count(*)::int AS n FROM test_effects')) === 3 * 300);
    expect(await headOf(database)).toBe(300);
    expect(await count("SELECT count(*)::int AS n FROM test_moves WHERE kind = 'back'")).toBe(0);
  });
});

describe('a worker that was killed and is started again on its machine', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  it('goes on at once, long before what it held would lapse', async () => {
    const { database, test } = world;
    const killed = world.start({ name: 'killed', subscribers });
    await until(async () => (await world.held('killed'))[0] === 7);
    await appendSome(test.platform, ['one', 'two'], 20);
    killed.kill('SIGKILL');
    await ended(killed);
    // As if its last word had just come, and for so long that nothing can lapse meanwhile.
    await database.run("UPDATE processes SET seen_at = now() + interval '1 minute'");
    await database.run("UPDATE checkpoints SET lease_until = now() + interval '1 minute'");
    world.start({ name: 'next', subscribers });
    await until(
      async () =>
        (await database.rows("SELECT 1 FROM processes WHERE seen_at < now() + interval '30 seconds'")).length > 0,
    );
    await until(async () => (await world.held('next'))[0] === 7, { ms: 3_000, what: 'everything taken over' });
    await until(async () => (await world.count('SELECT count(*)::int AS n FROM test_effects')) === 3 * 20);
  });
});

describe('a worker that was stopped in the middle of its work', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  it('moves nothing and doubles nothing when it wakes after another took over', async () => {
    const { test, count, database } = world;
    const one = [{ name: 'test.stopped', partitions: 1 }];
    const handledBy = (name: string) => count(`SELECT count(*)::int AS n FROM test_handlings WHERE by = '${name}'`);
    const sleeper = world.start({ name: 'sleeper', subscribers: one, gate: 10 });
    await until(async () => (await world.held('sleeper'))[0] === 1);
    await appendSome(test.platform, ['one', 'two'], 200);
    // It has taken up the tenth event and stands in the middle of it.
    await until(async () => (await handledBy('sleeper')) === 10);
    sleeper.kill('SIGSTOP');
    world.start({ name: 'taker', subscribers: one });
    await until(async () => (await world.held('taker'))[0] === 1, { ms: 10_000, what: 'the lease taken' });
    await until(async () => (await handledBy('taker')) === 200);
    await database.run('INSERT INTO test_gate VALUES (true)');
    await appendSome(test.platform, ['one', 'two'], 100);
    await until(async () => (await handledBy('taker')) === 300);
    sleeper.kill('SIGCONT');
    // The one with the longer life gets the only partition of two workers back.
    await until(async () => (await world.held('sleeper'))[0] === 1, within);
    await appendSome(test.platform, ['one', 'two'], 1);
    await until(async () => (await count('SELECT count(*)::int AS n FROM test_effects')) === 301);
    // It ended the batch that it had in hand, to no effect, and read on where the other stood.
    expect(await handledBy('sleeper')).toBe(50 + 1);
    expect(await count("SELECT count(*)::int AS n FROM test_effects WHERE by = 'sleeper'")).toBe(9 + 1);
    expect(await count("SELECT count(*)::int AS n FROM test_moves WHERE kind = 'back'")).toBe(0);
    expect(await count('SELECT max(position)::int AS n FROM checkpoints')).toBe(301);
  });
});

describe('an event that ends the process that handles it', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  it('is found by what the dead leave behind, and the rest flows on', { timeout: 180_000 }, async () => {
    const { test, database, count } = world;
    const one = [{ name: 'test.deadly', partitions: 1 }];
    let child = world.start({ name: 'worker-0', subscribers: one, deadly: 120 });
    await until(async () => (await world.held('worker-0'))[0] === 1);
    await appendSome(test.platform, ['one', 'two'], 200);
    let deaths = 0;
    while (deaths < 10) {
      const over = await Promise.race([
        ended(child).then(() => false),
        until(async () => (await count('SELECT count(*)::int AS n FROM test_effects WHERE seq <= 200')) === 199, {
          ms: 30_000,
        }),
      ]);
      if (over) break;
      deaths++;
      // What would lapse by itself after six seconds.
      await database.run('DELETE FROM processes');
      await database.run("UPDATE checkpoints SET lease_until = now() - interval '1 second'");
      child = world.start({ name: `worker-${deaths}`, subscribers: one, deadly: 120 });
    }
    expect(deaths).toBe(2 + 5);
    const trashed = await trashOf(world.test.platform, 'test.deadly');
    expect(trashed).toMatchObject([
      { payload: { seq: 120 }, detail: expect.stringContaining('the process ended 5 times') },
    ]);
  });
});
