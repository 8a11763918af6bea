/**
 * A consumer of a log in miniature, killed at random between its steps: what exactly-once rests on, with each leg of it
 * taken away in turn. The negative control of the crash test: without them the same kills must lose or double events.
 */
import type { Random } from '../src/sandbox/random.ts';

export type Habits = {
  /** True: the checkpoint is moved first and the events are stored after it. */
  checkpointFirst: boolean;
  /** True: the store refuses what it holds already. */
  dedupes: boolean;
};
export type Outcome = { lost: number; doubled: number; kills: number };

/** Works through positions 1..`length` in windows of up to 20, dying with `risk` between any two steps. */
export const consume = (
  length: number,
  { checkpointFirst, dedupes }: Habits,
  { random, risk }: { random: Random; risk: number },
): Outcome => {
  const store = new Map<number, number>();
  let checkpoint = 0;
  let kills = 0;
  const dies = (): boolean => {
    const now = random.chance(risk);
    if (now) kills++;
    return now;
  };
  const put = (from: number, to: number): void => {
    for (let seq = from + 1; seq <= to; seq++)
      if (!dedupes || !store.has(seq)) store.set(seq, (store.get(seq) ?? 0) + 1);
  };
  while (checkpoint < length) {
    const from = checkpoint;
    const to = Math.min(length, from + random.whole(1, 20));
    if (checkpointFirst) checkpoint = to;
    else put(from, to);
    // Dead here: what is in memory is gone, the next runner starts from the checkpoint.
    if (dies()) continue;
    if (checkpointFirst) put(from, to);
    else checkpoint = to;
  }
  const counts = [...store.values()];
  return { lost: length - store.size, doubled: counts.filter((times) => times > 1).length, kills };
};
