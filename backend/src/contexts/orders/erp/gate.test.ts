/** The gate: quick ERPs get several at a time, slow ones one, and all together leave room in the lane. */
import { describe, expect, it } from 'vitest';
import { openGate } from './gate.ts';

const gateAt = () => {
  const clock = { now: 0 };
  const gate = openGate(() => clock.now);
  const ends: (() => void)[] = [];
  const enter = async (merchant: string): Promise<boolean> => {
    let entered = false;
    gate(merchant, () => {
      entered = true;
      return new Promise<void>((done) => ends.push(done));
    }).catch(() => undefined);
    return entered;
  };
  const leave = async (): Promise<void> => {
    ends.shift()?.();
    await Promise.resolve();
    await Promise.resolve();
  };
  return { clock, enter, leave };
};

describe('the gate', () => {
  it('lets in four of a merchant and six together', async () => {
    const { enter, leave } = gateAt();
    expect(await Promise.all(['a', 'a', 'a', 'a', 'a'].map(enter))).toEqual([true, true, true, true, false]);
    expect(await Promise.all(['b', 'b', 'b'].map(enter))).toEqual([true, true, false]);
    await leave();
    expect(await enter('b')).toBe(true);
  });
  it('lets in one of a merchant whose ERP is slow, until it is quick again', async () => {
    const { clock, enter, leave } = gateAt();
    for (let n = 0; n < 3; n++) {
      expect(await enter('slow')).toBe(true);
      clock.now += 12_000;
      await leave();
    }
    expect([await enter('slow'), await enter('slow')]).toEqual([true, false]);
    await leave();
    for (let n = 0; n < 9; n++) {
      await enter('slow');
      clock.now += 100;
      await leave();
    }
    expect([await enter('slow'), await enter('slow')]).toEqual([true, true]);
  });
  it('is left by who fails', async () => {
    const gate = openGate();
    for (let n = 0; n < 10; n++) await expect(gate('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
