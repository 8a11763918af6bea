/**
 * Asks DPD for parcels: LoginService getAuth gives a token for about a day, ParcelLifeCycleService getTrackingData tells
 * of one parcel a call (SOAP 1.1; schemas vendored by karrio). Hosts differ by country: the Dutch one is the default, a
 * connection's `baseUrl` names another (`https://wsshipper.dpd.be`), or the folder of the services itself.
 */
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import { Upstream } from '../../../kernel/errors.ts';
import { at, emptyReading, firstText } from '../../wire/json.ts';
import { readSentTime } from '../../wire/time.ts';
import { readXml } from '../../wire/xml.ts';
import type { Ask, CarrierReading, OutsideAnswer, TrackAccess, TrackClient } from '../carrier.ts';
import { escaped } from './escaped.ts';
import { type DpdFault, faultOf, readTrack } from './read-track.ts';

const types = 'http://dpd.com/common/service/types';
const soap = 'http://schemas.xmlsoap.org/soap/envelope/';
const day = 24 * 3600;

const envelope = (header: string, body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="${soap}"><soapenv:Header>${header}</soapenv:Header><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;

const servicesOf = (baseUrl: string): string => (/\/services$/.test(baseUrl) ? baseUrl : `${baseUrl}/soap/services`);
const languageOf = ({ credentials }: TrackAccess): string => credentials.messageLanguage || 'en_EN';

/** LOGIN_5 and LOGIN_6 say that the token is over, which a new login mends; other refusals stay. */
const upstreamOf = (fault: DpdFault, operation: string): Upstream | undefined => {
  if (/^LOGIN_[56]$/i.test(fault.code) && operation !== 'login')
    return new Upstream('dpd', 'http_401', `${fault.code}: ${fault.message}`, true);
  if (/^LOGIN|AUTH/i.test(fault.code))
    return new Upstream('dpd', 'login_refused', `${fault.code}: ${fault.message}`, false);
  return undefined;
};

const call = async (
  ask: Ask,
  message: { operation: string; url: string; action: string; body: string },
): Promise<OutsideAnswer> => {
  const { operation, url, action, body } = message;
  const headers = { 'content-type': 'text/xml; charset=UTF-8', soapaction: `"${action}"` };
  // SOAP sends its faults with status 500: they are read, not taken for an outage.
  const answer = await ask({ operation, url, method: 'POST', headers, body }, [500]);
  const fault = faultOf(Buffer.from(answer.body));
  const refused = fault && upstreamOf(fault, operation);
  if (refused) throw refused;
  if (answer.status === 500 && !fault) throw new Upstream('dpd', 'http_500', 'dpd answered 500', true);
  return answer;
};

/** How long a token is good: its end is told without zone, so the two hours of a Dutch or Belgian summer are taken off. */
const lifeOf = (expires: string | undefined, now: Date): number => {
  const time = readSentTime(expires);
  if (time === undefined || time.kind === 'none') return 20 * 3600;
  const end = time.kind === 'instant' ? Date.parse(time.at) : Date.parse(`${time.localTime}Z`) - 2 * 3_600_000;
  return Math.min(day, Math.max(60, Math.floor((end - now.getTime()) / 1000)));
};

const login = async (ask: Ask, access: TrackAccess): Promise<{ token: string; expiresInSeconds: number }> => {
  const { delisId = '', password = '' } = access.credentials;
  const body = `<ns:getAuth xmlns:ns="${types}/LoginService/2.1"><delisId>${escaped(delisId)}</delisId><password>${escaped(password)}</password><messageLanguage>${escaped(languageOf(access))}</messageLanguage></ns:getAuth>`;
  const answer = await call(ask, {
    operation: 'login',
    url: `${servicesOf(access.baseUrl)}/LoginService/V2_1`,
    action: `${types}/LoginService/2.1/getAuth`,
    body: envelope('', body),
  });
  const read = readXml(Buffer.from(answer.body));
  const result = 'error' in read ? undefined : at(read.body, 'Envelope', 'Body', 'getAuthResponse', 'return');
  const token = firstText(at(result, 'authToken'), at(result, 'authToken', 'text'));
  if (token === undefined) throw new Upstream('dpd', 'no_token', 'dpd logged in without a token', true);
  const expires = firstText(at(result, 'authTokenExpires'), at(result, 'authTokenExpires', 'text'));
  return { token, expiresInSeconds: lifeOf(expires, access.now) };
};

const askFor = (ask: Ask, access: TrackAccess, number: string): Promise<OutsideAnswer> => {
  const { delisId = '' } = access.credentials;
  const header = `<ns:authentication xmlns:ns="${types}/Authentication/2.0"><delisId>${escaped(delisId)}</delisId><authToken>${escaped(access.token ?? '')}</authToken><messageLanguage>${escaped(languageOf(access))}</messageLanguage></ns:authentication>`;
  const body = `<ns1:getTrackingData xmlns:ns1="${types}/ParcelLifeCycleService/2.0"><parcelLabelNumber>${escaped(number)}</parcelLabelNumber></ns1:getTrackingData>`;
  return call(ask, {
    operation: 'track',
    url: `${servicesOf(access.baseUrl)}/ParcelLifeCycleService/V2_0`,
    action: `${types}/ParcelLifeCycleService/2.0/getTrackingData`,
    body: envelope(header, body),
  });
};

const track = async (ask: Ask, access: TrackAccess, numbers: readonly string[]) => {
  const reading: CarrierReading = emptyReading();
  const raw: OutsideAnswer[] = [];
  for (const number of numbers) {
    const answer = await askFor(ask, access, number);
    raw.push(answer);
    const one = readTrack(Buffer.from(answer.body), [number]);
    reading.shipments.push(...one.shipments);
    reading.problems.push(...one.problems);
    reading.errors.push(...one.errors);
  }
  return { reading, raw };
};

export const dpdTrack: TrackClient = {
  batch: 1,
  // Not published; careful by default, a connection's settings may say otherwise.
  quota: { perSecond: 1, perDay: 20_000 },
  hosts: { live: 'https://wsshipper.dpd.nl', test: 'https://shipperadmintest.dpd.nl/PublicApi' },
  credentials: carrierFacts.dpd.credentials,
  login,
  track,
  read: readTrack,
};
