/** Lets a few through at a time, in their order, and sends away whoever would wait behind too many: memory has a bound. */
import { Refusal } from '../../kernel/errors.ts';

const busy = (): Refusal =>
  new Refusal('unavailable', 'busy', 'Many pictures are being taken in at this moment. Send it again in a moment.');

/** `atOnce` work, `mostWaiting` wait; the next is refused. */
export const createTurnstile = ({ atOnce, mostWaiting }: { atOnce: number; mostWaiting: number }) => {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (inside >= atOnce) {
      if (waiting.length >= mostWaiting) throw busy();
      // Whoever leaves hands their place on, so nobody who comes meanwhile takes it.
      await new Promise<void>((enter) => waiting.push(enter));
    } else inside++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else inside--;
    }
  };
};
