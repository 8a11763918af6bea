/** A fulfillment order: the work on what one place sends of an order. State and its fold. */
import type * as events from '@gantry/shared/events/fulfillment';
import type { Parcel } from '@gantry/shared/events/shipping';
import type {
  FulfillmentKind,
  FulfillmentStatus,
  Priority,
  VendorOrderState,
} from '@gantry/shared/vocabulary/fulfillment';
import { fold } from '../../kernel/decider.ts';

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
};
export type VendorOrder = {
  state: VendorOrderState;
  number: string;
  reference: string | null;
  expectedOn: string | null;
  sentAt: string | null;
  /** The days that were expected and passed. */
  lateOn: string[];
  reason: string | null;
};
export type Pickup = {
  readyAt: string | null;
  expiresAt: string | null;
  handedOverAt: string | null;
  to: string | null;
  expired: boolean;
};

export type FulfillmentOrder = {
  fulfillmentId: string;
  merchant: string;
  number: string;
  orderId: string;
  orderNumber: string;
  channel: string;
  kind: FulfillmentKind;
  status: FulfillmentStatus;
  priority: Priority;
  assignee: string | null;
  warehouse: string | null;
  vendor: string | null;
  station: string | null;
  held: boolean;
  shipBy: string | null;
  lines: events.FulfillmentLine[];
  picks: Pick[];
  packages: Package[];
  /** How many packages there ever were. */
  packagesOpened: number;
  vendorOrder: VendorOrder | null;
  pickup: Pickup | null;
  plannedAt: string;
  /** When it was shipped, handed over or cancelled. */
  doneAt: string | null;
};

const keyOf = ({ lineId, sku, lot, bin, tote }: Pick): string => JSON.stringify([lineId, sku, lot, bin, tote]);

const summed = (picks: readonly Pick[]): Pick[] => {
  const byKey = new Map<string, Pick>();
  for (const one of picks)
    byKey.set(keyOf(one), { ...one, quantity: one.quantity + (byKey.get(keyOf(one))?.quantity ?? 0) });
  return [...byKey]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .flatMap(([, one]) => (one.quantity > 0 ? [one] : []));
};

/** Takes units of a line and lot off picks: from `bin` first where that is known, the newest first otherwise. */
const without = (picks: readonly Pick[], { lineId, sku, lot, quantity }: Omit<Pick, 'bin' | 'tote'>): Pick[] => {
  let open = quantity;
  const left = [...picks].reverse().map((one) => {
    if (one.lineId !== lineId || one.sku !== sku || one.lot !== lot || open === 0) return one;
    const some = Math.min(open, one.quantity);
    open -= some;
    return { ...one, quantity: one.quantity - some };
  });
  return summed(left);
};

