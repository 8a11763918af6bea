/**
 * FedEx's side of its own formats: a signed push with the state of the parcel when something happens, and track answers
 * with its whole life, newest first, each event with the offset of its place.
 */
import { createHmac } from 'node:crypto';
import { DateTime } from 'luxon';
import {
  type CarrierSandbox,
  type SandboxAnswer,
  type SandboxParcel,
  type SandboxRequest,
  type SandboxScan,
  type SandboxWord,
  wordsOf,
} from '../sandbox.ts';

type Word = SandboxWord & {
  type: string;
  text: string;
  exception?: readonly [code: string, text: string];
  where: string;
};

const words = wordsOf<Word>([
  { status: 'label_created', type: 'OC', text: 'Shipment information sent to FedEx', where: 'CUSTOMER' },
  { status: 'picked_up', type: 'PU', text: 'Picked up', where: 'PICKUP_LOCATION' },
  { status: 'in_transit', type: 'IT', text: 'On the way', where: 'FEDEX_FACILITY' },
  { status: 'arrived_at_facility', type: 'AR', text: 'Arrived at FedEx location', where: 'FEDEX_FACILITY' },
  { status: 'departed_facility', type: 'DP', text: 'Departed FedEx location', where: 'FEDEX_FACILITY' },
  { status: 'in_customs', type: 'CP', text: 'Clearance in progress', where: 'CUSTOMS_BROKER' },
  {
    status: 'customs_held',
    reason: 'customs_documents',
    type: 'CD',
    text: 'Clearance delay',
    exception: ['50', 'Improper or missing paperwork'],
    where: 'CUSTOMS_BROKER',
  },
  { status: 'customs_cleared', type: 'CC', text: 'International shipment release - Import', where: 'CUSTOMS_BROKER' },
  { status: 'at_delivery_depot', type: 'AR', text: 'At local FedEx facility', where: 'DESTINATION_FEDEX_FACILITY' },
  { status: 'out_for_delivery', type: 'OD', text: 'On FedEx vehicle for delivery', where: 'VEHICLE' },
  {
    status: 'delivery_attempted',
    reason: 'recipient_absent',
    type: 'DE',
    text: 'Delivery exception',
    exception: ['08', 'Customer not available or business closed'],
    where: 'DELIVERY_LOCATION',
  },
  {
    status: 'delivery_attempted',
    reason: 'address_incorrect',
    type: 'DE',
    text: 'Delivery exception',
    exception: ['03', 'Incorrect address'],
    where: 'DELIVERY_LOCATION',
  },
  {
    status: 'delivery_attempted',
    reason: 'recipient_refused',
    type: 'DE',
    text: 'Delivery exception',
    exception: ['07', 'Shipment refused by recipient'],
    where: 'DELIVERY_LOCATION',
  },
  { status: 'available_for_pickup', type: 'HL', text: 'Ready for recipient pickup', where: 'FEDEX_OFFICE' },
  {
    status: 'delayed',
    reason: 'weather',
    type: 'DY',
    text: 'Delay',
    exception: ['71', 'Weather delay'],
    where: 'FEDEX_FACILITY',
  },
  {
    status: 'delayed',
    reason: 'carrier_misrouted',
    type: 'DY',
    text: 'Delay',
    exception: ['12', 'Package sorted to wrong route'],
    where: 'FEDEX_FACILITY',
  },
  {
    status: 'exception',
    reason: 'carrier_damaged',
    type: 'SE',
    text: 'Shipment exception',
    exception: ['10', 'Damaged, delivery not completed'],
    where: 'FEDEX_FACILITY',
  },
  { status: 'return_initiated', type: 'RS', text: 'Returning package to shipper', where: 'DESTINATION_FEDEX_FACILITY' },
  { status: 'cancelled', type: 'CA', text: 'Shipment cancelled by sender', where: 'CUSTOMER' },
  { status: 'delivered', type: 'DL', text: 'Delivered', where: 'DELIVERY_LOCATION' },
]);

type WordedScan = { scan: SandboxScan; word: Word };

const clock = ({ occurredAt, timeZone }: SandboxScan): string =>
  DateTime.fromISO(occurredAt, { zone: timeZone }).toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");

const location = ({ place }: SandboxScan) => ({
  streetLines: [''],
  ...(place.city ? { city: place.city } : {}),
  ...(place.state ? { stateOrProvinceCode: place.state } : {}),
  ...(place.postalCode ? { postalCode: place.postalCode } : {}),
  ...(place.country ? { countryCode: place.country } : {}),
  residential: false,
});

const event = ({ scan, word }: WordedScan) => ({
  date: clock(scan),
  eventType: word.type,
  eventDescription: word.text,
  exceptionCode: word.exception?.[0] ?? '',
  exceptionDescription: word.exception?.[1] ?? '',
  scanLocation: location(scan),
  locationType: word.where,
  derivedStatusCode: word.type,
  derivedStatus: word.text,
});

