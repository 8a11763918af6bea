import { describe, expect, it } from 'vitest';
import { createCache } from './cache.ts';

/** A cache over answers that are given when the test says so. */
const given = (most = 10) => {
  let time = 0;
  const loads: string[] = [];
  const waiting: { give(value: string): void; fail(error: Error): void }[] = [];
  const cache = createCache<string, string>({
    ttlMs: 100,
    most,
    now: () => time,
    load: (key) => {
      loads.push(key);
      return new Promise((give, fail) => waiting.push({ give, fail }));
    },
  });
  const next = async () => {
    while (waiting.length === 0) await Promise.resolve();
    const one = waiting.shift();
    if (!one) throw new Error('something is being loaded');
    return one;
  };
  const pass = (ms: number): void => {
    time += ms;
  };
  return { cache, loads, next, pass };
};

describe('a cache', () => {
  it('loads a key once for all who ask together, and remembers it for its time', async () => {
    const { cache, loads, next, pass } = given();
    const together = [cache.get('a'), cache.get('a')];
    pass(500);
    together.push(cache.get('a'));
    (await next()).give('one');
    expect(await Promise.all(together)).toEqual(['one', 'one', 'one']);
    expect(loads).toEqual(['a']);
  });
  it('counts the time from when loading began', async () => {
    const { cache, loads, next, pass } = given();
    const first = cache.get('a');
    const one = await next();
    pass(60);
    one.give('one');
    await first;
    pass(39);
    expect(await cache.get('a')).toBe('one');
    pass(1);
    const second = cache.get('a');
    (await next()).give('two');
    expect(await second).toBe('two');
    expect(loads).toEqual(['a', 'a']);
  });
  it('does not remember a failure', async () => {
    const { cache, next } = given();
    const failing = cache.get('a');
    (await next()).fail(new Error('away'));
    await expect(failing).rejects.toThrow('away');
    const again = cache.get('a');
    (await next()).give('one');
    expect(await again).toBe('one');
  });
  it('does not remember what was being loaded when it was cleared', async () => {
    const { cache, next } = given();
    const before = cache.get('a');
    const old = await next();
    cache.clear();
    const after = cache.get('a');
    const fresh = await next();
    fresh.give('new');
    old.give('old');
    expect([await before, await after, await cache.get('a')]).toEqual(['old', 'new', 'new']);
  });
  it('lets the oldest go when it is full', async () => {
    const { cache, loads, next } = given(2);
    for (const key of ['a', 'b', 'c']) {
      const asked = cache.get(key);
      (await next()).give(key);
      await asked;
    }
    await Promise.all([cache.get('b'), cache.get('c')]);
    expect(loads).toEqual(['a', 'b', 'c']);
    const asked = cache.get('a');
    (await next()).give('a');
    await asked;
    expect(loads).toEqual(['a', 'b', 'c', 'a']);
  });
});
