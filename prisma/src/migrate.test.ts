/** Who migrates waits for a server that hangs, and tells at once of a migration that is wrong. */
import { describe, expect, it } from 'vitest';
import { migrate } from './migrate.ts';

const failing = (code: string, times: number) => {
  let asked = 0;
  const run = async (): Promise<string[]> => {
    if (++asked <= times) throw Object.assign(new Error(`told as ${code}`), { code });
    return ['one'];
  };
  return { run, asked: () => asked };
};

describe('a database that cannot be asked', () => {
  it.each(['P1001', 'P1002', 'P1008', 'P1017'])('%s: is asked again until it answers', async (code) => {
    const { run, asked } = failing(code, 3);
    expect(await migrate('', { patienceMs: 60_000, restMs: 0, run })).toEqual(['one']);
    expect(asked()).toBe(4);
  });
  it('is given up when patience is at its end', async () => {
    const { run, asked } = failing('P1002', 1_000_000);
    await expect(migrate('', { patienceMs: 0, restMs: 0, run })).rejects.toThrow('P1002');
    expect(asked()).toBe(1);
  });
});

it('a migration that fails is told at once', async () => {
  const { run, asked } = failing('P3018', 1);
  await expect(migrate('', { patienceMs: 60_000, restMs: 0, run })).rejects.toThrow('P3018');
  expect(asked()).toBe(1);
});
