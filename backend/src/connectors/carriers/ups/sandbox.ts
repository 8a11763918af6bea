/**
 * UPS's side of its own formats: a Track Alert message for each thing that happens, and Track answers with the whole life
 * of a parcel, newest first, each activity with the clock of its place and the same in GMT.
 */
import { DateTime } from 'luxon';
import {
  type CarrierSandbox,
  type SandboxAnswer,
  type SandboxParcel,
  type SandboxRequest,
  type SandboxScan,
  wordsOf,
} from '../sandbox.ts';
import { type UpsWord, upsWords } from './sandbox-words.data.ts';

const words = wordsOf(upsWords);

const local = (scan: SandboxScan): DateTime => DateTime.fromISO(scan.occurredAt, { zone: scan.timeZone });
const gmt = (scan: SandboxScan): DateTime => DateTime.fromISO(scan.occurredAt, { zone: 'utc' });

const finished = (word: UpsWord): boolean => word.type === 'D';

const pushBody = (parcel: SandboxParcel, scan: SandboxScan, word: UpsWord): Record<string, unknown> => {
  const done = finished(word);
  return {
    trackingNumber: parcel.trackingNumber,
    localActivityDate: local(scan).toFormat('yyyyMMdd'),
    localActivityTime: local(scan).toFormat('HHmmss'),
    activityLocation: {
      city: scan.place.city ?? '',
      stateProvince: scan.place.state ?? '',
      postalCode: done ? (scan.place.postalCode ?? '') : '',
      country: scan.place.country ?? '',
    },
    activityStatus: {
      type: word.type,
      code: word.code,
      description: word.text,
      descriptionCode: word.digits,
    },
    scheduledDeliveryDate: done ? '' : (parcel.estimatedDay ?? '').replaceAll('-', ''),
    actualDeliveryDate: done ? local(scan).toFormat('yyyyMMdd') : '',
    actualDeliveryTime: done ? local(scan).toFormat('HHmmss') : '',
    gmtActivityDate: gmt(scan).toFormat('yyyyMMdd'),
    gmtActivityTime: gmt(scan).toFormat('HHmmss'),
    gmtOffset: local(scan).toFormat('ZZ').replace(':', '.'),
    deliveryStartTime: '',
    deliveryEndTime: '',
    deliveryTimeDescription: done || !parcel.estimatedDay ? '' : 'end of day',
  };
};

const push: CarrierSandbox['push'] = (parcel, latest, { secret }) => {
  const scan = parcel.scans[latest];
  const word = scan && words.find(scan);
  if (!scan || !word) return [];
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'UPSPubSubTrackingService',
    credential: secret,
  };
  return [{ method: 'POST', path: '', headers, body: JSON.stringify(pushBody(parcel, scan, word)) }];
};

/** UPS drops the leading zeros of its GMT time in some answers and writes it with colons in others. */
const gmtTime = (scan: SandboxScan, index: number): string =>
  index % 2 === 0 ? gmt(scan).toFormat('HH:mm:ss') : String(Number(gmt(scan).toFormat('HHmmss')));

const address = ({ place }: SandboxScan) => ({
  ...(place.city ? { city: place.city } : {}),
  ...(place.state ? { stateProvince: place.state } : {}),
  ...(place.country ? { countryCode: place.country, country: place.country } : {}),
});

const statusOf = ({ type, code, text, digits }: UpsWord) => ({
  type,
  description: `${text} `,
  code,
  statusCode: digits,
});

const activity = (scan: SandboxScan, word: UpsWord, index: number) => ({
  location: { address: address(scan), slic: '8566' },
  status: statusOf(word),
  date: local(scan).toFormat('yyyyMMdd'),
  time: local(scan).toFormat('HHmmss'),
  gmtDate: gmt(scan).toFormat('yyyyMMdd'),
  gmtOffset: local(scan).toFormat('ZZ'),
  gmtTime: gmtTime(scan, index),
});

