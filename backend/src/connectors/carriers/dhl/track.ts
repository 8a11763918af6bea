/**
 * Asking DHL for a parcel. The unified API answers for every division and is asked by default (`DHL-API-Key`); a connection
 * with MyDHL credentials asks MyDHL API, one with an application name asks the tracking of Parcel DE. The unified API takes
 * one number a call, so that is the batch for all.
 */
import { Upstream } from '../../../kernel/errors.ts';
import type { Ask, OutsideAnswer } from '../../wire/call.ts';
import { escaped } from '../../wire/escaped.ts';
import type { AccountAccess } from '../account.ts';
import { type TrackClient, trackEach } from '../track.ts';
import { baseOf, basic } from './account.ts';
import { read } from './read.ts';

/** The request of Parcel DE is an XML element in the query; several numbers are joined by semicolons. */
const askParcelDe = (ask: Ask, access: AccountAccess, numbers: readonly string[]): Promise<OutsideAnswer> => {
  const { apiKey = '', apiSecret = '', appname = '', appPassword = '' } = access.credentials;
  const parts = {
    appname,
    'language-code': 'en',
    password: appPassword,
    'piece-code': numbers.join(';'),
    request: 'd-get-piece-detail',
  };
  const attributes = Object.entries(parts).map(([name, value]) => `${name}="${escaped(value)}"`);
  const xml = `<?xml version="1.0" encoding="UTF-8" standalone="no"?><data ${attributes.join(' ')}/>`;
  const url = `${baseOf('parcelDe', access)}/parcel/de/tracking/v0/shipments?xml=${encodeURIComponent(xml)}`;
  const headers = { Authorization: basic(apiKey, apiSecret), Accept: 'application/xml' };
  return ask({ operation: 'track parcel de', url, headers }, [404]);
};

const askExpress = (ask: Ask, access: AccountAccess, number: string): Promise<OutsideAnswer> => {
  const { username = '', password = '' } = access.credentials;
  const query = 'trackingView=all-checkpoints&levelOfDetail=all';
  const url = `${baseOf('express', access)}/shipments/${encodeURIComponent(number)}/tracking?${query}`;
  const headers = { Authorization: basic(username, password), Accept: 'application/json' };
  return ask({ operation: 'track express', url, headers }, [404]);
};

const askUnified = (ask: Ask, access: AccountAccess, number: string): Promise<OutsideAnswer> => {
  const url = `${access.baseUrl}/track/shipments?trackingNumber=${encodeURIComponent(number)}&language=en`;
  const headers = { 'DHL-API-Key': access.credentials.apiKey ?? '', Accept: 'application/json' };
  return ask({ operation: 'track unified', url, headers }, [404]);
};

const track: TrackClient['track'] = async (ask, access, numbers) => {
  const { appname, username, apiKey } = access.credentials;
  if (appname) {
    const answer = await askParcelDe(ask, access, numbers);
    return { reading: read(Buffer.from(answer.body), numbers), raw: [answer] };
  }
  if (!username && !apiKey)
    throw new Upstream('dhl', 'no_credentials', 'The connection has neither an API key nor MyDHL credentials', false);
  const askFor = username ? askExpress : askUnified;
  return trackEach(numbers, {
    ask: (number) => askFor(ask, access, number),
    read: ({ body }, number) => read(Buffer.from(body), [number]),
  });
};

export const dhlTrack: TrackClient = { batch: 1, track, read };
