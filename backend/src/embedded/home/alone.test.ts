/** How long a process goes on whose supervisor was killed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { goOnAlone } from './alone.ts';
import { closePidBook, openPidBook } from './book.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gantry-alone-'));
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(home, { recursive: true, force: true });
});

describe('a process whose supervisor is gone', () => {
  it('goes on for 15 s, and ends once', () => {
    const end = vi.fn();
    goOnAlone(home, end);
    vi.advanceTimersByTime(14_500);
    expect(end).not.toHaveBeenCalled();
    vi.advanceTimersByTime(60_000);
    expect(end).toHaveBeenCalledTimes(1);
  });
  it('goes on for as long as another supervisor has the home, and 15 s longer', () => {
    const end = vi.fn();
    goOnAlone(home, end);
    vi.advanceTimersByTime(10_000);
    openPidBook(home);
    vi.advanceTimersByTime(600_000);
    expect(end).not.toHaveBeenCalled();
    closePidBook(home);
    vi.advanceTimersByTime(14_500);
    expect(end).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(end).toHaveBeenCalledTimes(1);
  });
});
