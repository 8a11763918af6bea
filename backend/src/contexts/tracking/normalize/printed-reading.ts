/** What a carrier's message means, printed for people: `gantry normalize` and the drawer beside a raw message show this. Pure. */
import type { Scan } from '@gantry/shared/events/tracking';
import type { Place } from '@gantry/shared/values/address';
import type {
  ActionRequiredBy,
  StatusReason,
  TrackingStatus,
  ZoneCertainty,
} from '@gantry/shared/vocabulary/tracking-status';
import { actorOf } from '../../carriers/public.ts';
import { assess, inOrder } from '../assess.ts';
import { type Normalized, type NormalizedShipment, scanIdOf } from './normalize.ts';

export type PrintedEvent = {
  occurredAt: string | null;
  zone: ZoneCertainty;
  localTime: string | null;
  status: TrackingStatus | null;
  code: string;
  description: string;
  place: Place;
};
/** Where the message alone puts a parcel; null throughout while none of its codes is mapped. */
export type PrintedShipment = {
  trackingNumber: string;
  status: TrackingStatus | null;
  reason: StatusReason | null;
  actionRequiredBy: ActionRequiredBy | null;
  events: PrintedEvent[];
};
export type PrintedError = { trackingNumber: string | null; code: string; message: string };
export type PrintedReading = {
  shipments: PrintedShipment[];
  errors: PrintedError[];
  unmapped: Normalized['unmapped'];
};

/** A message does not say when it came or when the order was placed; neither may change what it means. */
const noTime = new Date(0).toISOString();

const scansOf = (shipment: NormalizedShipment): Scan[] =>
  inOrder(
    shipment.scans.map(({ sentPlace, ...scan }) => ({
      ...scan,
      scanId: scanIdOf('', { ...scan, sentPlace }),
      carrier: '',
      leg: 1,
      receivedAt: noTime,
    })),
  );

/** Where its scans put a parcel. A message without any scan has only the carrier's own summary to say it. */
const standingOf = (
  { trackingNumber, summary }: NormalizedShipment,
  scans: readonly Scan[],
): Pick<PrintedShipment, 'status' | 'reason' | 'actionRequiredBy'> => {
  if (scans.some(({ status }) => status !== null)) {
    // Of the parcel nothing is known but what the message says: not even that it has a label.
    const judged = { shipmentId: trackingNumber, orderPlacedAt: '', ground: 'order_placed' } as const;
    const { status, reason, actionRequiredBy } = assess(judged, scans).standing;
    return { status, reason, actionRequiredBy };
  }
  const status = scans.length === 0 ? (summary?.status ?? null) : null;
  return { status, reason: null, actionRequiredBy: status === null ? null : actorOf(status, null) };
};

const printedShipment = (shipment: NormalizedShipment): PrintedShipment => {
  const scans = scansOf(shipment);
  return {
    trackingNumber: shipment.trackingNumber,
    ...standingOf(shipment, scans),
    events: scans.map(({ occurredAt, zone, localTime, status, code, description, place }) => ({
      occurredAt,
      zone,
      localTime,
      status,
      code,
      description,
      place,
    })),
  };
};

/** Prints a normalized message: parcels with their events oldest first, everything that is wrong, codes no row knows. */
export const printedReading = ({ shipments, problems, errors, unmapped }: Normalized): PrintedReading => ({
  shipments: shipments.map(printedShipment),
  errors: [
    ...problems.map(({ trackingNumber, code, message }) => ({ trackingNumber, code, message })),
    ...errors.map(({ reason, detail }) => ({ trackingNumber: null, code: reason, message: detail })),
  ],
  unmapped,
});
