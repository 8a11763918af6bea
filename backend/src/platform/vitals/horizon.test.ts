import { describe, expect, it } from 'vitest';
import { createHorizonMemory, endsAfterMs, type OpenTransaction } from './horizon.ts';

const open = (xid: string, ageMs: number): OpenTransaction => ({
  kind: 'session',
  xid,
  ageMs,
  isClient: true,
  pid: 1,
  application: 'psql',
  user: 'u',
  address: null,
  state: 'active',
  since: null,
  statement: 'SELECT',
  transaction: null,
});

describe('how long a transaction has held the log back', () => {
  it('is its own age where nobody looked before', () => {
    expect(
      createHorizonMemory()
        .heldFor([open('7', 90_000)], 100_000)
        .get('7'),
    ).toBe(90_000);
  });
  it('begins when it took its number where it had read for long before', () => {
    const memory = createHorizonMemory();
    memory.heldFor([], 100_000);
    expect(memory.heldFor([open('7', 90_000)], 102_000).get('7')).toBe(2_000);
    expect(memory.heldFor([open('7', 93_000)], 105_000).get('7')).toBe(5_000);
  });
  it('is its own age again after a time in which nobody looked', () => {
    const memory = createHorizonMemory();
    memory.heldFor([], 100_000);
    expect(memory.heldFor([open('7', 30_000)], 160_000).get('7')).toBe(30_000);
  });
  it('is never more than its age', () => {
    const memory = createHorizonMemory();
    memory.heldFor([], 100_000);
    expect(memory.heldFor([open('7', 300)], 102_000).get('7')).toBe(300);
  });
});

describe('after how long a transaction is ended', () => {
  const limits = { endMs: 60_000, endPrepared: false };
  it.each<[string, Partial<OpenTransaction>, Partial<typeof limits> | { endMs: null }, number | null]>([
    ['a session of somebody', {}, {}, 60_000],
    ['where nothing is ended', {}, { endMs: null }, null],
    ['a backup of ours', { application: 'gantry-backup' }, {}, null],
    ["a session of Postgres' own", { isClient: false }, {}, null],
    ['a prepared one', { kind: 'prepared', isClient: false }, {}, null],
    ['a prepared one where those are ended too', { kind: 'prepared', isClient: false }, { endPrepared: true }, 60_000],
  ])('%s', (_what, over, other, after) => {
    expect(endsAfterMs({ ...open('7', 1), ...over }, { ...limits, ...other })).toBe(after);
  });
});
