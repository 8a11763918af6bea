/** When a promise ends and whether it was kept. */
import { describe, expect, it } from 'vitest';
import { onTime, promiseEnd } from './promise.ts';

const promise = { day: '2026-11-22', timeZone: 'America/Sao_Paulo' };

describe('a promise', () => {
  it('ends with its day by its own clock', () => {
    expect(promiseEnd(promise)?.toISOString()).toBe('2026-11-23T03:00:00.000Z');
    expect(promiseEnd(null)).toBeNull();
  });
  it('is kept until the last second of that day, and not after', () => {
    expect(onTime(promise, '2026-11-23T02:59:59.999Z')).toBe(true);
    expect(onTime(promise, '2026-11-23T03:00:00.000Z')).toBe(false);
  });
  it('without a delivery or without a promise nothing is said', () => {
    expect(onTime(promise, null)).toBeNull();
    expect(onTime(null, '2026-11-23T02:59:59.999Z')).toBeNull();
  });
});
