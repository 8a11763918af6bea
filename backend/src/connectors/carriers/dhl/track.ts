/**
 * Asking DHL for a parcel. The unified API answers for every division and is asked by default (`DHL-API-Key`); a connection
 * with MyDHL credentials asks MyDHL API, one with an application name asks the tracking of Parcel DE. The unified API takes
 * one number a call, and by default 250 calls a day and one in five seconds, so that is the batch and the quota for all.
 */
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import { Upstream } from '../../../kernel/errors.ts';
import { emptyReading } from '../../wire/json.ts';
import type { Ask, CarrierReading, OutsideAnswer, TrackAccess, TrackClient } from '../carrier.ts';
import { read } from './read.ts';

const hosts = { live: 'https://api-eu.dhl.com', test: 'https://api-test.dhl.com' };
/** Systems beside the unified API stand elsewhere; an address of the connection's own serves all of them. */
const elsewhere = {
  express: { live: 'https://express.api.dhl.com/mydhlapi', test: 'https://express.api.dhl.com/mydhlapi/test' },
  parcelDe: { live: 'https://api-eu.dhl.com', test: 'https://api-sandbox.dhl.com' },
};

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

const baseOf = (system: keyof typeof elsewhere, { baseUrl, settings }: TrackAccess): string =>
  Object.values(hosts).includes(baseUrl) ? elsewhere[system][settings.environment] : baseUrl;

const attribute = (value: string): string =>
  value.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** The request of Parcel DE is an XML element in the query; several numbers are joined by semicolons. */
const askParcelDe = async (ask: Ask, access: TrackAccess, numbers: readonly string[]): Promise<OutsideAnswer[]> => {
  const { apiKey = '', apiSecret = '', appname = '', appPassword = '' } = access.credentials;
  const parts = {
    appname,
    'language-code': 'en',
    password: appPassword,
    'piece-code': numbers.join(';'),
    request: 'd-get-piece-detail',
  };
  const attributes = Object.entries(parts).map(([name, value]) => `${name}="${attribute(value)}"`);
  const xml = `<?xml version="1.0" encoding="UTF-8" standalone="no"?><data ${attributes.join(' ')}/>`;
  const url = `${baseOf('parcelDe', access)}/parcel/de/tracking/v0/shipments?xml=${encodeURIComponent(xml)}`;
  const headers = { Authorization: basic(apiKey, apiSecret), Accept: 'application/xml' };
  return [await ask({ operation: 'track parcel de', url, headers }, [404])];
};

const askExpress = (ask: Ask, access: TrackAccess, number: string): Promise<OutsideAnswer> => {
  const { username = '', password = '' } = access.credentials;
  const query = 'trackingView=all-checkpoints&levelOfDetail=all';
  const url = `${baseOf('express', access)}/shipments/${encodeURIComponent(number)}/tracking?${query}`;
  const headers = { Authorization: basic(username, password), Accept: 'application/json' };
  return ask({ operation: 'track express', url, headers }, [404]);
};

const askUnified = (ask: Ask, access: TrackAccess, number: string): Promise<OutsideAnswer> => {
  const url = `${access.baseUrl}/track/shipments?trackingNumber=${encodeURIComponent(number)}&language=en`;
  const headers = { 'DHL-API-Key': access.credentials.apiKey ?? '', Accept: 'application/json' };
  return ask({ operation: 'track unified', url, headers }, [404]);
};

const merged = (readings: readonly CarrierReading[]): CarrierReading => ({
  ...emptyReading(),
  shipments: readings.flatMap(({ shipments }) => shipments),
  problems: readings.flatMap(({ problems }) => problems),
  errors: readings.flatMap(({ errors }) => errors),
});

const track: TrackClient['track'] = async (ask, access, numbers) => {
  const { appname, username, apiKey } = access.credentials;
  if (appname) {
    const raw = await askParcelDe(ask, access, numbers);
    return { reading: merged(raw.map(({ body }) => read(Buffer.from(body), numbers))), raw };
  }
  if (!username && !apiKey)
    throw new Upstream('dhl', 'no_credentials', 'The connection has neither an API key nor MyDHL credentials', false);
  const raw: OutsideAnswer[] = [];
  const readings: CarrierReading[] = [];
  for (const number of numbers) {
    const answer = await (username ? askExpress : askUnified)(ask, access, number);
    raw.push(answer);
    readings.push(read(Buffer.from(answer.body), [number]));
  }
  return { reading: merged(readings), raw };
};

export const trackClient: TrackClient = {
  batch: 1,
  quota: { perSecond: 0.2, perDay: 250 },
  hosts,
  credentials: carrierFacts.dhl.credentials,
  track,
  read,
};
