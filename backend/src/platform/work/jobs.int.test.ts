/** Jobs: kept in Postgres, woken by Redis; nothing is lost with Redis, nothing runs for one key twice, what fails ends in the Trash. */
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestPlatform, type TestPlatform } from '../../../test/test-platform.ts';
import { until } from '../../../test/tower.ts';
import { trashOf as entriesOf } from '../../../test/trash-entries.ts';
import { StoreAway, Upstream } from '../../kernel/errors.ts';
import { type Job, job } from './jobs.ts';
import { startWork } from './work.ts';

const runs: { name: string; n: number; attempt: number }[] = [];
const payload = z.object({ n: z.int() });
const noted = (name: string, retry: number, work: (n: number, attempt: number) => Promise<void> | void) =>
  job({
    name,
    payload,
    retry,
    lane: 'fast',
    run: async ({ n }, { attempt }) => {
      runs.push({ name, n, attempt });
      await work(n, attempt);
    },
  });
const runsOf = (name: string) => runs.filter((run) => run.name === name);

let openGate: () => void = () => undefined;
const gate = new Promise<void>((go) => {
  openGate = go;
});
const plain = noted('test.plain', 5, () => undefined);
const shaky = noted('test.shaky', 5, (_n, attempt) => {
  if (attempt === 1) throw new Error('not this time');
});
const broken = noted('test.broken', 1, () => {
  throw new Error('never');
});
const refused = noted('test.refused', 5, () => {
  throw new Upstream('acme', 'http_400', 'acme answered 400', false);
});
const partnerAway = noted('test.partner_away', 1, () => {
  throw new Upstream('acme', 'unreachable', 'acme: connect ECONNREFUSED 10.1.1.1:443', true);
});
let storeAway = true;
const waiting = noted('test.waiting', 1, () => {
  if (storeAway) throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
});
let endLong: () => void = () => undefined;
const longEnd = new Promise<void>((go) => {
  endLong = go;
});
const long = noted('test.long', 5, () => longEnd);
const gated = noted('test.gated', 5, () => gate);
const clock = job({
  name: 'test.clock',
  payload: z.object({}),
  lane: 'fast',
  every: 250,
  run: async () => void ticks++,
});
let ticks = 0;
const declared: Job<unknown>[] = [plain, shaky, broken, refused, partnerAway, waiting, gated, long, clock];

let test: TestPlatform;
let stopWork: () => Promise<void>;
beforeAll(async () => {
  test = await openTestPlatform();
  stopWork = await startWork(test.platform, test.queue, declared);
});
afterAll(async () => {
  openGate();
  endLong();
  await stopWork();
  await test.close();
});

const enqueue = (one: Job<{ n: number }>, n: number, key = String(n)): Promise<void> =>
  test.platform.jobs.enqueue(one, { n }, { key, thread: { correlationId: 'ord_1' } });
const rowsOf = (name: string) => test.platform.database.prisma.job.findMany({ where: { name } });
const settled = (name: string, status: string, n = 1) =>
  until(async () => (await rowsOf(name)).filter((row) => row.status === status).length === n, {
    what: `${n} of ${name} ${status}`,
  });
const trashOf = (name: string) => entriesOf(test.platform, name);

describe('a job', () => {
  it('runs with its payload and is done', async () => {
    await enqueue(plain, 1);
    await settled('test.plain', 'done');
    expect(runsOf('test.plain')).toEqual([{ name: 'test.plain', n: 1, attempt: 1 }]);
  });
  it('whose payload is not what it declares is refused when it is asked for', async () => {
    const loose: Job<unknown> = plain;
    const ticket = { key: 'x', thread: { correlationId: 'ord_1' } };
    await expect(test.platform.jobs.enqueue(loose, { n: 'one' }, ticket)).rejects.toThrow(z.ZodError);
    expect(await rowsOf('test.plain')).toHaveLength(1);
  });
  it('of one key is one job, however often it is asked for, before and after it ran', async () => {
    await Promise.all(Array.from({ length: 10 }, () => enqueue(plain, 2, 'same')));
    await settled('test.plain', 'done', 2);
    await enqueue(plain, 2, 'same');
    await enqueue(plain, 3, 'another');
    await settled('test.plain', 'done', 3);
    expect(runsOf('test.plain').map(({ n }) => n)).toEqual([1, 2, 3]);
  });
  it('that fails is tried again', async () => {
    await enqueue(shaky, 1);
    await settled('test.shaky', 'done');
    expect(runsOf('test.shaky').map(({ attempt }) => attempt)).toEqual([1, 2]);
  });
  it.each([
    ['fails to the last', broken, 'never'],
    ['is refused by a partner', refused, 'acme answered 400'],
    ['finds its partner away too often', partnerAway, 'ECONNREFUSED'],
  ])('that %s goes to the Trash with its payload and thread', async (_name, one, detail) => {
    await enqueue(one, 7);
    await settled(one.name, 'trashed');
    expect(runsOf(one.name)).toHaveLength(1);
    expect(await trashOf(one.name)).toMatchObject([
      { state: 'open', source: 'job', reason: 'job_failed', payload: { n: 7 }, correlationId: 'ord_1' },
    ]);
    expect((await trashOf(one.name))[0]?.detail).toContain(detail);
  });
  it('that meets an outage of ours waits, without spending its tries', async () => {
    await enqueue(waiting, 1);
    await until(async () => (await rowsOf('test.waiting'))[0]?.lastError, { what: 'the outage noted' });
    expect((await rowsOf('test.waiting'))[0]).toMatchObject({ status: 'open', attempts: 0 });
    const told = () => test.platform.vitals.troubles().filter(({ name }) => name === 'job.test.waiting');
    expect(told()).toMatchObject([{ text: expect.stringMatching(/^waiting/) }]);
    storeAway = false;
    await settled('test.waiting', 'done');
    expect(told()).toEqual([]);
    expect(await trashOf('test.waiting')).toEqual([]);
  });
  it('of the clockwork runs by itself', async () => {
    await until(async () => ticks >= 2, { what: 'two ticks' });
  });
});

