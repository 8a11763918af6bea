/**
 * DHL's side of its formats for the sandbox world: Express parcels in the unified push and the unified API, and in MyDHL API
 * for who has its credentials. It knows only what Express has checkpoints for.
 */
import type { Place } from '@gantry/shared/values/address';
import type { StatusReason, TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import { DateTime } from 'luxon';
import type { CarrierSandbox, SandboxAnswer, SandboxParcel, SandboxRequest, SandboxScan } from '../sandbox.ts';

type Checkpoint = readonly [code: string, group: string, words: string];

/** Checkpoints by status, and by status and reason where the reason has one of its own. */
const checkpoints: Partial<Record<TrackingStatus | `${TrackingStatus}/${StatusReason}`, Checkpoint>> = {
  label_created: ['SA', 'pre-transit', 'Shipment information received'],
  info_received: ['SD', 'pre-transit', 'Shipment information received'],
  picked_up: ['PU', 'transit', 'Shipment picked up'],
  in_transit: ['PL', 'transit', 'Processed at'],
  arrived_at_facility: ['AF', 'transit', 'Arrived at DHL Sort Facility'],
  departed_facility: ['DF', 'transit', 'Shipment has departed from a DHL facility'],
  handed_over: ['TP', 'transit', 'Forwarded to a third party'],
  in_customs: ['IC', 'transit', 'Processed for clearance at'],
  customs_held: ['UD', 'transit', 'Clearance event'],
  'customs_held/customs_documents': ['CD', 'transit', 'Clearance delay'],
  'customs_held/customs_inspection': ['SI', 'transit', 'Shipment inspection'],
  customs_cleared: ['CR', 'transit', 'Clearance processing complete at'],
  at_delivery_depot: ['AR', 'transit', 'Arrived at DHL Delivery Facility'],
  out_for_delivery: ['WC', 'transit', 'Shipment is out with courier for delivery'],
  delivery_attempted: ['ND', 'transit', 'Delivery attempted'],
  'delivery_attempted/recipient_absent': ['NH', 'transit', 'Delivery attempted; recipient not home'],
  available_for_pickup: ['CC', 'transit', 'Awaiting collection by recipient as requested'],
  delivered: ['OK', 'delivered', 'Delivered'],
  'delivered/carrier_damaged': ['DD', 'delivered', 'Delivered damaged'],
  delayed: ['TD', 'transit', 'Transport delay'],
  'delayed/carrier_misrouted': ['MS', 'transit', 'Shipment was sorted to the wrong facility'],
  'delayed/carrier_capacity': ['MD', 'transit', 'Delivery will be attempted on the next cycle'],
  on_hold: ['OH', 'transit', 'Shipment is on hold'],
  'on_hold/payment_due': ['HP', 'transit', 'Held until payment is received'],
  'exception/address_incorrect': ['BA', 'failure', 'Address information needed'],
  'exception/recipient_moved': ['CM', 'failure', 'Recipient moved'],
  'exception/recipient_refused': ['RD', 'failure', 'Recipient refused delivery'],
  'exception/carrier_damaged': ['DM', 'failure', 'Shipment damaged'],
  returned_to_sender: ['RT', 'failure', 'Returned to shipper'],
};

/** Statuses whose plain checkpoint gives no reason of its own. */
const unexplained: readonly TrackingStatus[] = ['customs_held', 'delivery_attempted', 'delayed', 'on_hold'];

const checkpointOf = ({ status, reason }: Pick<SandboxScan, 'status' | 'reason'>): Checkpoint | undefined => {
  const plain = reason === undefined || (reason === 'other' && unexplained.includes(status));
  return plain ? checkpoints[status] : checkpoints[`${status}/${reason}`];
};

const clock = ({ occurredAt, timeZone }: SandboxScan): DateTime =>
  DateTime.fromISO(occurredAt, { zone: 'utc' }).setZone(timeZone);
const lands = new Intl.DisplayNames('en', { type: 'region' });

/** "MILAN - ITALY" beside the country's code, as the unified API writes service areas. */
const address = ({ city, country }: Place) => {
  const land = country === undefined ? '' : (lands.of(country) ?? country).toUpperCase();
  return {
    address: { addressLocality: [city?.toUpperCase(), land].filter(Boolean).join(' - '), countryCode: country },
  };
};

const unifiedEvent = (scan: SandboxScan) => {
  const [status, statusCode, description] = checkpointOf(scan) ?? ['', 'unknown', ''];
  const timestamp = clock(scan).toISO({ suppressMilliseconds: true });
  return { timestamp, location: address(scan.place), statusCode, status, description };
};

const said = (parcel: SandboxParcel, until: (scan: SandboxScan, index: number) => boolean): SandboxScan[] =>
  parcel.scans.filter((scan, index) => until(scan, index) && checkpointOf(scan) !== undefined);

const unifiedShipment = (parcel: SandboxParcel, scans: readonly SandboxScan[]) => {
  const events = scans.map(unifiedEvent).reverse();
  return {
    id: parcel.trackingNumber,
    service: 'express',
    origin: address(parcel.origin),
    destination: address(parcel.destination),
    status: events[0],
    ...(parcel.estimatedDay === undefined ? {} : { estimatedTimeOfDelivery: `${parcel.estimatedDay}T00:00:00` }),
    details: {
      product: { productName: parcel.service },
      proofOfDeliverySignedAvailable: events[0]?.statusCode === 'delivered',
    },
    events,
  };
};

const myDhlEvent = (scan: SandboxScan) => {
  const [typeCode, , words] = checkpointOf(scan) ?? ['', '', ''];
  const { city = '', country = '' } = scan.place;
  const [date, time] = clock(scan).toFormat("yyyy-MM-dd'T'HH:mm:ss").split('T');
  return {
    date,
    time,
    typeCode,
    description: words,
    serviceArea: [{ code: city.slice(0, 3).toUpperCase(), description: `${city}-${country}` }],
  };
};

const myDhlShipment = (parcel: SandboxParcel, scans: readonly SandboxScan[]) => {
  const events = scans.map(myDhlEvent);
  return {
    shipmentTrackingNumber: parcel.trackingNumber,
    status: 'Success',
    productCode: 'P',
    events,
    numberOfPieces: 1,
    pieces: [
      {
        number: 1,
        shipmentTrackingNumber: parcel.trackingNumber,
        trackingNumber: `JD01${parcel.trackingNumber}`,
        events,
      },
    ],
    ...(parcel.estimatedDay === undefined ? {} : { estimatedDeliveryDate: parcel.estimatedDay }),
  };
};

/** What the fake accepts; the user name and password only for tests of MyDHL, which asks them instead. */
export const accepted = {
  apiKey: 'sandbox-dhl-key',
  username: 'sandbox-express',
  password: 'sandbox-express-password',
};

const json = (status: number, body: unknown): SandboxAnswer => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
});
const unauthorized = (): SandboxAnswer =>
  json(401, { title: 'Unauthorized', detail: 'Unauthorized for given resource.', status: 401 });

