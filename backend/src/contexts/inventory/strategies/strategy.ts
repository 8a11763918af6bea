/**
 * What an allocation strategy is: it says in which order shelves are emptied. How much is taken, kits, stock that expires
 * and what is kept back are the same for all (`take.ts`). Adding a strategy: its file, and a line in `strategies.ts`.
 */
import type { AllocationStrategyName } from '@gantry/shared/vocabulary/inventory';
import { firstOut } from '../stock/taking-off.ts';

/** One product of a line: `perUnit` units of it for each unit of the line, which is 1 for anything but a kit. */
export type Part = { sku: string; stockId: string; perUnit: number };
/** `units`: how many one unit of the line still needs, where others of its `perUnit` are there already. */
export type Wanted = Part & { units?: number };
/** What a line still needs: `quantity` units of the line, each made of its parts. */
export type Need = { lineId: string; quantity: number; parts: readonly Wanted[] };

/** Units of a part that each unit of a line still needs. */
export const eachOf = ({ units, perUnit }: Wanted): number => units ?? perUnit;

/** Units of one lot of one product in one bin, that may be promised. */
export type Shelf = {
  stockId: string;
  sku: string;
  warehouse: string;
  bin: string;
  lot: string;
  available: number;
  receivedAt: string;
  expiresOn: string | null;
};

/** Kilometres from each warehouse to where the order goes; null for a warehouse or a door without coordinates. */
export type Distances = ReadonlyMap<string, number | null>;
export type Offer = { shelves: readonly Shelf[]; distances: Distances };

export type AllocationStrategy = {
  name: AllocationStrategyName;
  /** What it does, in a sentence for whoever chooses it. */
  about: string;
  /** The shelves in the order in which they are to be emptied. Pure, and the same for the same offer. */
  rank(needs: readonly Need[], offer: Offer): readonly Shelf[];
};

export type Order = (a: Shelf, b: Shelf) => number;

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** First what leaves first by its lot; of one lot by bin, so that no two are equal. */
export const firstExpired: Order = (a, b) => firstOut(a, b) || text(a.bin, b.bin);

/** The nearest warehouse first, one without coordinates last; equally far ones by their names. */
export const nearest =
  (distances: Distances) =>
  (a: { warehouse: string }, b: { warehouse: string }): number => {
    const [one, other] = [distances.get(a.warehouse) ?? null, distances.get(b.warehouse) ?? null];
    if (one !== other) {
      if (one === null) return 1;
      if (other === null) return -1;
      return one - other;
    }
    return text(a.warehouse, b.warehouse);
  };

/** By the first order that tells two shelves apart. */
export const inTurn =
  (...orders: readonly Order[]): Order =>
  (a, b) => {
    for (const order of orders) {
      const said = order(a, b);
      if (said !== 0) return said;
    }
    return 0;
  };