it('a job that takes long is not due while it runs', async () => {
  await enqueue(long, 1);
  await until(async () => runsOf('test.long').length === 1, { what: 'the job under way' });
  const { database } = test.platform;
  await database.run(`UPDATE jobs SET run_at = now() + interval '6 seconds' WHERE name = 'test.long'`);
  const held = `SELECT 1 FROM jobs WHERE name = 'test.long' AND run_at > now() + interval '10 seconds'`;
  await until(async () => (await database.rows(held)).length === 1, { what: 'the job held for another while' });
  endLong();
  await settled('test.long', 'done');
  expect(runsOf('test.long')).toHaveLength(1);
});

it('a job that ends while the database is away is noted when it is back, and not run again', async () => {
  const own = await openTestPlatform();
  const { database } = own.platform;
  let refusals = 0;
  const run = (text: string, ...values: unknown[]): Promise<number> => {
    if (!text.startsWith('UPDATE jobs SET status') || ++refusals > 3) return database.run(text, ...values);
    return Promise.reject(new StoreAway('postgres', 'cut'));
  };
  const once = noted('test.once', 5, () => undefined);
  const stop = await startWork({ ...own.platform, database: { ...database, run } }, own.queue, [once]);
  try {
    await own.platform.jobs.enqueue(once, { n: 1 }, { key: '1', thread: { correlationId: 'ord_1' } });
    await until(async () => (await database.prisma.job.findFirst())?.status === 'done', { what: 'the job noted' });
    expect(refusals).toBe(4);
    expect(runsOf('test.once')).toHaveLength(1);
  } finally {
    await stop();
    await own.close();
  }
});

describe('an empty Redis', () => {
  it('loses no job, neither the waiting nor the running ones', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, n) => enqueue(gated, n)));
    await until(async () => runsOf('test.gated').length >= 8, { what: 'jobs under way' });
    const redis = await createClient({ url: test.config.redisUrl }).connect();
    await redis.flushDb();
    redis.destroy();
    openGate();
    await settled('test.gated', 'done', 30);
    expect(new Set(runsOf('test.gated').map(({ n }) => n)).size).toBe(30);
    const before = ticks;
    await enqueue(plain, 4);
    await settled('test.plain', 'done', 4);
    expect(ticks).toBeGreaterThanOrEqual(before);
  });
});

describe('a job that another worker took over', () => {
  it('is left to that one by the one that fails with it', async () => {
    const own = await openTestPlatform();
    const { promise: failing, resolve: fail } = Promise.withResolvers<void>();
    let begun = false;
    const overtaken = job({
      name: 'test.overtaken',
      payload,
      lane: 'fast',
      run: async () => {
        begun = true;
        await failing;
        throw new StoreAway('postgres', 'gone for long');
      },
    });
    const stop = startWork(own.platform, own.queue, [overtaken]);
    try {
      await own.platform.jobs.enqueue(overtaken, { n: 1 }, { key: '1', thread: { correlationId: 'ord_1' } });
      await until(async () => begun);
      const { prisma } = own.platform.database;
      const [row] = await prisma.job.updateManyAndReturn({
        data: { attempts: { increment: 1 }, runAt: new Date(Date.now() + 20_000) },
      });
      fail();
      await stop();
      expect(await prisma.job.findMany()).toEqual([row]);
    } finally {
      await own.close();
    }
  });
});
