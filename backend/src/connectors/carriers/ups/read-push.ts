/**
 * Reads UPS Track Alert, v1 and v2: one event a message. Source: UPS-API/api-documentation `UPSTrackAlert.yaml` and
 * `UPSTrackAlertEnhanced.yaml` (TrackingEventRequest).
 */

import type { Json } from '../../wire/body.ts';
import { field, firstText, type JsonObject, objectOf, textOf } from '../../wire/json.ts';
import { cut } from '../../wire/text.ts';
import { gather, shipmentsOf } from '../gather.ts';
import type { CarrierReading, CarrierShipment, SentEstimate } from '../reading.ts';
import { emptyReading, numberOf } from '../reading.ts';
import { placeOf, readLocal, scanOf, type UpsEvent } from './scan.ts';

const numberIn = (event: Json): Json | undefined =>
  firstText(field(event, 'trackingNumber'), field(event, 'inquiryNumber'));

const eventOf = (event: Json): UpsEvent => ({
  number: numberIn(event),
  status: field(event, 'activityStatus'),
  clock: {
    date: field(event, 'localActivityDate'),
    time: field(event, 'localActivityTime'),
    gmtDate: field(event, 'gmtActivityDate'),
    gmtTime: field(event, 'gmtActivityTime'),
    gmtOffset: field(event, 'gmtOffset'),
  },
  place: placeOf(field(event, 'activityLocation')),
});

/** The day and hours UPS means to deliver, by the clock of the destination; none once it has delivered. */
const estimateOf = (event: Json): SentEstimate | undefined => {
  const date = field(event, 'scheduledDeliveryDate');
  if (textOf(field(event, 'actualDeliveryDate')) !== undefined) return undefined;
  const until = readLocal(date, firstText(field(event, 'deliveryEndTime')) ?? '235959');
  if (!until) return undefined;
  const start = textOf(field(event, 'deliveryStartTime'));
  const from = start === undefined ? undefined : readLocal(date, start);
  const text = textOf(field(event, 'deliveryTimeDescription'));
  return { until, ...(from ? { from } : {}), ...(text === undefined ? {} : { text: cut(text, 200) }) };
};

const toldOf = (event: Json): Omit<CarrierShipment, 'scans'> | undefined => {
  const trackingNumber = numberOf(numberIn(event));
  if (trackingNumber === undefined) return undefined;
  const estimate = estimateOf(event);
  const signature = textOf(field(event, 'receivedBy')) !== undefined;
  const photo = textOf(field(event, 'deliveryPhoto')) !== undefined;
  return {
    trackingNumber,
    ...(estimate ? { estimate } : {}),
    ...(signature || photo ? { proof: { signature, photo } } : {}),
  };
};

/** An event to be repaired and read again: without who signed and without the picture. */
const kept = (event: Json): Json => {
  if (event === null || typeof event !== 'object' || Array.isArray(event)) return event;
  const { receivedBy: _who, deliveryPhoto: _photo, ...rest }: JsonObject = objectOf(event);
  return rest;
};

/** Reads events of Track Alert; UPS sends one a message, a gateway may send a list. */
export const readEvents = (events: readonly Json[]): CarrierReading => {
  const { scans, errors } = gather(events, {
    read: (event) => scanOf(eventOf(event)),
    wrap: (some) => (some.length === 1 ? kept(some[0] ?? null) : some.map(kept)),
  });
  const told = events.map(toldOf).filter((one) => one !== undefined);
  return { ...emptyReading(), shipments: shipmentsOf(told, scans).filter(said), errors };
};

const said = ({ scans, estimate, proof }: CarrierShipment): boolean =>
  scans.length > 0 || estimate !== undefined || proof !== undefined;
