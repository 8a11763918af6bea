/** What happens on the floor: work planned for an order, picked, packed, labelled, handed over; stations; walks. */
import { z } from 'zod';
import { merchantId } from '../caller.ts';
import { personal } from '../values/personal.ts';
import { slug } from '../vocabulary/channels.ts';
import {
  fulfillmentKinds,
  fulfillmentStatuses,
  priorities,
  scanRefusals,
  stationStates,
  walkKinds,
} from '../vocabulary/fulfillment.ts';
import { day, define, type FactOf, instant } from './define.ts';
import { exceptionSettled, vendorSentAnyway } from './fulfillment/exceptions.ts';
import { jobSent } from './fulfillment/jobs.ts';
import { binCode } from './inventory/places.ts';
import { sku } from './inventory/products.ts';
import { parcel } from './shipping.ts';

const id = z.string().trim().min(1).max(120);
const count = z.int().min(1).max(1e9);
const about = z.object({ fulfillmentId: id });
/** Who works: an actor as the log names them (`user:…`, `key:…`). */
export const worker = z.string().trim().min(1).max(120);

/**
 * What is to be picked: units of a catalog SKU for a line of the order. A kit has a line for each of its parts, `perUnit` of
 * which make one unit of the order's line.
 */
export const fulfillmentLine = z.object({
  lineId: id,
  sku,
  name: z.string().max(300).default('').describe('The catalog’s; empty where it is in no catalog'),
  quantity: z.int().min(0).max(1e9),
  perUnit: z.int().min(1).default(1),
});
export type FulfillmentLine = z.infer<typeof fulfillmentLine>;

export const fulfillmentPlanned = define(
  'fulfillment.planned',
  z.object({
    fulfillmentId: id,
    merchant: merchantId,
    number: id.describe('The order’s number and which of its fulfillment orders it is: ORD-7/2'),
    orderId: id,
    orderNumber: id,
    channel: slug,
    kind: z.enum(fulfillmentKinds),
    warehouse: slug.nullable().describe('Where it is picked; null where nothing is'),
    vendor: slug.nullable(),
    priority: z.enum(priorities),
    shipBy: instant.nullable(),
    lines: z.array(fulfillmentLine).max(2_000),
  }),
);
/** The order changed: what is to be picked from now on. A line that is not there has nothing to do any more. */
export const linesPlanned = define(
  'fulfillment.lines_planned',
  about.extend({
    lines: z.array(fulfillmentLine).max(2_000),
    shipBy: instant.nullable(),
    dropped: z
      .array(z.object({ lineId: id, sku, lot: id, quantity: z.int().min(1).max(1e9) }))
      .max(2_000)
      .optional()
      .describe(
        'Picked units that are not promised to the order any more, or leave with another of its fulfillment orders',
      ),
  }),
);
export const statusChanged = define(
  'fulfillment.status_changed',
  about.extend({
    from: z.enum(fulfillmentStatuses),
    to: z.enum(fulfillmentStatuses),
    reason: personal(z.string().max(300), 'empty').optional(),
  }),
);
export const prioritySet = define('fulfillment.priority_set', about.extend({ priority: z.enum(priorities) }));
export const assigned = define('fulfillment.assigned', about.extend({ assignee: worker.nullable() }));
export const stationAssigned = define('fulfillment.station_assigned', about.extend({ station: slug.nullable() }));
/** Its order is held, or no longer. */
export const holdChanged = define('fulfillment.hold_changed', about.extend({ held: z.boolean() }));

/** What a scanner sent once: the same id again changes nothing and is answered as before. */
export const clientScanId = z.string().trim().min(1).max(80);
const units = z.object({ lineId: id, sku, lot: id, quantity: count });
const scan = about.extend({ clientScanId, scanned: z.string().max(200).describe('As it was read') });
/** Units were taken from a bin ('' where none is kept) for it. */
export const picked = define(
  'fulfillment.picked',
  scan.extend({
    units: z
      .array(units.extend({ bin: z.union([z.literal(''), binCode]) }))
      .min(1)
      .max(500),
    tote: id.nullable(),
    walkId: id.nullable(),
  }),
);
/** Units were put back into a bin. */
export const unpicked = define(
  'fulfillment.unpicked',
  scan.extend({
    units: z
      .array(units.extend({ bin: z.union([z.literal(''), binCode]) }))
      .min(1)
      .max(500),
  }),
);
/** A scan counted for nothing: it was the wrong thing, the wrong place, or too much. */
export const scanRefused = define(
  'fulfillment.scan_refused',
  scan.extend({ code: z.enum(scanRefusals), sku: sku.nullable().describe('What it is, where the catalog knows it') }),
);
/** Units that should have been in a bin were not there. */
export const shortPicked = define(
  'fulfillment.short_picked',
  about.extend({ clientScanId, lineId: id, sku, bin: z.union([z.literal(''), binCode]), quantity: count }),
);

