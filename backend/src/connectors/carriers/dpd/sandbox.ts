/**
 * DPD's side of its own formats: one GET for each thing that happens, and SOAP answers with the whole life of a parcel.
 * It says only what both its push and its tracking have a word for.
 */
import type { TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import { DateTime } from 'luxon';
import type { CarrierSandbox, SandboxAnswer, SandboxParcel, SandboxRequest, SandboxScan } from '../sandbox.ts';

const words: Partial<Record<TrackingStatus, { push: string; track: string; label: string; text: string }>> = {
  picked_up: {
    push: 'pickup_driver',
    track: 'PickedUp',
    label: 'Parcel handed to DPD',
    text: 'DPD has received your parcel.',
  },
  arrived_at_facility: {
    push: 'pickup_depot',
    track: 'Warehouse',
    label: 'In transit',
    text: 'The parcel is stored at the depot.',
  },
  at_delivery_depot: {
    push: 'delivery_depot',
    track: 'Depot',
    label: 'Parcel out for delivery',
    text: 'At parcel delivery centre.',
  },
  out_for_delivery: {
    push: 'delivery_carload',
    track: 'Courier',
    label: 'Parcel out for delivery',
    text: 'The parcel is on its way to the consignee.',
  },
  delivery_attempted: {
    push: 'delivery_notification',
    track: 'DeliveryFailure',
    label: 'Parcel out for delivery',
    text: 'Unfortunately we have not been able to deliver your parcel.',
  },
  available_for_pickup: {
    push: 'delivery_shop',
    track: 'ParcelShop',
    label: 'Parcel out for delivery',
    text: 'Delivered by driver to Pickup parcelshop',
  },
  delivered: {
    push: 'delivery_customer',
    track: 'Delivered',
    label: 'Parcel delivered',
    text: 'The parcel has been delivered.',
  },
};

const says = ({ status, reason }: Pick<SandboxScan, 'status' | 'reason'>): boolean =>
  words[status] !== undefined && reason === undefined;

const clock = (scan: SandboxScan): DateTime => DateTime.fromISO(scan.occurredAt, { zone: scan.timeZone });
const inXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Some number that is the same each time it is asked for. */
const numberFrom = (text: string, digits: number): string => {
  let sum = 7;
  for (const letter of text) sum = (sum * 31 + letter.charCodeAt(0)) % 2_147_483_647;
  return String(sum).padStart(digits, '0').slice(-digits);
};

const push: CarrierSandbox['push'] = (parcel, latest, { secret }) => {
  const scan = parcel.scans[latest];
  const word = scan && words[scan.status];
  if (!scan || !word || !says(scan)) return [];
  const query = new URLSearchParams({
    pushid: numberFrom(`${parcel.trackingNumber} ${latest}`, 6),
    pnr: parcel.trackingNumber,
    depot: `0${numberFrom(scan.place.city ?? '', 3)}`,
    status: word.push,
    statusdate: clock(scan).toFormat('ddMMyyyyHHmmss'),
    ref: `ORDER-${numberFrom(parcel.trackingNumber, 5)}`,
    services: `101_${parcel.destination.country ?? 'DE'}_${parcel.destination.postalCode ?? ''}_NC`,
    receiver: scan.status === 'delivered' ? 'MUSTERMANN' : '',
    pod: '',
    weight: '2.5',
  });
  return [{ method: 'GET', path: `/${encodeURIComponent(secret)}?${query}`, headers: {}, body: '' }];
};

const line = (text: string): string =>
  `<content>${inXml(text)}</content><bold>false</bold><paragraph>false</paragraph>`;

const statusInfo = (scan: SandboxScan, current: boolean): string => {
  const word = words[scan.status];
  const { city = 'Aschaffenburg', country = 'DE' } = scan.place;
  const date = clock(scan).setLocale('en-US').toFormat('M/d/yyyy h:mm:ss a');
  return [
    `<statusInfo><status>${word?.track}</status><label>${line(word?.label ?? '')}</label>`,
    `<description><content>${line(word?.text ?? '')}</content></description>`,
    `<statusHasBeenReached>true</statusHasBeenReached><isCurrentStatus>${current}</isCurrentStatus>`,
    `<showContactInfo>true</showContactInfo><location>${line(`${city} (${country})`)}</location>`,
    `<date>${line(date)}</date></statusInfo>`,
  ].join('');
};

const envelope = (body: string): string =>
  `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${body}</soap:Body></soap:Envelope>`;
const answered = (status: number, body: string): SandboxAnswer => ({
  status,
  contentType: 'text/xml; charset=utf-8',
  body: envelope(body),
});
const fault = (code: string, message: string): SandboxAnswer =>
  answered(
    500,
    `<soap:Fault><faultcode>soap:Server</faultcode><faultstring>Fault occured</faultstring><detail><ns:authenticationFault xmlns:ns="http://dpd.com/common/service/types/Authentication/2.0"><errorCode>${code}</errorCode><errorMessage>${inXml(message)}</errorMessage></ns:authenticationFault></detail></soap:Fault>`,
  );

const element = (xml: string, name: string): string | undefined =>
  new RegExp(`<(?:\\w+:)?${name}>([^<]*)</`).exec(xml)?.[1];

const tokenLife = 24 * 3_600_000;

const login = (request: SandboxRequest, now: Date): SandboxAnswer => {
  if (element(request.body, 'password') !== 'sandbox' || element(request.body, 'delisId') !== 'SANDBOX')
    return fault('DELICOM_ERR_AUTHENTICATION', 'Authentication failure, check delisId and password.');
  const expires = new Date(now.getTime() + tokenLife).toISOString().replace('Z', '');
  return answered(
    200,
    `<ns2:getAuthResponse xmlns:ns2="http://dpd.com/common/service/types/LoginService/2.1"><return><delisId>SANDBOX</delisId><customerUid>SANDBOX</customerUid><authToken>sandbox-${now.getTime()}</authToken><depot>0522</depot><authTokenExpires>${expires}</authTokenExpires></return></ns2:getAuthResponse>`,
  );
};

const life = (parcel: SandboxParcel, now: Date): SandboxAnswer => {
  const said = parcel.scans.filter((scan) => says(scan) && Date.parse(scan.occurredAt) <= now.getTime());
  const head = `<shipmentInfo><serviceDescription><label>${line('Your DPD service:')}</label><content>${line(parcel.service)}</content></serviceDescription><status>SHIPMENT</status><statusHasBeenReached>false</statusHasBeenReached><isCurrentStatus>false</isCurrentStatus><showContactInfo>false</showContactInfo></shipmentInfo>`;
  const infos = said.map((scan, i) => statusInfo(scan, i === said.length - 1)).join('');
  return answered(
    200,
    `<getTrackingDataResponse xmlns="http://dpd.com/common/service/types/ParcelLifeCycleService/2.0"><trackingresult>${head}${infos}</trackingresult></getTrackingDataResponse>`,
  );
};

const answer: CarrierSandbox['answer'] = (request, { parcelOf, now }) => {
  if (request.path.endsWith('/LoginService/V2_1')) return login(request, now);
  if (!request.path.endsWith('/ParcelLifeCycleService/V2_0')) return undefined;
  const issued = Number(/^sandbox-(\d+)$/.exec(element(request.body, 'authToken') ?? '')?.[1]);
  if (!Number.isFinite(issued)) return fault('LOGIN_6', 'The authentication token is not known.');
  if (now.getTime() - issued > tokenLife) return fault('LOGIN_5', 'The authentication token has expired.');
  const parcel = parcelOf(element(request.body, 'parcelLabelNumber') ?? '');
  return parcel ? life(parcel, now) : fault('COMMON_7', 'No tracking data found for this parcel.');
};

export const dpdSandbox: CarrierSandbox = {
  name: 'dpd',
  says,
  push,
  pushLacksZone: true,
  answer,
  credentials: { delisId: 'SANDBOX', password: 'sandbox' },
};
