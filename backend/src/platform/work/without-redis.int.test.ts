/** Work goes on while Redis hangs or is gone, nothing is done twice when it comes back, and stopping does not wait for it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestPlatform, type TestPlatform } from '../../../test/test-platform.ts';
import { until } from '../../../test/until.ts';
import { openWire, type Wire } from '../../../test/wire.ts';
import { job } from './jobs.ts';
import { startWork } from './work.ts';

const runs: number[] = [];
const gates = new Map<number, Promise<void>>();
const noted = job({
  name: 'test.noted',
  payload: z.object({ n: z.int() }),
  lane: 'calls',
  run: async ({ n }) => {
    runs.push(n);
    await gates.get(n);
  },
});
let ticks = 0;
const clock = job({
  name: 'test.clock',
  payload: z.object({}),
  lane: 'fast',
  every: 500,
  run: async () => void ticks++,
});

let wire: Wire;
let test: TestPlatform;
let stopWork: () => Promise<void>;
beforeAll(async () => {
  test = await openTestPlatform({}, 16, async (config) => {
    wire = await openWire(config.redisUrl);
    return { ...config, redisUrl: wire.url };
  });
  stopWork = startWork(test.platform, test.queue, [noted, clock]);
});
afterAll(async () => {
  wire.letGo();
  await stopWork();
  await test.close();
  await wire.close();
});

const enqueue = (n: number): Promise<void> =>
  test.platform.jobs.enqueue(noted, { n }, { key: String(n), thread: { correlationId: 'ord_1' } });
const done = async (): Promise<number> =>
  test.platform.database.prisma.job.count({ where: { name: 'test.noted', status: 'done' } });
const delivered = () => test.queue.answers;

describe.each(['hold', 'cut'] as const)('work while Redis is gone (%s)', (how) => {
  it('goes on from the table and by the clock, and by the queues when it is back', async () => {
    const begin = how === 'hold' ? 0 : 1_000;
    await until(async () => delivered());
    await enqueue(begin);
    await until(async () => (await done()) === runs.length && runs.includes(begin));
    let open = (): void => undefined;
    gates.set(begin + 1, new Promise((go) => (open = go)));
    await enqueue(begin + 1);
    await until(async () => runs.includes(begin + 1), { what: 'a job under way' });
    wire[how]();
    const [before, doneBefore] = [ticks, await done()];
    await Promise.all(Array.from({ length: 30 }, (_, n) => enqueue(begin + 100 + n)));
    await until(async () => (await done()) === doneBefore + 30, { ms: 10_000, what: 'the work done without Redis' });
    await until(async () => ticks >= before + 2, { ms: 10_000, what: 'ticks without Redis' });
    // What was in hand when it went ends as well.
    open();
    await until(async () => (await done()) === doneBefore + 31);
    wire.letGo();
    await until(async () => delivered(), { ms: 5_000, what: 'Redis back' });
    await enqueue(begin + 2);
    await until(async () => (await done()) === doneBefore + 32, { ms: 10_000, what: 'work after its return' });
    expect(new Set(runs).size).toBe(runs.length);
    const counts = async () =>
      Object.values(await test.queue.counts()).map(({ active = 0, waiting = 0 }) => active + waiting);
    await until(async () => (await counts()).every((n) => n === 0), { ms: 40_000, what: 'queues that are empty' });
    expect(new Set(runs).size).toBe(runs.length);
  });
});

describe('stopping', () => {
  it('waits for what is in hand and not for a Redis that hangs', async () => {
    let open = (): void => undefined;
    const n = 5_000;
    gates.set(n, new Promise((go) => (open = go)));
    const before = await done();
    await until(async () => delivered());
    await enqueue(n);
    await until(async () => runs.includes(n), { what: 'a job under way' });
    wire.hold();
    const stopping = stopWork();
    let stopped = false;
    void stopping.then(() => {
      stopped = true;
    });
    await until(async () => !test.queue.answers);
    expect(stopped).toBe(false);
    open();
    const began = performance.now();
    await stopping;
    expect(performance.now() - began).toBeLessThan(4_000);
    expect(await done()).toBe(before + 1);
  });
});
