/** What carriers say happened, what it means for the shipment, and the problems that follow from it. */
import { z } from 'zod';
import { place } from '../values/address.ts';
import { personal } from '../values/personal.ts';
import { slug } from '../vocabulary/channels.ts';
import { exceptionKinds } from '../vocabulary/exception-kinds.ts';
import {
  actors,
  statusReasons,
  trackingStatuses,
  witnessSources,
  zoneCertainties,
} from '../vocabulary/tracking-status.ts';
import { day, define, type FactOf, instant } from './define.ts';
import { shipmentCreated } from './shipping.ts';

const id = z.string().min(1).max(120);

/** One scan, normalized. `status` is null while the carrier's code is not mapped: such a scan moves nothing. */
export const scan = z.object({
  scanId: id,
  carrier: slug,
  trackingNumber: id,
  leg: z.int().min(1),
  code: z.string().max(120),
  /** Where its meaning is looked up, most specific first, when that is more than the code. */
  keys: z.array(z.string().max(120)).max(8).optional(),
  /** The carrier's own words, which may name people. */
  description: personal(z.string().max(500), 'empty'),
  status: z.enum(trackingStatuses).nullable(),
  reason: z.enum(statusReasons).nullable(),
  actionRequiredBy: z.enum(actors),
  /** Null when the zone is unknown; `localTime` is the clock of the place as printed, ISO without offset. */
  occurredAt: instant.nullable(),
  zone: z.enum(zoneCertainties),
  localTime: z.string().max(40).nullable(),
  /** True when the code is known and means no movement: `status` is null and the scan waits for no mapping. */
  informational: z.boolean().optional(),
  receivedAt: instant,
  place,
  /** True for what happened before a parcel of the past was told to us: when we heard of it says nothing of the carrier. */
  history: z.literal(true).optional(),
  /** True for a person's explicit correction, which alone may move a shipment out of a terminal status. */
  correction: z.boolean().optional(),
});
export type Scan = z.infer<typeof scan>;

/** Tracking takes a shipment under its eye, with what it needs to judge scans by. */
export const trackingStarted = define('tracking.tracking_started', shipmentCreated.payload);
export const scanRecorded = define('tracking.scan_recorded', scan.extend({ shipmentId: id }));
/** Another telling of a known scan says it better: surer of its time, or more of its place. */
export const scanRefined = define('tracking.scan_refined', scan.extend({ shipmentId: id }));
/** The map says something else of a scan's code than it did when the scan came: a code became known, or was put right. */
export const scanMapped = define(
  'tracking.scan_mapped',
  z.object({
    shipmentId: id,
    scanId: id,
    status: z.enum(trackingStatuses).nullable(),
    reason: z.enum(statusReasons).nullable(),
    actionRequiredBy: z.enum(actors),
    informational: z.boolean().optional(),
  }),
);

/** When the carrier itself expects to deliver: an instant, or where only a day was said, that day at the destination. */
export const carrierEstimate = z.object({
  from: instant.nullable(),
  until: instant.nullable(),
  day: day.nullable(),
  text: personal(z.string().max(200), 'empty'),
});
export type CarrierEstimate = z.infer<typeof carrierEstimate>;
export const carrierEstimateChanged = define(
  'tracking.carrier_estimate_changed',
  carrierEstimate.extend({ shipmentId: id, source: z.enum(witnessSources), before: carrierEstimate.nullable() }),
);
/** The carrier has a proof of delivery. Who signed is not ours to keep. */
export const proofRecorded = define(
  'tracking.proof_recorded',
  z.object({ shipmentId: id, signature: z.boolean(), photo: z.boolean() }),
);
/** Nobody has heard of a shipment for thirty days. */
export const wentSilent = define('tracking.went_silent', z.object({ shipmentId: id, since: instant }));
export const heardAgain = define('tracking.heard_again', z.object({ shipmentId: id }));

/** Where the shipment stands after weighing every scan known so far. */
export const standing = z.object({
  status: z.enum(trackingStatuses),
  /** The place in the journey under an overlay; equal to `status` when there is none. */
  position: z.enum(trackingStatuses),
  reason: z.enum(statusReasons).nullable(),
  actionRequiredBy: z.enum(actors),
  /** When the scan that decides the status happened; null before the first one. */
  since: instant.nullable(),
  pickedUpAt: instant.nullable(),
  deliveredAt: instant.nullable(),
  /** When a terminal status was reached: delivered, returned_to_sender or cancelled. */
  endedAt: instant.nullable(),
  failedAttempts: z.int().min(0),
  lastScanAt: instant.nullable(),
  lastPlace: place.nullable(),
});
export type Standing = z.infer<typeof standing>;
export const standingChanged = define(
  'tracking.standing_changed',
  standing.extend({ shipmentId: id, before: z.enum(trackingStatuses) }),
);

export const exceptionCase = z.object({
  exceptionId: id,
  kind: z.enum(exceptionKinds),
  reason: z.enum(statusReasons).nullable(),
  openedAt: instant,
  resolvedAt: instant.nullable(),
  detail: personal(z.string().max(500), 'empty'),
});
export type ExceptionCase = z.infer<typeof exceptionCase>;
export const exceptionOpened = define('tracking.exception_opened', exceptionCase.extend({ shipmentId: id }));
export const exceptionResolved = define('tracking.exception_resolved', exceptionCase.extend({ shipmentId: id }));
/** A scan that came late showed the exception to have opened or ended at another time, or to be open again. */
export const exceptionRevised = define('tracking.exception_revised', exceptionCase.extend({ shipmentId: id }));
/** A scan that came late showed that there never was such an exception. */
export const exceptionWithdrawn = define(
  'tracking.exception_withdrawn',
  z.object({ shipmentId: id, exceptionId: id, kind: z.enum(exceptionKinds) }),
);

export const trackingEvents = [
  trackingStarted,
  scanRecorded,
  scanRefined,
  scanMapped,
  carrierEstimateChanged,
  proofRecorded,
  wentSilent,
  heardAgain,
  standingChanged,
  exceptionOpened,
  exceptionResolved,
  exceptionRevised,
  exceptionWithdrawn,
] as const;
export type TrackingEvent = FactOf<(typeof trackingEvents)[number]>;