export const packageOpened = define('fulfillment.package_opened', about.extend({ packageId: id, parcel }));
export const packageMeasured = define('fulfillment.package_measured', about.extend({ packageId: id, parcel }));
/** Its parcel has parts of others too: fulfillment orders of the orders it is merged with. Told anew when more join. */
export const packageShared = define(
  'fulfillment.package_shared',
  about.extend({
    packageId: id,
    mates: z.array(id).min(1).max(200).describe('The fulfillment orders of the other parts'),
  }),
);
export const packageRemoved = define('fulfillment.package_removed', about.extend({ packageId: id }));
const packing = scan.extend({ packageId: id, station: slug.nullable() });
const packedUnits = z
  .array(z.object({ lineId: id, sku, quantity: count }))
  .min(1)
  .max(500);
export const packed = define('fulfillment.packed', packing.extend({ units: packedUnits }));
export const unpacked = define('fulfillment.unpacked', packing.extend({ units: packedUnits }));
export const packageLabelled = define(
  'fulfillment.package_labelled',
  about.extend({ packageId: id, shipmentId: id, carrier: slug, service: z.string().max(60), trackingNumber: id }),
);
export const packageUnlabelled = define(
  'fulfillment.package_unlabelled',
  about.extend({ packageId: id, shipmentId: id }),
);

/** The vendor was sent what to send, and by when. */
export const vendorOrderSent = define(
  'fulfillment.vendor_order_sent',
  about.extend({ vendorOrder: id, expectedOn: day.nullable() }),
);
export const vendorConfirmed = define(
  'fulfillment.vendor_confirmed',
  about.extend({ reference: id.nullable(), expectedOn: day.nullable() }),
);
export const vendorRejected = define(
  'fulfillment.vendor_rejected',
  about.extend({ reason: personal(z.string().max(300), 'empty') }),
);
export const vendorShipped = define(
  'fulfillment.vendor_shipped',
  about.extend({ shipmentId: id, carrier: slug, service: z.string().max(60), trackingNumber: id }),
);
/** It should have left the vendor by now. Told once for each day that was expected. */
export const vendorLate = define('fulfillment.vendor_late', about.extend({ expectedOn: day }));

/** It may be collected until then. The code that proves whose it is is made of the id under a key, and kept nowhere. */
export const pickupReady = define('fulfillment.pickup_ready', about.extend({ expiresAt: instant }));
export const pickupHandedOver = define(
  'fulfillment.pickup_handed_over',
  about.extend({ proof: z.enum(['code', 'by_hand']), to: personal(z.string().max(120), 'empty').optional() }),
);
export const pickupExpired = define('fulfillment.pickup_expired', about);

export const fulfillmentEvents = [
  fulfillmentPlanned,
  linesPlanned,
  statusChanged,
  prioritySet,
  assigned,
  stationAssigned,
  holdChanged,
  picked,
  unpicked,
  scanRefused,
  shortPicked,
  jobSent,
  packageOpened,
  packageMeasured,
  packageShared,
  packageRemoved,
  packed,
  unpacked,
  packageLabelled,
  packageUnlabelled,
  vendorOrderSent,
  vendorConfirmed,
  vendorRejected,
  vendorShipped,
  vendorLate,
  pickupReady,
  pickupHandedOver,
  pickupExpired,
  vendorSentAnyway,
  exceptionSettled,
] as const;
export type FulfillmentEvent = FactOf<(typeof fulfillmentEvents)[number]>;

/** Stations are the operator's, as warehouses are. */
export const stationSet = define(
  'fulfillment.station_set',
  z.object({ station: slug, name: z.string().trim().min(1).max(60), warehouse: slug, assignedTo: worker.nullable() }),
);
export const stationStateChanged = define(
  'fulfillment.station_state_changed',
  z.object({ station: slug, state: z.enum(stationStates) }),
);
export const stationEvents = [stationSet, stationStateChanged] as const;
export type StationEvent = FactOf<(typeof stationEvents)[number]>;

/** Several fulfillment orders picked in one walk; of a cart with totes, which tote is whose. */
export const walkStarted = define(
  'fulfillment.walk_started',
  z.object({
    walkId: id,
    kind: z.enum(walkKinds),
    warehouse: slug,
    members: z
      .array(z.object({ fulfillmentId: id, tote: id.nullable() }))
      .min(1)
      .max(50),
    picker: worker,
  }),
);
export const walkEnded = define('fulfillment.walk_ended', z.object({ walkId: id }));
export const walkEvents = [walkStarted, walkEnded] as const;
export type WalkEvent = FactOf<(typeof walkEvents)[number]>;
