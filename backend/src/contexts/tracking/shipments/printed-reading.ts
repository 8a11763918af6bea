/** What a carrier's message means, printed for people: `gantry normalize` and the drawer beside a raw message show this. Pure. */
import type { Scan } from '@gantry/shared/events/tracking';
import type { Place } from '@gantry/shared/values/address';
import type {
  ActionRequiredBy,
  StatusReason,
  TrackingStatus,
  ZoneCertainty,
} from '@gantry/shared/vocabulary/tracking-status';
import { assess, inOrder } from '../assess.ts';
import { type Normalized, type NormalizedShipment, scanIdOf } from '../normalize.ts';

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

const printedShipment = (shipment: NormalizedShipment): PrintedShipment => {
  const scans = scansOf(shipment);
  const mapped = scans.some(({ status }) => status !== null);
  const { standing } = assess({ shipmentId: shipment.trackingNumber, orderPlacedAt: '' }, scans);
  return {
    trackingNumber: shipment.trackingNumber,
    status: mapped ? standing.status : null,
    reason: mapped ? standing.reason : null,
    actionRequiredBy: mapped ? standing.actionRequiredBy : null,
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