const addPacked = (units: readonly Packed[], more: readonly Packed[], sign: 1 | -1): Packed[] => {
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
const picksWithin = (picks: readonly Pick[], lines: readonly events.FulfillmentLine[]): Pick[] => {
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
const packedWithin = (packages: readonly Package[], picks: readonly Pick[]): Package[] => {
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

const inPackage = (
  order: FulfillmentOrder,
  packageId: string,
  change: (one: Package) => Package,
): FulfillmentOrder => ({
  ...order,
  packages: order.packages.map((one) => (one.packageId === packageId ? change(one) : one)),
});

const ended: readonly FulfillmentStatus[] = ['shipped', 'cancelled'];

const vendorSaid = (order: FulfillmentOrder, said: Partial<VendorOrder>): FulfillmentOrder => ({
  ...order,
  vendorOrder: order.vendorOrder ? { ...order.vendorOrder, ...said } : null,
});
const pickupSaid = (order: FulfillmentOrder, said: Partial<Pickup>): FulfillmentOrder => ({
  ...order,
  pickup: order.pickup ? { ...order.pickup, ...said } : null,
});

export const evolve = fold<FulfillmentOrder, events.FulfillmentEvent>({
  'fulfillment.planned': {
    begin: (planned, { occurredAt }) => ({
      ...planned,
      status: 'pending',
      assignee: null,
      station: null,
      held: false,
      picks: [],
      packages: [],
      packagesOpened: 0,
      vendorOrder:
        planned.kind === 'dropship'
          ? {
              state: 'to_send',
              number: planned.number,
              reference: null,
              expectedOn: null,
              sentAt: null,
              lateOn: [],
              reason: null,
            }
          : null,
      pickup:
        planned.kind === 'pickup'
          ? { readyAt: null, expiresAt: null, handedOverAt: null, to: null, expired: false }
          : null,
      plannedAt: occurredAt,
      doneAt: null,
    }),
  },
  'fulfillment.lines_planned': (order, { lines, shipBy }) => {
    const picks = picksWithin(order.picks, lines);
    return { ...order, lines, shipBy, picks, packages: packedWithin(order.packages, picks) };
  },
  'fulfillment.status_changed': (order, { to }, { occurredAt }) => ({
    ...order,
    status: to,
    doneAt: order.doneAt ?? (ended.includes(to) ? occurredAt : null),
    picks: to === 'cancelled' ? [] : order.picks,
    vendorOrder:
      to === 'cancelled' && order.vendorOrder ? { ...order.vendorOrder, state: 'cancelled' } : order.vendorOrder,
  }),
  'fulfillment.priority_set': (order, { priority }) => ({ ...order, priority }),
  'fulfillment.assigned': (order, { assignee }) => ({ ...order, assignee }),
  'fulfillment.station_assigned': (order, { station }) => ({ ...order, station }),
  'fulfillment.hold_changed': (order, { held }) => ({ ...order, held }),
  'fulfillment.picked': (order, { units, tote }) => ({
    ...order,
    picks: summed([...order.picks, ...units.map((unit) => ({ ...unit, tote }))]),
  }),
  'fulfillment.unpicked': (order, { units }) => {
    const picks = units.reduce<Pick[]>((left, unit) => without(left, unit), order.picks);
    return { ...order, picks, packages: packedWithin(order.packages, picks) };
  },
  'fulfillment.scan_refused': (order) => order,
  // What is to be picked follows from the order, which is told of in `lines_planned`.
  'fulfillment.short_picked': (order) => order,
  'fulfillment.package_opened': (order, { packageId, parcel }) => ({
    ...order,
    packagesOpened: order.packagesOpened + 1,
    packages: [...order.packages, { packageId, number: order.packagesOpened + 1, parcel, units: [], label: null }],
  }),
  'fulfillment.package_measured': (order, { packageId, parcel }) =>
    inPackage(order, packageId, (one) => ({ ...one, parcel })),
  'fulfillment.package_removed': (order, { packageId }) => ({
    ...order,
    packages: order.packages.filter((one) => one.packageId !== packageId),
  }),
  'fulfillment.packed': (order, { packageId, units }) =>
    inPackage(order, packageId, (one) => ({ ...one, units: addPacked(one.units, units, 1) })),
  'fulfillment.unpacked': (order, { packageId, units }) =>
    inPackage(order, packageId, (one) => ({ ...one, units: addPacked(one.units, units, -1) })),
  'fulfillment.package_labelled': (order, { fulfillmentId: _, packageId, ...label }) =>
    inPackage(order, packageId, (one) => ({ ...one, label })),
  'fulfillment.package_unlabelled': (order, { packageId }) =>
    inPackage(order, packageId, (one) => ({ ...one, label: null })),
  'fulfillment.vendor_order_sent': (order, { vendorOrder: number, expectedOn }, { occurredAt }) =>
    vendorSaid(order, { state: 'sent', number, expectedOn, sentAt: occurredAt }),
  'fulfillment.vendor_confirmed': (order, { reference, expectedOn }) =>
    vendorSaid(order, { state: 'confirmed', reference, ...(expectedOn === null ? {} : { expectedOn }) }),
  'fulfillment.vendor_rejected': (order, { reason }) => vendorSaid(order, { state: 'rejected', reason }),
  'fulfillment.vendor_shipped': (order, { fulfillmentId: _, ...label }) => {
    const units = order.lines.map(({ lineId, sku, quantity }) => ({ lineId, sku, quantity }));
    const own: Package = { packageId: label.shipmentId, number: order.packagesOpened + 1, parcel: {}, units, label };
    return {
      ...vendorSaid(order, { state: 'shipped' }),
      packagesOpened: order.packagesOpened + 1,
      packages: [...order.packages, own],
    };
  },
  'fulfillment.vendor_late': (order, { expectedOn }) =>
    vendorSaid(order, { lateOn: [...(order.vendorOrder?.lateOn ?? []), expectedOn] }),
  'fulfillment.pickup_ready': (order, { expiresAt }, { occurredAt }) =>
    pickupSaid(order, { readyAt: order.pickup?.readyAt ?? occurredAt, expiresAt }),
  'fulfillment.pickup_handed_over': (order, { to = null }, { occurredAt }) =>
    pickupSaid(order, { handedOverAt: occurredAt, to }),
  'fulfillment.pickup_expired': (order) => pickupSaid(order, { expired: true }),
});

/** Units of a line that are picked and have not left. */
export const pickedOf = (
  { picks }: { picks: readonly Pick[] },
  { lineId, sku }: { lineId: string; sku: string },
): number => picks.reduce((sum, one) => (one.lineId === lineId && one.sku === sku ? sum + one.quantity : sum), 0);
/** Units of a line that lie in packages. */
export const packedOf = (
  { packages }: { packages: readonly Package[] },
  { lineId, sku }: { lineId: string; sku: string },
): number =>
  packages
    .flatMap(({ units }) => units)
    .reduce((sum, one) => (one.lineId === lineId && one.sku === sku ? sum + one.quantity : sum), 0);

/** Units in all that are to be picked. */
export const unitsOf = ({ lines }: { lines: FulfillmentOrder['lines'] }): number =>
  lines.reduce((sum, { quantity }) => sum + quantity, 0);
