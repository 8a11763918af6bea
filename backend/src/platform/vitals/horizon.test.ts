import { describe, expect, it } from 'vitest';
import { createHorizonMemory, type OpenTransaction } from './horizon.ts';

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
