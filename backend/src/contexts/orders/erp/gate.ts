/**
 * How many orders are told to ERPs at a time by one process: a few of each merchant while its ERP is quick, one while it is slow
 * or gone, and never so many together that the lane they run in has no room for anything else.
 */
export type Gate = {
  /** Lets work in, after a moment where those inside are quick; answers undefined where it is to come again later. */
  enter<Value>(merchant: string, work: () => Promise<Value>): Promise<{ value: Value } | undefined>;
};

/** Of all merchants, those who wait for a moment with them. */
const together = 6;
/** How many of a merchant are inside and may wait before it, by how long one of its orders took of late. */
const widths = [
  { underMs: 1_500, inside: 4, waiting: 2 },
  { underMs: 5_000, inside: 2, waiting: 0 },
  { underMs: Number.POSITIVE_INFINITY, inside: 1, waiting: 0 },
] as const;
/** Of what was known, how much the newest one changes. */
const newest = 0.3;

type Place = { inside: number; waiting: (() => void)[]; usualMs: number };

const widthOf = ({ usualMs }: Place) => widths.find(({ underMs }) => usualMs < underMs) ?? widths[2];

/** Opens a gate. */
export const openGate = (now: () => number = () => performance.now()): Gate => {
  const places = new Map<string, Place>();
  const present = (): number =>
    [...places.values()].reduce((sum, { inside, waiting }) => sum + inside + waiting.length, 0);
  const placeOf = (merchant: string): Place => {
    const place = places.get(merchant) ?? { inside: 0, waiting: [], usualMs: 0 };
    places.set(merchant, place);
    return place;
  };
  /** Whoever leaves hands the place to the one who waits longest. */
  const leave = (place: Place): void => {
    const next = place.waiting.shift();
    if (next) next();
    else place.inside--;
  };
  const admitted = async (place: Place): Promise<boolean> => {
    const width = widthOf(place);
    if (present() >= together) return false;
    if (place.inside < width.inside) {
      place.inside++;
      return true;
    }
    if (place.waiting.length >= width.waiting) return false;
    await new Promise<void>((called) => place.waiting.push(called));
    return true;
  };
  return {
    enter: async (merchant, work) => {
      const place = placeOf(merchant);
      if (!(await admitted(place))) return undefined;
      const began = now();
      try {
        return { value: await work() };
      } finally {
        place.usualMs += (now() - began - place.usualMs) * newest;
        leave(place);
      }
    },
  };
};
