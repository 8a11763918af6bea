/**
 * How many orders are told to ERPs at a time by one process: a few of each merchant while its ERP is quick, one while it is slow
 * or gone, and never so many together that the lane they run in has no room for anything else.
 */
import { Upstream } from '../../../kernel/errors.ts';

export type Gate = <Value>(merchant: string, work: () => Promise<Value>) => Promise<Value>;

const together = 6;
/** How many of a merchant, by how long one of its orders took of late. */
const widths: readonly { underMs: number; width: number }[] = [
  { underMs: 1_500, width: 4 },
  { underMs: 5_000, width: 2 },
  { underMs: Number.POSITIVE_INFINITY, width: 1 },
];
/** Of what was known, how much the newest one changes. */
const newest = 0.3;

type Place = { inside: number; usualMs: number };

const widthOf = ({ usualMs }: Place): number => widths.find(({ underMs }) => usualMs < underMs)?.width ?? 1;

/** Opens a gate; whoever does not get in is told to come again. */
export const openGate = (now: () => number = () => performance.now()): Gate => {
  const places = new Map<string, Place>();
  const inside = (): number => [...places.values()].reduce((sum, place) => sum + place.inside, 0);
  return async (merchant, work) => {
    const place = places.get(merchant) ?? { inside: 0, usualMs: 0 };
    places.set(merchant, place);
    if (place.inside >= widthOf(place) || inside() >= together)
      throw new Upstream('erp', 'erp_busy', 'other orders are being told to the ERP', true);
    const began = now();
    place.inside++;
    try {
      return await work();
    } finally {
      place.inside--;
      place.usualMs += (now() - began - place.usualMs) * newest;
    }
  };
};