type World = { parcelOf(trackingNumber: string): SandboxParcel | undefined; now: Date };

const trackedBy = (
  number: string,
  { parcelOf, now }: World,
): { parcel: SandboxParcel; scans: SandboxScan[] } | undefined => {
  const parcel = parcelOf(number);
  const scans = parcel ? said(parcel, ({ occurredAt }) => Date.parse(occurredAt) <= now.getTime()) : [];
  return parcel && scans.length > 0 ? { parcel, scans } : undefined;
};

const answerUnified = ({ query, headers }: SandboxRequest, world: World): SandboxAnswer => {
  if (headers['dhl-api-key'] !== accepted.apiKey) return unauthorized();
  const number = query.get('trackingNumber') ?? '';
  const known = trackedBy(number, world);
  if (known) return json(200, { shipments: [unifiedShipment(known.parcel, known.scans)] });
  const detail = 'No shipment with given tracking number found.';
  return json(404, { title: 'No result found', detail, status: 404, instance: `/shipment/${number}` });
};

const answerMyDhl = ({ headers }: SandboxRequest, number: string, world: World): SandboxAnswer => {
  const pass = Buffer.from(`${accepted.username}:${accepted.password}`).toString('base64');
  if (headers.authorization !== `Basic ${pass}`) return unauthorized();
  const known = trackedBy(number, world);
  if (known) return json(200, { shipments: [myDhlShipment(known.parcel, known.scans)] });
  return json(404, {
    instance: `/shipments/${number}/tracking`,
    detail: 'No data found',
    title: 'Not Found',
    message: 'Not found',
    status: '404',
  });
};

export const dhlSandbox: CarrierSandbox = {
  name: 'dhl',
  says: (scan) => checkpointOf(scan) !== undefined,
  push: (parcel, latest, { secret }) => {
    const scans = said(parcel, (_, index) => index <= latest);
    if (scans.length === 0) return [];
    const self = 'https://api-eu.dhl.com/tracking/push/v1/subscription/sandbox';
    const body = { scope: 'subscription.push', self, shipments: [unifiedShipment(parcel, scans)] };
    const headers = { 'content-type': 'application/json', 'dhl-hook-secret': secret };
    return [{ method: 'POST', path: '', headers, body: JSON.stringify(body) }];
  },
  answer: (request, world) => {
    if (request.method === 'GET' && request.path === '/track/shipments') return answerUnified(request, world);
    const [, number] = /^\/shipments\/([^/]+)\/tracking$/.exec(request.path) ?? [];
    return number === undefined ? undefined : answerMyDhl(request, decodeURIComponent(number), world);
  },
  // Every push repeats the whole history.
  tellsSeveral: true,
  credentials: { apiKey: accepted.apiKey },
};
