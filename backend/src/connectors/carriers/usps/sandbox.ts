/**
 * USPS's side of its own formats: a notification for each scan, its payload JSON as text and signed with its timestamp, and
 * answers about one parcel or many with the whole life newest first, each event on the clock of its place.
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

type Word = SandboxWord & { code: string; text: string; category: string };

const moving = 'In Transit';
const alert = 'Alert';
const words = wordsOf<Word>([
  {
    status: 'label_created',
    code: 'GX',
    text: 'Shipping Label Created, USPS Awaiting Item',
    category: 'Pre-Shipment',
  },
  { status: 'picked_up', code: '03', text: 'USPS in possession of item', category: 'Accepted' },
  { status: 'arrived_at_facility', code: 'A1', text: 'Arrived at USPS Regional Facility', category: moving },
  { status: 'departed_facility', code: 'T1', text: 'Departed USPS Regional Facility', category: moving },
  { status: 'in_transit', code: 'TL', text: 'In Transit to Next Facility', category: moving },
  { status: 'handed_over', code: '42', text: 'USPS Handoff to Shipping Partner', category: moving },
  { status: 'at_delivery_depot', code: '07', text: 'Arrived at Post Office', category: moving },
  { status: 'out_for_delivery', code: 'OF', text: 'Out for Delivery', category: 'Out for Delivery' },
  {
    status: 'delivery_attempted',
    reason: 'recipient_absent',
    code: '56',
    text: 'Notice Left (No Authorized Recipient Available)',
    category: 'Delivery Attempt',
  },
  {
    status: 'delivery_attempted',
    reason: 'access_denied',
    code: '30',
    text: 'Delivery Attempted - No Access to Delivery Location',
    category: 'Delivery Attempt',
  },
  { status: 'available_for_pickup', code: '16', text: 'Available for Pickup', category: 'Available for Pickup' },
  {
    status: 'delayed',
    reason: 'carrier_misrouted',
    code: '08',
    text: 'Missent',
    category: alert,
  },
  { status: 'exception', reason: 'recipient_refused', code: '04', text: 'Refused', category: alert },
  { status: 'exception', reason: 'address_incomplete', code: '22', text: 'Insufficient Address', category: alert },
  { status: 'exception', reason: 'recipient_moved', code: '23', text: 'Moved, Left no Address', category: alert },
  { status: 'exception', reason: 'carrier_lost', code: '11', text: 'Sent to Mail Recovery Center', category: alert },
  { status: 'return_initiated', code: '09', text: 'Return to Sender', category: alert },
  { status: 'returned_to_sender', code: '01', text: 'Delivered, To Original Sender', category: 'Delivered' },
  { status: 'delivered', code: '01', text: 'Delivered, In/At Mailbox', category: 'Delivered' },
]);

type WordedScan = { scan: SandboxScan; word: Word };

const clock = ({ occurredAt, timeZone }: SandboxScan): DateTime => DateTime.fromISO(occurredAt, { zone: timeZone });

/** USPS writes `-07:00` and `-7:00`, and past midnight the date of its GMT may still be the old one. */
const event = ({ scan, word }: WordedScan, index: number) => ({
  eventType: word.text,
  eventTimestamp: clock(scan).toFormat("yyyy-MM-dd'T'HH:mm:ss"),
  GMTTimestamp: `${clock(scan).toFormat('yyyy-MM-dd')}T${clock(scan).toUTC().toFormat('HH:mm:ss')}Z`,
  GMTOffset: clock(scan)
    .toFormat(index % 2 === 0 ? 'ZZ' : 'Z')
    .replace(/^([+-]\d{1,2})$/, '$1:00'),
  eventCountry: scan.place.country === 'US' ? null : (scan.place.country ?? null),
  eventCity: scan.place.city?.toUpperCase() ?? null,
  eventState: scan.place.state ?? null,
  eventZIP: scan.place.postalCode ?? null,
  firm: null,
  name: null,
  authorizedAgent: 'false',
  eventCode: word.code,
  additionalProp: null,
});

