/** Taking what needs ask for off ranked shelves: whole sets of kits, never more than a channel may have. Pure. */
import { eachOf, type Need, type Part, type Shelf } from './strategy.ts';

/** Units of one part taken off one shelf for one line. */
export type Taken = Pick<Shelf, 'stockId' | 'sku' | 'warehouse' | 'bin' | 'lot'> & {
  lineId: string;
  quantity: number;
  perUnit: number;
};
/** Units of one part that a line still waits for. */
export type Lacking = Part & { lineId: string; quantity: number };

/** How many whole units of a line what is left allows: a part that there is nothing of allows none. */
export const setsFrom = (left: ReadonlyMap<string, number>, { parts }: Need): number => {
  // Parts of one product that stand twice in a kit are asked for together.
  const perProduct = new Map<string, number>();
  for (const part of parts) perProduct.set(part.stockId, (perProduct.get(part.stockId) ?? 0) + eachOf(part));
  const allowed = [...perProduct].map(([stockId, units]) => Math.floor(Math.max(0, left.get(stockId) ?? 0) / units));
  return allowed.length === 0 ? 0 : Math.min(...allowed);
};

/** Takes units of a part off the shelves as they stand in rank, and lowers these. */
const off = (shelves: Shelf[], part: Part, wanted: { lineId: string; quantity: number }): Taken[] => {
  const taken: Taken[] = [];
  let open = wanted.quantity;
  for (const shelf of shelves) {
    if (open === 0) break;
    if (shelf.stockId !== part.stockId || shelf.available <= 0) continue;
    const quantity = Math.min(open, shelf.available);
    shelf.available -= quantity;
    open -= quantity;
    const { stockId, sku, warehouse, bin, lot } = shelf;
    taken.push({ lineId: wanted.lineId, stockId, sku, warehouse, bin, lot, quantity, perUnit: part.perUnit });
  }
  return taken;
};

/**
 * Serves needs in their order off shelves in theirs. `keepBack` units of each product stay for others. A kit is taken in whole
 * sets: what only parts are there of is left on the shelf.
 */
export const take = (
  needs: readonly Need[],
  ranked: readonly Shelf[],
  keepBack: number,
): { taken: Taken[]; lacking: Lacking[] } => {
  const shelves = ranked.map((shelf) => ({ ...shelf }));
  const left = new Map<string, number>();
  for (const { stockId, available } of shelves) left.set(stockId, (left.get(stockId) ?? -keepBack) + available);
  const taken: Taken[] = [];
  const lacking: Lacking[] = [];
  for (const need of needs) {
    const sets = Math.min(need.quantity, setsFrom(left, need));
    for (const part of need.parts) {
      if (sets > 0) {
        const quantity = sets * eachOf(part);
        taken.push(...off(shelves, part, { lineId: need.lineId, quantity }));
        left.set(part.stockId, (left.get(part.stockId) ?? 0) - quantity);
      }
      const open = (need.quantity - sets) * eachOf(part);
      if (open > 0) lacking.push({ ...part, lineId: need.lineId, quantity: open });
    }
  }
  return { taken, lacking };
};
