/** Redis comes and goes, and hangs: nobody waits for it, and what it counted goes on to count. */
import { createClient } from 'redis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshStores } from '../../test/fresh-stores.ts';
import { until } from '../../test/until.ts';
import { openWire, type Wire } from '../../test/wire.ts';
import { StoreAway } from '../kernel/errors.ts';
import { openLimit } from './http/limits.ts';
import { openRedis, type Redis } from './redis.ts';
import { openSignals } from './signals.ts';

let url = '';
let drop: () => Promise<void>;
let wire: Wire;
beforeAll(async () => {
  const stores = await freshStores();
  ({ drop } = stores);
  url = stores.config.redisUrl;
  wire = await openWire(url);
});
afterAll(async () => {
  await wire.close();
  await drop();
});
beforeEach(() => wire.letGo());

const opened = async (address = wire.url): Promise<Redis> => {
  const redis = openRedis(address, () => undefined);
  await until(async () => redis.answers, { what: 'Redis' });
  return redis;
};
const flush = async (): Promise<void> => {
  const client = await createClient({ url }).connect();
  await client.flushDb();
  client.destroy();
};
const timed = async (work: () => Promise<unknown>): Promise<{ ms: number; error: unknown }> => {
  const began = performance.now();
  const error = await work().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { ms: performance.now() - began, error };
};

describe('a Redis', () => {
  it('need not be there: whoever asks is told at once, and it is used when it comes', async () => {
    wire.cut();
    const redis = openRedis(wire.url, () => undefined);
    const { ms, error } = await timed(() => redis.ask(() => redis.client.ping()));
    expect(error).toBeInstanceOf(StoreAway);
    expect(ms).toBeLessThan(100);
    wire.letGo();
    await until(async () => (await redis.ask(() => redis.client.ping())) === 'PONG', { ms: 3_000 });
    redis.close();
  });
  it.each(['hold', 'cut'] as const)(
    'that is gone (%s) costs one question its deadline, and all others nothing',
    async (how) => {
      const redis = await opened();
      wire[how]();
      const asked = [];
      for (let n = 0; n < 40; n++) asked.push(await timed(() => redis.ask(() => redis.client.ping())));
      expect(asked.every(({ error }) => error instanceof StoreAway)).toBe(true);
      // Without the memory of the first one this takes eight seconds.
      expect(asked.reduce((sum, { ms }) => sum + ms, 0)).toBeLessThan(2_000);
      wire.letGo();
      await until(async () => (await redis.ask(() => redis.client.ping())) === 'PONG', { ms: 5_000 });
      redis.close();
    },
  );
  it('that hangs is noticed though nobody asks', async () => {
    const redis = await opened();
    wire.hold();
    await until(async () => !redis.answers, { ms: 5_000, what: 'silence noticed' });
    wire.letGo();
    await until(async () => redis.answers, { ms: 5_000, what: 'the return noticed' });
    redis.close();
  });
  it('that hung for long is connected to anew', async () => {
    const broken: string[] = [];
    const redis = openRedis(wire.url, (error) => void broken.push(error.name));
    await until(async () => redis.answers);
    wire.hold();
    await until(async () => broken.length > 0, { ms: 12_000, what: 'the connection given up' });
    wire.letGo();
    await until(async () => redis.answers, { ms: 5_000 });
    redis.close();
  });
  it('says what a question itself threw', async () => {
    const redis = await opened(url);
    await expect(redis.ask(() => Promise.reject({ msBeforeNext: 1 }))).rejects.toEqual({ msBeforeNext: 1 });
    expect(redis.answers).toBe(true);
    redis.close();
  });
});

describe('signals', () => {
  it('are heard by other processes again after Redis was away, also when it was not there at first', async () => {
    wire.cut();
    const [near, far] = [openRedis(wire.url, () => undefined), await opened(url)];
    const [mine, theirs] = [openSignals(near), openSignals(far)];
    let heard = 0;
    mine.on('test', () => heard++);
    const comes = async (): Promise<void> => {
      const before = heard;
      await until(async () => {
        theirs.raise('test');
        return heard > before;
      });
    };
    wire.letGo();
    await mine.listening;
    await comes();
    wire.cut();
    await until(async () => !near.answers);
    wire.letGo();
    await comes();
    for (const one of [near, far]) one.close();
  });
});

describe('a limit', () => {
  const pace = { name: 'test', points: 3, seconds: 60 };
  const refused = { code: 'slow_down' };

  it('gives nobody fresh tries while Redis hangs, nor when it comes back empty', async () => {
    const redis = await opened();
    const limit = openLimit(redis, pace);
    for (let n = 0; n < 2; n++) await limit.take('a');
    wire.hold();
    await limit.take('a');
    await expect(limit.take('a')).rejects.toMatchObject(refused);
    await expect(limit.look('a')).rejects.toMatchObject(refused);
    await limit.take('b');
    wire.letGo();
    await until(async () => redis.answers);
    await flush();
    await expect(limit.take('a')).rejects.toMatchObject(refused);
    await limit.look('b');
    redis.close();
  });
  it('is counted for all processes together', async () => {
    const [one, two] = [await opened(), await opened(url)];
    const limits = [openLimit(one, { ...pace, name: 'all' }), openLimit(two, { ...pace, name: 'all' })] as const;
    await limits[0].take('a');
    await limits[1].take('a');
    await limits[0].take('a');
    await expect(limits[1].take('a')).rejects.toMatchObject(refused);
    await expect(limits[1].look('a')).rejects.toMatchObject(refused);
    for (const each of [one, two]) each.close();
  });
  it('delays nobody while Redis hangs', async () => {
    const redis = await opened();
    const limit = openLimit(redis, { name: 'many', points: 1_000, seconds: 60 });
    wire.hold();
    const { ms } = await timed(async () => {
      for (let n = 0; n < 40; n++) await limit.take('a');
    });
    expect(ms).toBeLessThan(2_000);
    redis.close();
  });
});