const datesOf = (parcel: SandboxParcel, last: { scan: SandboxScan; word: UpsWord } | undefined) => {
  const planned = parcel.estimatedDay ? [{ type: 'SDD', date: parcel.estimatedDay.replaceAll('-', '') }] : [];
  if (!last || !finished(last.word)) return { deliveryDate: planned, deliveryTime: { type: 'EOD' } };
  return {
    deliveryDate: [{ type: 'DEL', date: local(last.scan).toFormat('yyyyMMdd') }],
    deliveryTime: { type: 'DEL', endTime: local(last.scan).toFormat('HHmmss') },
  };
};

const answerOf = (parcel: SandboxParcel, now: Date) => {
  const happened = words.said(parcel.scans, now).reverse();
  const last = happened[0];
  return {
    trackResponse: {
      shipment: [
        {
          inquiryNumber: parcel.trackingNumber,
          package: [
            {
              trackingNumber: parcel.trackingNumber,
              ...datesOf(parcel, last),
              activity: happened.map(({ scan, word }, index) => activity(scan, word, index)),
              ...(last ? { currentStatus: { ...statusOf(last.word), simplifiedTextDescription: last.word.text } } : {}),
              packageCount: 1,
              service: { code: '003', levelCode: '011', description: parcel.service },
            },
          ],
        },
      ],
    },
  };
};

const json = (body: unknown, status = 200): SandboxAnswer => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
});
const refusal = (status: number, code: string, message: string): SandboxAnswer =>
  json({ response: { errors: [{ code, message }] } }, status);

const tokenSeconds = 14_399;

const login = (request: SandboxRequest, now: Date): SandboxAnswer => {
  const basic = `Basic ${Buffer.from('sandbox:sandbox').toString('base64')}`;
  if (request.headers.authorization !== basic) return refusal(401, '10401', 'ClientId is Invalid');
  if (new URLSearchParams(request.body).get('grant_type') !== 'client_credentials')
    return refusal(400, '10400', 'Invalid/Missing Query Parameters');
  return json({
    token_type: 'Bearer',
    issued_at: String(now.getTime()),
    client_id: 'sandbox',
    access_token: `sandbox-${now.getTime()}`,
    expires_in: String(tokenSeconds),
    status: 'approved',
  });
};

const allowed = ({ headers }: SandboxRequest, now: Date): boolean => {
  const issued = /^Bearer sandbox-(\d+)$/.exec(headers.authorization ?? '')?.[1];
  return issued !== undefined && now.getTime() - Number(issued) <= tokenSeconds * 1000;
};

const header = ({ headers }: SandboxRequest, name: string): string | undefined =>
  Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];

const answer: CarrierSandbox['answer'] = (request, { parcelOf, now }) => {
  if (request.path.endsWith('/security/v1/oauth/token')) return login(request, now);
  const number = /\/api\/track\/v1\/details\/([^/]+)$/.exec(request.path)?.[1];
  if (number === undefined) return undefined;
  if (!allowed(request, now)) return refusal(401, '250002', 'Invalid Authentication Information.');
  if (!header(request, 'transid') || !header(request, 'transactionsrc'))
    return refusal(400, 'VSS002', 'Missing transId.');
  const asked = decodeURIComponent(number);
  if (asked.length < 7 || asked.length > 34) return refusal(400, 'TV1002', 'Invalid inquiry number');
  const parcel = parcelOf(asked);
  if (parcel) return json(answerOf(parcel, now));
  const warnings = [{ code: 'TW0001', message: 'Tracking Information Not Found' }];
  return json({ trackResponse: { shipment: [{ inquiryNumber: asked, warnings }] } });
};

export const upsSandbox: CarrierSandbox = {
  name: 'ups',
  says: words.says,
  push,
  answer,
  credentials: { clientId: 'sandbox', clientSecret: 'sandbox' },
};
