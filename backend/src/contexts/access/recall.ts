/**
 * What Postgres confirmed lately, believed for a while when it cannot be asked. While it is away nothing can be taken back
 * either, and whoever looks after the tower has to see its figures just then; what needs Postgres fails whoever asks.
 */
import type { Clock } from '../../kernel/clock.ts';
import { isOutage } from '../../kernel/outage.ts';

const mostRecalled = 1_000;
const believedMs = 3_600_000;

export type Recall<Value> = {
  /** What `load` answers, else what it answered last while the store is away. Throws what `load` throws. */
  through(key: string, load: () => Promise<Value | undefined>): Promise<Value | undefined>;
  clear(): void;
};

/** `isAlive`: whether a value still opens anything at `now`. */
export const createRecall = <Value>(clock: Clock, isAlive: (value: Value, now: Date) => boolean): Recall<Value> => {
  const confirmed = new Map<string, { value: Value; at: number }>();
  const keep = (key: string, value: Value | undefined): void => {
    confirmed.delete(key);
    if (value !== undefined) confirmed.set(key, { value, at: clock.now().getTime() });
    if (confirmed.size > mostRecalled) for (const oldest of confirmed.keys()) if (confirmed.delete(oldest)) break;
  };
  const recall = (key: string): Value | undefined => {
    const known = confirmed.get(key);
    const now = clock.now();
    return known && now.getTime() - known.at < believedMs && isAlive(known.value, now) ? known.value : undefined;
  };
  return {
    through: async (key, load) => {
      try {
        const value = await load();
        keep(key, value);
        return value;
      } catch (error) {
        const known = isOutage(error) ? recall(key) : undefined;
        if (known !== undefined) return known;
        throw error;
      }
    },
    clear: () => confirmed.clear(),
  };
};
