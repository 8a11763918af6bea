/** Group commit: alone at once under light load, together under heavy load, and a bad item harms nobody else. */
import { describe, expect, it } from 'vitest';
import { batched } from './batched.ts';

/** A writer that is let go by hand; it doubles numbers and refuses batches with a negative one. */
const createWriter = () => {
  const batches: number[][] = [];
  const gates: (() => void)[] = [];
  const write = async (items: number[]): Promise<number[]> => {
    batches.push(items);
    await new Promise<void>((go) => gates.push(go));
    if (items.some((item) => item < 0)) throw new Error(`bad: ${items}`);
    return items.map((item) => item * 2);
  };
  const turn = () => new Promise<void>((done) => setImmediate(done));
  return {
    batches,
    write,
    turn,
    letGo: () => gates.shift()?.(),
    finish: async () => {
      for (let idle = 0; idle < 3; ) {
        const gate = gates.shift();
        gate?.();
        idle = gate ? 0 : idle + 1;
        await turn();
      }
    },
  };
};

describe('batched', () => {
  it('writes one item by itself at once, and what came meanwhile together', async () => {
    const writer = createWriter();
    const lane = batched(writer.write, { most: 10, lanes: 1 });
    const first = lane.submit(1);
    await writer.turn();
    const others = [2, 3, 4].map(lane.submit);
    await writer.turn();
    expect(writer.batches).toEqual([[1]]);
    await writer.finish();
    expect(writer.batches).toEqual([[1], [2, 3, 4]]);
    expect(await Promise.all([first, ...others])).toEqual([2, 4, 6, 8]);
  });
  it('fills batches up to the most, in as many lanes as it may', async () => {
    const writer = createWriter();
    const lane = batched(writer.write, { most: 2, lanes: 2 });
    const all = Promise.all([1, 2, 3, 4, 5].map(lane.submit));
    await writer.turn();
    expect(writer.batches).toEqual([
      [1, 2],
      [3, 4],
    ]);
    await writer.finish();
    expect(writer.batches[2]).toEqual([5]);
    expect(await all).toEqual([2, 4, 6, 8, 10]);
  });
  it('a bad item fails alone', async () => {
    const writer = createWriter();
    const lane = batched(writer.write, { most: 10, lanes: 1 });
    const all = Promise.allSettled([1, -2, 3].map(lane.submit));
    await writer.turn();
    await writer.finish();
    expect(await all).toMatchObject([
      { status: 'fulfilled', value: 2 },
      { status: 'rejected' },
      { status: 'fulfilled', value: 6 },
    ]);
    expect(writer.batches).toEqual([[1, -2, 3], [1], [-2], [3]]);
  });
  it('is idle when everything submitted has been written, and not before', async () => {
    const writer = createWriter();
    const lane = batched(writer.write, { most: 1, lanes: 1 });
    await lane.idle();
    const all = [lane.submit(1), lane.submit(2)];
    let idle = false;
    const resting = lane.idle().then(() => {
      idle = true;
    });
    await writer.turn();
    writer.letGo();
    await writer.turn();
    expect(idle).toBe(false);
    await writer.finish();
    await resting;
    expect(await Promise.all(all)).toEqual([2, 4]);
  });
});
