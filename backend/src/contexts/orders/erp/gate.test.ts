/** The gate: quick ERPs get several at a time, slow ones one, and all together leave room in the lane. */
import { describe, expect, it } from 'vitest';
import { openGate } from './gate.ts';

const settled = async (): Promise<void> => {
  for (let n = 0; n < 8; n++) await Promise.resolve();
};

const gateAt = () => {
  const clock = { now: 0 };
  const gate = openGate(() => clock.now);
  const inside: (() => void)[] = [];
  const outcomes: string[] = [];
  const enter = async (merchant: string): Promise<void> => {
    const at = outcomes.push('waits') - 1;
    const work = (): Promise<void> => {
      outcomes[at] = 'in';
      return new Promise((done) => inside.push(done));
    };
    void gate.enter(merchant, work).then((entered) => {
      outcomes[at] = entered ? 'out' : 'later';
    });
    await settled();
  };
  const leave = async (): Promise<void> => {
    inside.shift()?.();
    await settled();
  };
  return { clock, enter, leave, outcomes };
};

describe('the gate', () => {
  it('lets in four of a merchant, two wait for a moment, and all together leave room', async () => {
    const { enter, leave, outcomes } = gateAt();
    for (const merchant of ['a', 'a', 'a', 'a', 'a', 'a', 'a', 'b']) await enter(merchant);
    expect(outcomes).toEqual(['in', 'in', 'in', 'in', 'waits', 'waits', 'later', 'later']);
    await leave();
    expect(outcomes).toEqual(['out', 'in', 'in', 'in', 'in', 'waits', 'later', 'later']);
    await enter('b');
    expect(outcomes.at(-1)).toBe('in');
  });
  it('lets in one of a merchant whose ERP is slow, until it is quick again', async () => {
    const { clock, enter, leave, outcomes } = gateAt();
    for (let n = 0; n < 3; n++) {
      await enter('slow');
      clock.now += 12_000;
      await leave();
    }
    await enter('slow');
    await enter('slow');
    expect(outcomes.slice(-2)).toEqual(['in', 'later']);
    await leave();
    for (let n = 0; n < 9; n++) {
      await enter('slow');
      clock.now += 100;
      await leave();
    }
    await enter('slow');
    await enter('slow');
    expect(outcomes.slice(-2)).toEqual(['in', 'in']);
  });
  it('is left by who fails', async () => {
    const gate = openGate();
    for (let n = 0; n < 10; n++)
      await expect(gate.enter('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
