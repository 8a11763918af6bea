/** So many at a time: work that waits for a slot, first come, first served. */
export type Slots = { use<T>(work: () => Promise<T>): Promise<T> };

/** Slots for `most` pieces of work at a time. */
export const createSlots = (most: number): Slots => {
  const waiting: (() => void)[] = [];
  let busy = 0;
  return {
    use: async (work) => {
      if (busy >= most) await new Promise<void>((next) => waiting.push(next));
      else busy += 1;
      try {
        return await work();
      } finally {
        // Whoever waits takes over the slot itself, so that nobody comes in between.
        const next = waiting.shift();
        if (next) next();
        else busy -= 1;
      }
    },
  };
};
