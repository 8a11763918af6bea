/** A fulfillment order: the work on what one place sends of an order. State and its fold. */

import type * as events from '@gantry/shared/events/fulfillment';
import type { JobLine } from '@gantry/shared/events/fulfillment/jobs';
import {
  type FulfillmentKind,
  type FulfillmentStatus,
  openStatuses,
  type Priority,
  type VendorOrderState,
} from '@gantry/shared/vocabulary/fulfillment';
import { fold } from '../../kernel/decider.ts';
import {
  addPacked,
  type Label,
  type Package,
  type Packed,
  type Pick,
  packedWithin,
  picksWithin,
  summed,
  without,
} from './units.ts';

export type { Label, Package, Packed, Pick };
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
/** What an outside warehouse was sent last. */
export type Job = { sentAt: string; lines: JobLine[] };
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
  job: Job | null;
  plannedAt: string;
  /** When it was shipped, handed over or cancelled. */
  doneAt: string | null;
};

const inPackage = (
  order: FulfillmentOrder,
  packageId: string,
  change: (one: Package) => Package,
): FulfillmentOrder => ({
  ...order,
  packages: order.packages.map((one) => (one.packageId === packageId ? change(one) : one)),
});

const isOver = (status: FulfillmentStatus): boolean => !(openStatuses as readonly string[]).includes(status);

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
      job: null,
      plannedAt: occurredAt,
      doneAt: null,
    }),
  },
  'fulfillment.lines_planned': (order, { lines, shipBy, dropped = [] }) => {
    const kept = dropped.reduce<Pick[]>((left, unit) => without(left, unit), order.picks);
    const picks = picksWithin(kept, lines);
    return { ...order, lines, shipBy, picks, packages: packedWithin(order.packages, picks) };
  },
  'fulfillment.status_changed': (order, { to }, { occurredAt }) => ({
    ...order,
    status: to,
    doneAt: isOver(to) ? (order.doneAt ?? occurredAt) : null,
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
  'fulfillment.job_sent': (order, { lines }, { occurredAt }) => ({ ...order, job: { sentAt: occurredAt, lines } }),
  'fulfillment.package_opened': (order, { packageId, parcel }) => ({
    ...order,
    packagesOpened: order.packagesOpened + 1,
    packages: [...order.packages, { packageId, number: order.packagesOpened + 1, parcel, units: [], label: null }],
  }),
  'fulfillment.package_measured': (order, { packageId, parcel }) =>
    inPackage(order, packageId, (one) => ({ ...one, parcel })),
  'fulfillment.package_shared': (order, { packageId, mates }) =>
    inPackage(order, packageId, (one) => ({ ...one, mates })),
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
  'fulfillment.vendor_sent_anyway': (order) => order,
  // Exceptions are rows beside it: it stands as it stood.
  'fulfillment.exception_settled': (order) => order,
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
