/** Turns: what is due comes first, what lies behind goes backwards, refusals are not repeated, failures are. */
import { describe, expect, it, vi } from 'vitest';
import { TowerRefusal } from './tower.ts';
import { createTurns } from './turns.ts';

const minute = 60_000;
const now = 1_000 * minute;
const turnsWith = (run: (task: string) => Promise<never[]>) => {
  const warn = vi.fn();
  const { signal } = new AbortController();
  const pause = vi.fn(async () => undefined);
  const log = { info: vi.fn(), warn };
  return { warn, pause, turns: createTurns<string>({ name: 'somebody', run, log, signal, pause }) };
};
const noted = () => {
  const done: string[] = [];
  const note = async (task: string): Promise<never[]> => {
    done.push(task);
    return [];
  };
  return { done, ...turnsWith(note) };
};

describe('turns', () => {
  it('are done in their order; what lies behind is a lane of its own, the nearest first', async () => {
    const { done, turns } = noted();
    for (const ago of [90, 30, 1, 60, -5]) turns.add({ at: now - ago * minute, task: `${ago}`, keeps: true }, now);
    expect(turns.due(now, 'now')).toBe(now - minute);
    while (turns.due(now, 'past') <= now) await turns.act(now, 'past');
    while (turns.due(now, 'now') <= now) await turns.act(now, 'now');
    expect(done).toEqual(['30', '60', '90', '1']);
    expect(turns.due(now, 'now')).toBe(now + 5 * minute);
    expect(turns.due(now, 'past')).toBe(Number.POSITIVE_INFINITY);
  });

  it('that must be kept hold back how far all is done, from before they are begun until they are over', async () => {
    let finish = () => {};
    const { turns } = turnsWith(
      () =>
        new Promise((done) => {
          finish = () => done([]);
        }),
    );
    turns.add({ at: now - minute, task: 'kept', keeps: true }, now);
    turns.add({ at: now - 20 * minute, task: 'remembered elsewhere', keeps: false }, now);
    expect(turns.settled(now)).toBe(now - minute - 1);
    const acting = turns.act(now, 'now');
    expect(turns.settled(now)).toBe(now - minute - 1);
    finish();
    await acting;
    expect(turns.settled(now)).toBe(now);
  });

  it('that the tower refuses are told and not repeated', async () => {
    const { turns, warn } = turnsWith(async () => {
      throw new TowerRefusal('POST /x', 422, { code: 'invalid' });
    });
    turns.add({ at: now, task: 'wrong', keeps: true }, now);
    expect(await turns.act(now, 'now')).toEqual([]);
    expect(warn).toHaveBeenCalledOnce();
    expect(turns.due(now, 'now')).toBe(Number.POSITIVE_INFINITY);
  });

  it('that fail otherwise are kept, after a pause', async () => {
    const { turns, pause } = turnsWith(async () => {
      throw new Error('connection reset');
    });
    turns.add({ at: now, task: 'unlucky', keeps: true }, now);
    await turns.act(now, 'now');
    expect(pause).toHaveBeenCalledOnce();
    expect(turns.due(now, 'now')).toBe(now);
  });
});