const latest = (last: WordedScan) => ({
  code: last.word.type,
  derivedCode: last.word.type,
  statusByLocale: last.word.text,
  description: last.word.text,
  scanLocation: location(last.scan),
  ...(last.word.exception
    ? { ancillaryDetails: [{ reason: last.word.exception[0], reasonDescription: last.word.exception[1] }] }
    : {}),
});

const result = (parcel: SandboxParcel, said: readonly WordedScan[]) => {
  const newestFirst = [...said].reverse();
  const [last] = newestFirst;
  const uniqueId = `2461000000~${parcel.trackingNumber}~FX`;
  const delivered = last?.word.type === 'DL';
  const dates = [
    ...(parcel.estimatedDay && !delivered
      ? [{ type: 'ESTIMATED_DELIVERY', dateTime: `${parcel.estimatedDay}T00:00:00-06:00` }]
      : []),
    ...(delivered && last ? [{ type: 'ACTUAL_DELIVERY', dateTime: clock(last.scan) }] : []),
  ];
  return {
    trackingNumberInfo: {
      trackingNumber: parcel.trackingNumber,
      trackingNumberUniqueId: uniqueId,
      carrierCode: 'FDXE',
    },
    ...(last ? { latestStatusDetail: latest(last) } : {}),
    dateAndTimes: dates,
    scanEvents: newestFirst.map(event),
    availableImages: delivered ? [{ type: 'SIGNATURE_PROOF_OF_DELIVERY', size: 'LARGE' }] : [],
    serviceDetail: { type: 'PRIORITY_OVERNIGHT', description: parcel.service, shortDescription: 'P-1' },
    estimatedDeliveryTimeWindow: { window: {} },
    returnDetail: {},
  };
};

const complete = (trackingNumber: string, results: readonly unknown[]) => ({ trackingNumber, trackResults: results });

const push: CarrierSandbox['push'] = (parcel, index, { secret, now, since = index }) => {
  const said = words.said(parcel.scans.slice(since, index + 1));
  if (said.length === 0) return [];
  const body = JSON.stringify({
    transactionId: `push-${parcel.trackingNumber}-${index}-${now.getTime()}`,
    output: { completeTrackResults: [complete(parcel.trackingNumber, [result(parcel, said)])] },
  });
  const signature = createHmac('sha256', secret).update(body).digest('base64');
  return [
    { method: 'POST', path: '', headers: { 'content-type': 'application/json', 'fdx-signature': signature }, body },
  ];
};

const json = (status: number, body: unknown): SandboxAnswer => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
});
const refusal = (status: number, code: string, message: string): SandboxAnswer =>
  json(status, { transactionId: 'sandbox', errors: [{ code, message }] });

const tokenLife = 3_600_000;

const login = (request: SandboxRequest, now: Date): SandboxAnswer => {
  const form = new URLSearchParams(request.body);
  return form.get('client_id') === 'sandbox' && form.get('client_secret') === 'sandbox'
    ? json(200, {
        access_token: `sandbox-${now.getTime()}`,
        token_type: 'bearer',
        expires_in: tokenLife / 1000 - 1,
        scope: 'CXS',
      })
    : refusal(401, 'NOT.AUTHORIZED.ERROR', 'The given client credentials were not valid.');
};

const numbersIn = (body: string): string[] => {
  try {
    const { trackingInfo } = JSON.parse(body) as {
      trackingInfo: { trackingNumberInfo: { trackingNumber: string } }[];
    };
    return trackingInfo.map(({ trackingNumberInfo }) => trackingNumberInfo.trackingNumber);
  } catch {
    return [];
  }
};

const notFound = (number: string) =>
  complete(number, [
    {
      trackingNumberInfo: { trackingNumber: number, trackingNumberUniqueId: '', carrierCode: '' },
      error: {
        code: 'TRACKING.TRACKINGNUMBER.NOTFOUND',
        message: 'Tracking number cannot be found. Please correct the tracking number and try again.',
      },
    },
  ]);

const answer: CarrierSandbox['answer'] = (request, { parcelOf, now }) => {
  if (request.path === '/oauth/token') return login(request, now);
  if (request.path !== '/track/v1/trackingnumbers') return undefined;
  const issued = Number(/^Bearer sandbox-(\d+)$/.exec(request.headers.authorization ?? '')?.[1]);
  if (!Number.isFinite(issued) || now.getTime() - issued > tokenLife)
    return refusal(401, 'NOT.AUTHORIZED.ERROR', 'Access token expired.');
  const numbers = numbersIn(request.body);
  if (numbers.length === 0 || numbers.length > 30)
    return refusal(400, 'TRACKING.TRACKINGNUMBER.EMPTY', 'Please provide between one and thirty tracking numbers.');
  const completeTrackResults = numbers.map((number) => {
    const parcel = parcelOf(number);
    if (!parcel) return notFound(number);
    return complete(number, [result(parcel, words.said(parcel.scans, now))]);
  });
  return json(200, { transactionId: 'sandbox', output: { completeTrackResults } });
};

export const fedexSandbox: CarrierSandbox = {
  name: 'fedex',
  says: words.says,
  push,
  tellsSeveral: true,
  answer,
  credentials: { clientId: 'sandbox', clientSecret: 'sandbox' },
};
