/** Units of a fulfillment order that were picked and packed, and what follows for them when less is needed. Pure. */
import type * as events from '@gantry/shared/events/fulfillment';
import type { Parcel } from '@gantry/shared/events/shipping';

/** Units that were taken from a bin and have not left: whose line they are of, and where they lay before. */
export type Pick = { lineId: string; sku: string; lot: string; bin: string; tote: string | null; quantity: number };
export type Packed = { lineId: string; sku: string; quantity: number };
export type Label = { shipmentId: string; carrier: string; service: string; trackingNumber: string };
export type Package = {
  packageId: string;
  /** 1, 2, …: never given twice, so that "1 of 3" on a slip stays true for what was printed. */
  number: number;
  parcel: Parcel;
  units: Packed[];
  label: Label | null;
  /** Fulfillment orders that had a part in the same parcel when it was last told; not there where it is alone. */
  mates?: string[];
};
const keyOf = ({ lineId, sku, lot, bin, tote }: Pick): string => JSON.stringify([lineId, sku, lot, bin, tote]);

/** Picks of the same units from the same place as one. */
export const summed = (picks: readonly Pick[]): Pick[] => {
  const byKey = new Map<string, Pick>();
  for (const one of picks)
    byKey.set(keyOf(one), { ...one, quantity: one.quantity + (byKey.get(keyOf(one))?.quantity ?? 0) });
  return [...byKey]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .flatMap(([, one]) => (one.quantity > 0 ? [one] : []));
};

/** Takes units of a line and lot off picks: from `bin` first where that is known, the newest first otherwise. */
export const without = (picks: readonly Pick[], { lineId, sku, lot, quantity }: Omit<Pick, 'bin' | 'tote'>): Pick[] => {
  let open = quantity;
  const left = [...picks].reverse().map((one) => {
    if (one.lineId !== lineId || one.sku !== sku || one.lot !== lot || open === 0) return one;
    const some = Math.min(open, one.quantity);
    open -= some;
    return { ...one, quantity: one.quantity - some };
  });
  return summed(left);
};

/** Units in a package after more were put in, or some were taken out. */
export const addPacked = (units: readonly Packed[], more: readonly Packed[], sign: 1 | -1): Packed[] => {
  const byKey = new Map(units.map((one) => [JSON.stringify([one.lineId, one.sku]), one]));
  for (const { lineId, sku, quantity } of more) {
    const key = JSON.stringify([lineId, sku]);
    byKey.set(key, { lineId, sku, quantity: (byKey.get(key)?.quantity ?? 0) + sign * quantity });
  }
  return [...byKey]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .flatMap(([, one]) => (one.quantity > 0 ? [one] : []));
};

/** Of picks, as many as lines still need: what was picked and is needed no more is nobody's, and is to be put back. */
export const picksWithin = (picks: readonly Pick[], lines: readonly events.FulfillmentLine[]): Pick[] => {
  const open = new Map(lines.map(({ lineId, sku, quantity }) => [JSON.stringify([lineId, sku]), quantity]));
  return summed(
    picks.map((one) => {
      const key = JSON.stringify([one.lineId, one.sku]);
      const some = Math.min(one.quantity, open.get(key) ?? 0);
      open.set(key, (open.get(key) ?? 0) - some);
      return { ...one, quantity: some };
    }),
  );
};

/** Packages with as much as is picked: a package may hold too much after its order changed. */
export const packedWithin = (packages: readonly Package[], picks: readonly Pick[]): Package[] => {
  const open = new Map<string, number>();
  for (const { lineId, sku, quantity } of picks) {
    const key = JSON.stringify([lineId, sku]);
    open.set(key, (open.get(key) ?? 0) + quantity);
  }
  return packages.map((one) => ({
    ...one,
    units: one.units.flatMap((unit) => {
      const key = JSON.stringify([unit.lineId, unit.sku]);
      const some = Math.min(unit.quantity, open.get(key) ?? 0);
      open.set(key, (open.get(key) ?? 0) - some);
      return some > 0 ? [{ ...unit, quantity: some }] : [];
    }),
  }));
};
