import { describe, expect, it, vi } from 'vitest';
import { fixedClock } from '../../kernel/clock.ts';
import { StoreAway } from '../../kernel/errors.ts';
import type { Platform } from '../../platform/platform.ts';
import { digestOf, openRing } from './ring.ts';

type Holder = { name: string; until: number };

/** A ring over a store that can be changed and taken away, and whose changes can be told or not. */
const opened = () => {
  const clock = fixedClock('2026-11-28T08:00:00Z');
  const stored = new Map<string, Holder>();
  const listeners = new Set<() => void>();
  const state = { away: false, asked: 0, gate: Promise.resolve() };
  const signals = {
    on: (_: string, listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const ring = openRing<Holder>({ clock, signals } as unknown as Platform, {
    find: async (digest) => {
      state.asked++;
      const holder = stored.get(digest);
      await state.gate;
      if (state.away) throw new StoreAway('postgres', new Error('gone'));
      return holder;
    },
    isAlive: ({ until }, _digest, now) => now.getTime() < until,
  });
  const hold = (secret: string, ms = 60_000_000): void =>
    void stored.set(digestOf(secret), { name: secret, until: clock.now().getTime() + ms });
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  return { ring, clock, stored, state, hold, tell };
};

describe('a ring', () => {
  it('asks once for a secret that is shown again and again, and each time for whether it is alive', async () => {
    const { ring, clock, state, hold } = opened();
    hold('a', 1_000);
    expect([(await ring.find('a'))?.name, (await ring.find('a'))?.name, state.asked]).toEqual(['a', 'a', 1]);
    clock.advance(1_000);
    expect([await ring.find('a'), await ring.find('b')]).toEqual([undefined, undefined]);
  });
  it('forgets what it remembers when it is told that something ended', async () => {
    const { ring, stored, hold, tell } = opened();
    hold('a');
    await ring.find('a');
    stored.clear();
    tell();
    expect(await ring.find('a')).toBeUndefined();
  });
  it('believes what was confirmed lately while the store is away, and nothing that it never saw or that has ended', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 0 });
    try {
      const { ring, clock, state, hold } = opened();
      hold('a', 1_800_000);
      hold('b');
      await ring.find('a');
      state.away = true;
      // Its short memory is over.
      vi.setSystemTime(5_000);
      expect((await ring.find('a'))?.name).toBe('a');
      expect(state.asked).toBe(2);
      await expect(ring.find('b')).rejects.toBeInstanceOf(StoreAway);
      clock.advance(1_800_000);
      expect(await ring.find('a')).toBeUndefined();
      clock.advance(1_800_000);
      vi.setSystemTime(10_000);
      await expect(ring.find('a')).rejects.toBeInstanceOf(StoreAway);
    } finally {
      vi.useRealTimers();
    }
  });
  it('does not keep an answer that was on its way when something ended', async () => {
    const { ring, stored, state, hold, tell } = opened();
    hold('a');
    const { promise, resolve } = Promise.withResolvers<void>();
    state.gate = promise;
    const asking = ring.find('a');
    await new Promise(setImmediate);
    stored.clear();
    tell();
    resolve();
    expect((await asking)?.name).toBe('a');
    state.away = true;
    await expect(ring.find('a')).rejects.toBeInstanceOf(StoreAway);
  });
});
