/** What is known of an engine that went without a word: who finds out pays, nobody after them, and its return is noticed. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchPeer } from './peer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An engine whose pings take three seconds while it is silent. */
const engine = () => {
  const state = { silent: false, pings: 0, calls: 0 };
  const answer = (signal?: AbortSignal): Promise<string> => {
    state.calls += 1;
    if (!state.silent) return Promise.resolve('answer');
    return new Promise((_, failed) => signal?.addEventListener('abort', () => failed(new Error('given up'))));
  };
  const peer = watchPeer(() => {
    state.pings += 1;
    if (!state.silent) return Promise.resolve(true);
    return new Promise((answer) => void setTimeout(() => answer(!state.silent), 3_000));
  });
  return { state, peer, ask: () => peer.ask(answer) };
};
const outcome = (call: Promise<unknown>): Promise<unknown> => call.catch((error: Error) => error.message);

describe('an engine that falls silent', () => {
  it('costs the first who asks some seconds, and no one after', async () => {
    const { state, ask, peer } = engine();
    state.silent = true;
    const first = outcome(ask());
    await vi.advanceTimersByTimeAsync(7_500);
    expect(await first).toBe('given up');
    const before = { ...state };
    expect(await outcome(ask())).toBe('the engine does not answer');
    expect(await peer.ping()).toBe(false);
    expect(state).toEqual(before);
  });
  it('is known to those who ask when only its health was asked for', async () => {
    const { state, ask, peer } = engine();
    state.silent = true;
    const health = peer.ping();
    await vi.advanceTimersByTimeAsync(6_500);
    expect(await health).toBe(false);
    expect(await outcome(ask())).toBe('the engine does not answer');
    expect(state.calls).toBe(0);
  });
  it('is asked again as soon as it answers a ping', async () => {
    const { state, ask, peer } = engine();
    state.silent = true;
    void peer.ping();
    await vi.advanceTimersByTimeAsync(10_000);
    state.silent = false;
    await vi.advanceTimersByTimeAsync(3_500);
    expect(await ask()).toBe('answer');
    expect(await peer.ping()).toBe(true);
  });
  it('is not away for one late answer, however many wait for it', async () => {
    const { state, ask, peer } = engine();
    state.silent = true;
    const waiting = [peer.ping(), peer.ping(), peer.ping()];
    await vi.advanceTimersByTimeAsync(2_900);
    expect(state.pings).toBe(1);
    await vi.advanceTimersByTimeAsync(200);
    state.silent = false;
    expect(await Promise.all(waiting)).toEqual([false, false, false]);
    expect(await ask()).toBe('answer');
  });
  it('is pinged no more once all is well and nothing is asked', async () => {
    const { state, ask, peer } = engine();
    await ask();
    await peer.ping();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(state.pings).toBe(1);
  });
});
