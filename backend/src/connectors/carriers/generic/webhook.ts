/**
 * Reads any carrier's JSON by the mapping of its connection. Pure and total: every body gives scans and errors, and
 * nothing a carrier may send makes it throw.
 */
import type { Connection, WebhookMapping } from '@gantry/shared/events/connections';
import type { Place } from '@gantry/shared/values/address';
import { timeZoneOf } from '@gantry/shared/values/time-zone';
import type { ParsedScan, ParsedWebhook, ParseError, ParseErrorReason } from '../carrier.ts';
import { fragmentOf, type Json, lookup, readBody } from './body.ts';
import { isZone, readTime } from './time.ts';

const maxScans = 1000;
const maxFragmentText = 256_000;

/** Cut to a length without leaving half a character. */
const cut = (text: string, max: number): string =>
  text.length <= max ? text : text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');

/** A value as text: strings trimmed, numbers printed; undefined for everything else and for nothing. */
const textOf = (value: Json | undefined): string | undefined => {
  const text = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
  return text === '' ? undefined : text;
};

/** The first of scan and body that has something at the path. */
const find = (sources: Json[], path: string | undefined): Json | undefined => {
  if (path === undefined) return undefined;
  for (const source of sources) {
    const found = lookup(source, path);
    if (found !== undefined && found !== null && found !== '') return found;
  }
  return undefined;
};

const degrees = (value: Json | undefined, limit: number): number | undefined => {
  const text = textOf(value);
  const number = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(number) && Math.abs(number) <= limit ? number : undefined;
};

/** A place as the carrier said it, within the limits of the contract; coordinates only as a pair and never (0,0). */
const placeOf = (sources: Json[], paths: WebhookMapping['place']): Place => {
  const text = (path: string | undefined, max: number) => {
    const found = textOf(find(sources, path));
    return found === undefined ? undefined : cut(found, max);
  };
  const sentCountry = text(paths.country, 80);
  const country = sentCountry?.toUpperCase() === 'UK' ? 'GB' : sentCountry?.toUpperCase();
  const known = country !== undefined && /^[A-Z]{2}$/.test(country);
  const latitude = degrees(find(sources, paths.latitude), 90);
  const longitude = degrees(find(sources, paths.longitude), 180);
  const entries = {
    text: text(paths.text, 200) ?? (known ? undefined : sentCountry),
    city: text(paths.city, 120),
    state: text(paths.state, 80),
    postalCode: text(paths.postalCode, 20),
    country: known ? country : undefined,
  };
  const place: Place = Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
  if (latitude === undefined || longitude === undefined || (latitude === 0 && longitude === 0)) return place;
  return { ...place, latitude, longitude };
};

const zoneOf = (mapping: WebhookMapping, place: Place): string | undefined => {
  if (mapping.timeZone !== undefined && isZone(mapping.timeZone)) return mapping.timeZone;
  return timeZoneOf(place.country, place.state?.replace(/^[A-Za-z]{2}-/, ''));
};

const lowered = new WeakMap<WebhookMapping, Map<string, WebhookMapping['statuses'][string]>>();
/** The mapping of a code: exactly, else whatever its case; undefined when it is not mapped. */
const statusOf = (mapping: WebhookMapping, code: string) => {
  if (Object.hasOwn(mapping.statuses, code)) return mapping.statuses[code];
  let table = lowered.get(mapping);
  if (!table) {
    table = new Map(Object.entries(mapping.statuses).map(([key, value]) => [key.toLowerCase(), value]));
    lowered.set(mapping, table);
  }
  return table.get(code.toLowerCase());
};

type Failure = { reason: ParseErrorReason; detail: string };
const failure = (reason: ParseErrorReason, detail: string): Failure => ({ reason, detail });

const readScan = (scan: Json, body: Json, mapping: WebhookMapping): ParsedScan | Failure => {
  if (scan === null || typeof scan !== 'object') return failure('not_an_object', `a scan is ${typeOf(scan)}`);
  const sources = [scan, body];
  const trackingNumber = textOf(find(sources, mapping.trackingNumber));
  if (trackingNumber === undefined) return failure('missing_tracking_number', `nothing at "${mapping.trackingNumber}"`);
  if (trackingNumber.length > 120) return failure('bad_tracking_number', `${trackingNumber.length} characters`);
  const code = textOf(find(sources, mapping.code));
  if (code === undefined) return failure('missing_code', `nothing at "${mapping.code}"`);
  const sentTime = find(sources, mapping.occurredAt);
  if (sentTime === undefined) return failure('missing_time', `nothing at "${mapping.occurredAt}"`);
  const place = placeOf(sources, mapping.place);
  const time = readTime(sentTime, () => zoneOf(mapping, place));
  if (!time) return failure('bad_time', `not a time: ${cut(textOf(sentTime) ?? typeOf(sentTime), 80)}`);
  const mapped = statusOf(mapping, code);
  return {
    trackingNumber,
    code: cut(code, 120),
    description: cut(textOf(find(sources, mapping.description)) ?? '', 500),
    status: mapped?.status ?? null,
    reason: mapped?.reason ?? null,
    actionRequiredBy: mapped?.actionRequiredBy ?? 'none',
    ...time,
    place,
  };
};

const typeOf = (value: Json): string => (value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value);

const lookedUp = (mapping: WebhookMapping): string[] =>
  [
    mapping.trackingNumber,
    mapping.code,
    mapping.occurredAt,
    mapping.description,
    ...Object.values(mapping.place),
  ].filter((path): path is string => path !== undefined && path !== '');

/** Reads a raw body by a connection's mapping: at most 1000 scans, the rest as one error to be read on its own. */
export const parse = (rawBody: Buffer, connection: Connection): ParsedWebhook => {
  const { mapping } = connection;
  const read = readBody(rawBody);
  if ('error' in read) {
    return { scans: [], errors: [bodyError('unreadable', read.error, cut(read.text, maxFragmentText))] };
  }
  const { body } = read;
  const found = lookup(body, mapping.events);
  const list = Array.isArray(found) ? found : found === undefined || found === null ? [] : [found];
  if (list.length === 0) {
    return { scans: [], errors: [bodyError('no_scans', `no scan at "${mapping.events}"`, body)] };
  }
  const paths = lookedUp(mapping);
  const errors: ParseError[] = [];
  const scans: ParsedScan[] = [];
  for (const [index, scan] of list.slice(0, maxScans).entries()) {
    const result = readScan(scan, body, mapping);
    if ('detail' in result) {
      errors.push({ index, ...result, fragment: fragmentOf(body, mapping.events, { scans: [scan], paths }) });
    } else scans.push(result);
  }
  if (list.length > maxScans) {
    const fragment = fragmentOf(body, mapping.events, { scans: list.slice(maxScans), paths });
    errors.push(bodyError('too_many_scans', `${list.length} scans, the first ${maxScans} were read`, fragment));
  }
  return { scans, errors };
};

const bodyError = (reason: ParseErrorReason, detail: string, fragment: unknown): ParseError => ({
  index: null,
  reason,
  detail: cut(detail, 300),
  fragment,
});