const detail = (parcel: SandboxParcel, said: readonly WordedScan[]) => {
  const newestFirst = [...said].reverse();
  const [last] = newestFirst;
  return {
    trackingNumber: parcel.trackingNumber,
    destinationCity: parcel.destination.city?.toUpperCase() ?? null,
    destinationState: parcel.destination.state ?? null,
    destinationZIP: parcel.destination.postalCode ?? null,
    emailEnabled: 'true',
    mailClass: `${parcel.service}<SUP>&#153;</SUP>`,
    mailType: 'DM',
    proofOfDeliveryEnabled: 'false',
    serviceTypeCode: '001',
    ...(last
      ? { status: last.word.text, statusCategory: last.word.category, statusSummary: `${last.word.text}.` }
      : {}),
    ...(parcel.estimatedDay ? { expectedDeliveryTimeStamp: `${parcel.estimatedDay}T21:00:00` } : {}),
    tableCode: 'T',
    uniqueMailPieceID: '110158946',
    trackingEvents: newestFirst.map(event),
  };
};

const push: CarrierSandbox['push'] = (parcel, index, { secret, now, since = index }) => {
  const said = words.said(parcel.scans.slice(since, index + 1));
  if (said.length === 0) return [];
  const timestamp = now.toISOString();
  const payload = JSON.stringify(detail(parcel, said));
  const body = JSON.stringify({
    subscriptionId: '5a5c4c1e-0000-4000-8000-000000000001',
    subscriptionType: 'TRACKING',
    timestamp,
    payload,
    links: [{ rel: ['subscription'], href: '/subscriptions-tracking/v3/subscriptions/5a5c4c1e' }],
  });
  const hmac = createHmac('sha256', secret).update(`${timestamp}${payload}`).digest('base64');
  return [{ method: 'POST', path: '', headers: { 'content-type': 'application/json', 'x-hmac': hmac }, body }];
};

const json = (status: number, body: unknown): SandboxAnswer => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
});
const failed = (status: number, message: string, title: string) => ({
  apiVersion: '/tracking/v3',
  error: {
    code: String(status),
    message,
    errors: [{ status: String(status), code: '150001', title, detail: message }],
  },
});

const tokenLife = 8 * 3_600_000;

const login = (request: SandboxRequest, now: Date): SandboxAnswer => {
  let sent: Record<string, unknown> = {};
  try {
    sent = JSON.parse(request.body) as Record<string, unknown>;
  } catch {
    return json(400, { error: 'invalid_request', error_description: 'The body is no JSON.' });
  }
  if (sent.client_id !== 'sandbox' || sent.client_secret !== 'sandbox')
    return json(401, { error: 'invalid_client', error_description: 'Client authentication failed.' });
  return json(200, {
    access_token: `sandbox-${now.getTime()}`,
    token_type: 'Bearer',
    expires_in: tokenLife / 1000 - 1,
    scope: 'tracking',
    status: 'approved',
  });
};

const unknown = 'The tracking number may be incorrect or the status update is not yet available.';

const answer: CarrierSandbox['answer'] = (request, { parcelOf, now }) => {
  if (request.path === '/oauth2/v3/token') return login(request, now);
  const one = /^\/tracking\/v3\/tracking\/([^/]+)$/.exec(request.path)?.[1];
  if (one === undefined && request.path !== '/tracking/v3r2/tracking') return undefined;
  const issued = Number(/^Bearer sandbox-(\d+)$/.exec(request.headers.authorization ?? '')?.[1]);
  if (!Number.isFinite(issued) || now.getTime() - issued > tokenLife)
    return json(401, failed(401, 'The access token is expired.', 'Unauthorized'));
  const told = (number: string) => {
    const parcel = parcelOf(number);
    return parcel && detail(parcel, words.said(parcel.scans, now));
  };
  if (one !== undefined) {
    const found = told(decodeURIComponent(one));
    return found ? json(200, found) : json(404, failed(404, unknown, 'Not Found'));
  }
  const numbers = (JSON.parse(request.body) as { trackingNumber: string }[]).map(
    ({ trackingNumber }) => trackingNumber,
  );
  if (numbers.length > 35) return json(400, failed(400, 'At most 35 tracking numbers.', 'Bad Request'));
  const all = numbers.map((number) => told(number) ?? { trackingNumber: number, ...failed(404, unknown, 'Not Found') });
  return json(all.some((item) => 'error' in item) ? 207 : 200, all);
};

export const uspsSandbox: CarrierSandbox = {
  name: 'usps',
  says: words.says,
  push,
  tellsSeveral: true,
  answer,
  credentials: { clientId: 'sandbox', clientSecret: 'sandbox' },
};
