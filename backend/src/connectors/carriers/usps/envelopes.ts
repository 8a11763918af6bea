/**
 * Finds what USPS says of parcels in whatever it is wrapped in: a notification whose `payload` is JSON as text, the answer
 * about one parcel, the list that a batch is answered with, or a flat record of a single scan.
 */
import { type Json, readBody } from '../../wire/body.ts';
import { said, saidText } from './fields.ts';

const lists = [
  'trackingdetails',
  'trackingresults',
  'trackinginformation',
  'trackingsummary',
  'results',
  'responses',
  'packages',
  'items',
  'notifications',
  'data',
];
const deepest = 6;
const eventLists = ['trackingevents', 'trackingevent', 'eventsummaries', 'scanevents'];

/** A record of one scan: its code, or its kind with a time, beside the number. */
export const isFlat = (value: Json): boolean =>
  said(value, ...eventLists) === undefined &&
  (said(value, 'eventcode', 'scaneventcode') !== undefined ||
    (said(value, 'eventtype', 'scaneventextracteventname') !== undefined &&
      said(value, 'eventtimestamp', 'eventdatetime', 'eventdate', 'gmttimestamp') !== undefined));

const isDetail = (value: Json): boolean =>
  said(value, ...eventLists) !== undefined ||
  isFlat(value) ||
  (said(value, 'trackingnumber', 'trackingid') !== undefined &&
    said(value, 'status', 'statussummary', 'statuscategory', 'error', 'errors', 'mailclass', 'expecteddeliverydate') !==
      undefined);

/** Text that holds JSON, as the JSON it holds, even where that is such a text again; other text as it is. */
const opened = (value: Json, times = 3): Json => {
  if (typeof value !== 'string' || times === 0 || !/^\s*[[{"]/.test(value)) return value;
  const inner = readBody(Buffer.from(value));
  return 'body' in inner ? opened(inner.body, times - 1) : value;
};

/** The details and records in a body, in its order. */
export const detailsIn = (sent: Json, depth = 0): Json[] => {
  const body = opened(sent);
  if (depth > deepest || body === null || typeof body !== 'object') return [];
  if (Array.isArray(body)) return body.flatMap((one) => detailsIn(one, depth + 1));
  const payload = said(body, 'payload');
  if (payload !== undefined) return detailsIn(payload, depth + 1);
  if (isDetail(body)) return [body];
  return lists.flatMap((name) => {
    const inner = said(body, name);
    return inner === undefined ? [] : detailsIn(inner, depth + 1);
  });
};

/** What a body says is wrong with itself: USPS's error message, or OAuth's. */
export const errorsIn = (sent: Json): Json[] => {
  const body = opened(sent);
  const error = said(body, 'error') ?? said(body, 'errors');
  if (error === undefined) return [];
  const description = saidText(body, 'errordescription');
  if (typeof error === 'string') return [{ code: error, message: description ?? error }];
  return Array.isArray(error) ? error : [error];
};

const empty = (payload: Json | undefined): boolean => {
  const value = payload === undefined ? null : opened(payload);
  if (value === null || value === '') return true;
  if (typeof value === 'string') return /^"?(?:ping|test|hello|ok)"?$/i.test(value.trim());
  if (typeof value !== 'object') return false;
  return Object.keys(value).length === 0 || isPing(value);
};

const isPing = (value: Json): boolean =>
  /ping|handshake|verif/i.test(saidText(value, 'type', 'event', 'eventtype', 'message', 'subscriptiontype') ?? '') &&
  detailsIn(value).length === 0;

/**
 * Whether a body greets instead of telling: nothing at all, or an envelope without a payload. USPS pings the listener when
 * a subscription is made; what the ping holds is not public, so whatever holds no parcel and no error counts as one.
 */
export const isGreeting = (rawBody: Buffer): boolean => {
  if (rawBody.toString('utf8').trim() === '') return true;
  const read = readBody(rawBody);
  if ('error' in read) return /^"?ping"?$/i.test(rawBody.toString('utf8').trim());
  const { body } = read;
  if (detailsIn(body).length > 0 || errorsIn(body).length > 0) return false;
  const wrapped = said(body, 'subscriptionid', 'subscriptiontype', 'listenerurl') !== undefined;
  return (wrapped && empty(said(body, 'payload'))) || isPing(body) || (typeof body === 'string' && empty(body));
};
