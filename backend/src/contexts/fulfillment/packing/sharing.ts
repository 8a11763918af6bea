/**
 * Parcels with parts of several fulfillment orders: those of merged orders that leave from one warehouse. Each part is a package of
 * its own fulfillment order; parts of one parcel have one name and name each other. Pure.
 */
import { type FulfillmentEvent, packageRemoved, packageShared } from '@gantry/shared/events/fulfillment';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import type { Package, Packed } from '../units.ts';
import { type PackOutcome, packUnits, type Scanned, unpackedUnits, unpackUnits } from './packing.ts';

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Those planned first come first. */
export const byPlan = (a: FulfillmentOrder, b: FulfillmentOrder): number =>
  text(a.plannedAt, b.plannedAt) || text(a.fulfillmentId, b.fulfillmentId);

/** A fulfillment order's part of a parcel, where it has one. What was given up has none. */
export const partOf = ({ status, packages }: FulfillmentOrder, packageId: string): Package | undefined =>
  status === 'cancelled' ? undefined : packages.find((one) => one.packageId === packageId);

/** The others of `all` that have a part in one of its packages, or in the one that is named. */
export const matesOf = (
  { fulfillmentId, packages }: FulfillmentOrder,
  all: readonly FulfillmentOrder[],
  packageId?: string,
): FulfillmentOrder[] => {
  const shared = packages.filter((one) => packageId === undefined || one.packageId === packageId);
  return all.filter((other) =>
    shared.some(
      (one) => one.mates?.includes(other.fulfillmentId) && partOf(other, one.packageId)?.mates?.includes(fulfillmentId),
    ),
  );
};

/** Whom it may share parcels with, by what it knows. */
export const mateIdsOf = ({ packages }: FulfillmentOrder): string[] => packages.flatMap(({ mates }) => mates ?? []);

/** It and whoever shares a parcel with it, with one of these, and so on: they leave together or not at all. */
export const leavingTogether = (order: FulfillmentOrder, all: readonly FulfillmentOrder[]): FulfillmentOrder[] => {
  const found = [order];
  for (const one of found) found.push(...matesOf(one, all).filter((mate) => !found.includes(mate)));
  return found;
};

/** Whether it may have a part in a parcel that is opened now. */
export const mayShare = (order: FulfillmentOrder): boolean =>
  order.kind === 'ship' && order.status === 'packing' && !order.held && unpackedUnits(order).length > 0;

/** What tells a fulfillment order who else has a part in a parcel; nothing where it knows. */
export const shareWith =
  (packageId: string, members: readonly string[]) =>
  (order: FulfillmentOrder): FulfillmentEvent[] => {
    const { fulfillmentId } = order;
    const mates = members.filter((id) => id !== fulfillmentId).sort();
    const known = partOf(order, packageId)?.mates ?? [];
    const same = mates.length === known.length && mates.every((id) => known.includes(id));
    return same ? [] : [packageShared({ fulfillmentId, packageId, mates })];
  };

/** Takes its parts out of parcels that others have a part in: these units are to be packed again. */
export const leaveParcels =
  (all: readonly FulfillmentOrder[]) =>
  (order: FulfillmentOrder): FulfillmentEvent[] => {
    const { fulfillmentId, packages } = order;
    return packages
      .filter(({ packageId, label }) => label === null && matesOf(order, all, packageId).length > 0)
      .map(({ packageId }) => packageRemoved({ fulfillmentId, packageId }));
  };

/** What a scan does to a parcel: units of each that has a part in it, its own first. */
export type ShareOutcome =
  | { shares: { order: FulfillmentOrder; units: Packed[] }[] }
  | Extract<PackOutcome, { refused: unknown }>;

const doings = { pack: packUnits, unpack: unpackUnits };

const freeOf = (doing: keyof typeof doings, order: FulfillmentOrder, { packageId, sku }: Scanned): number =>
  (doing === 'pack' ? unpackedUnits(order) : (partOf(order, packageId)?.units ?? []))
    .filter((one) => one.sku === sku)
    .reduce((sum, { quantity }) => sum + quantity, 0);

/** Decides on a scan of units into or out of a parcel; whole or not at all. `order`: whose scan it is. */
export const shareScan = (
  doing: keyof typeof doings,
  order: FulfillmentOrder,
  { mates, scanned }: { mates: readonly FulfillmentOrder[]; scanned: Scanned },
): ShareOutcome => {
  const alone = doings[doing](order, scanned);
  if ('units' in alone) return { shares: [{ order, units: alone.units }] };
  const shares: { order: FulfillmentOrder; units: Packed[] }[] = [];
  let left = scanned.quantity;
  for (const one of [order, ...mates]) {
    const quantity = Math.min(left, freeOf(doing, one, scanned));
    const outcome = quantity > 0 ? doings[doing](one, { ...scanned, quantity }) : undefined;
    if (!outcome || 'refused' in outcome) continue;
    shares.push({ order: one, units: outcome.units });
    left -= quantity;
  }
  if (left === 0) return { shares };
  const having = [order, ...mates].find(({ lines }) => lines.some(({ sku }) => sku === scanned.sku)) ?? order;
  const why = doings[doing](having, scanned);
  return 'refused' in why ? why : alone;
};
