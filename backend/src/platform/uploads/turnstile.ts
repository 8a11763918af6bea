/** Lets a few through at a time, in their order, and sends away whoever would wait behind too many: memory has a bound. */
import { Refusal } from '../../kernel/errors.ts';

const busy = (): Refusal =>
  new Refusal('unavailable', 'busy', 'Many pictures are being taken in at this moment. Send it again in a moment.');

type Bounds = { atOnce: number; mostWaiting: number };

/** `atOnce` work, `mostWaiting` wait; the next is refused. */
export const createTurnstile = ({ atOnce, mostWaiting }: Bounds) => {
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

/** One for each name, as long as somebody is at it: whoever is slow holds up those of the same name alone. */
export const createTurnstiles = (bounds: Bounds) => {
  const known = new Map<string, { pass: ReturnType<typeof createTurnstile>; guests: number }>();
  return async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const one = known.get(name) ?? { pass: createTurnstile(bounds), guests: 0 };
    known.set(name, one);
    one.guests++;
    try {
      return await one.pass(work);
    } finally {
      if (--one.guests === 0) known.delete(name);
    }
  };
};
