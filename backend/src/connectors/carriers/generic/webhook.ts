/**
 * Reads any carrier's JSON by the mapping of its connection. Pure and total: every body gives scans and errors, and
 * nothing a carrier may send makes it throw.
 */
import type { Connection, WebhookMapping } from '@gantry/shared/events/connections';
import type { Place } from '@gantry/shared/values/address';
import { type Json, readBody } from '../../wire/body.ts';
import { textOf } from '../../wire/json.ts';
import { fragmentOf, lookup } from '../../wire/paths.ts';
import { placeFrom } from '../../wire/place.ts';
import { cut } from '../../wire/text.ts';
import { readSentParts } from '../../wire/time.ts';
import { type Failure, failure, maxScans } from '../gather.ts';
import type { CarrierReading, ParseError, SentScan } from '../reading.ts';
import { emptyReading, parseError, unreadable } from '../reading.ts';
import { readObvious } from './obvious.ts';

/** The first of scan and body that has something at the path. */
const find = (sources: Json[], path: string | undefined): Json | undefined => {
  if (path === undefined) return undefined;
  for (const source of sources) {
    const found = lookup(source, path);
    if (found !== undefined && found !== null && found !== '') return found;
  }
  return undefined;
};

/** A place as the carrier said it. A state may be written with its country in front: `US-CA`. */
const placeOf = (sources: Json[], paths: WebhookMapping['place']): Place => {
  const place = placeFrom(Object.fromEntries(Object.entries(paths).map(([part, path]) => [part, find(sources, path)])));
  return place.state === undefined ? place : { ...place, state: place.state.replace(/^[A-Za-z]{2}-/, '') };
};

const typeOf = (value: Json): string => (value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value);

const timeIn = (sources: Json[], mapping: WebhookMapping): SentScan['time'] | Failure => {
  const date = find(sources, mapping.occurredAt);
  if (date === undefined) return failure('missing_time', `nothing at "${mapping.occurredAt}"`);
  const time = readSentParts({ date, time: find(sources, mapping.clock) }, mapping.dateOrder);
  if (!time) return failure('bad_time', `not a time: ${cut(textOf(date) ?? typeOf(date), 80)}`);
  return time.kind === 'local' && mapping.timeZone !== undefined ? { ...time, timeZone: mapping.timeZone } : time;
};

const readScan = (scan: Json, body: Json, mapping: WebhookMapping): SentScan | Failure => {
  if (scan === null || typeof scan !== 'object') return failure('not_an_object', `a scan is ${typeOf(scan)}`);
  const sources = [scan, body];
  const trackingNumber = textOf(find(sources, mapping.trackingNumber));
  if (trackingNumber === undefined) return failure('missing_tracking_number', `nothing at "${mapping.trackingNumber}"`);
  if (trackingNumber.length > 120) return failure('bad_tracking_number', `${trackingNumber.length} characters`);
  const code = textOf(find(sources, mapping.code));
  if (code === undefined) return failure('missing_code', `nothing at "${mapping.code}"`);
  const time = timeIn(sources, mapping);
  if ('detail' in time) return time;
  return {
    trackingNumber,
    code: cut(code, 120),
    description: cut(textOf(find(sources, mapping.description)) ?? '', 500),
    time,
    place: placeOf(sources, mapping.place),
  };
};

const lookedUp = (mapping: WebhookMapping): string[] =>
  [
    mapping.trackingNumber,
    mapping.code,
    mapping.occurredAt,
    mapping.clock,
    mapping.description,
    ...Object.values(mapping.place),
  ].filter((path): path is string => path !== undefined && path !== '');

const byNumber = (scans: readonly SentScan[]): CarrierReading['shipments'] => {
  const shipments = new Map<string, SentScan[]>();
  for (const scan of scans) {
    const list = shipments.get(scan.trackingNumber);
    if (list) list.push(scan);
    else shipments.set(scan.trackingNumber, [scan]);
  }
  return [...shipments].map(([trackingNumber, list]) => ({ trackingNumber, scans: list }));
};

const readList = (list: Json[], body: Json, mapping: WebhookMapping): CarrierReading => {
  const paths = lookedUp(mapping);
  const errors: ParseError[] = [];
  const scans: SentScan[] = [];
  for (const [index, scan] of list.slice(0, maxScans).entries()) {
    const result = readScan(scan, body, mapping);
    if ('reason' in result) {
      const fragment = fragmentOf(body, mapping.events, { scans: [scan], paths });
      errors.push(parseError(result.reason, { detail: result.detail, fragment, index }));
    } else scans.push(result);
  }
  if (list.length > maxScans) {
    const fragment = fragmentOf(body, mapping.events, { scans: list.slice(maxScans), paths });
    errors.push(
      parseError('too_many_scans', { detail: `${list.length} scans, the first ${maxScans} were read`, fragment }),
    );
  }
  return { ...emptyReading(), shipments: byNumber(scans), errors };
};

const readMapped = (body: Json, mapping: WebhookMapping): CarrierReading => {
  const events = lookup(body, mapping.events);
  const list = Array.isArray(events) ? events : events === undefined || events === null ? [] : [events];
  if (list.length === 0) {
    const detail = `no scan at "${mapping.events}"`;
    return { ...emptyReading(), errors: [parseError('no_scans', { detail, fragment: body })] };
  }
  return readList(list, body, mapping);
};

/** A body in which the obvious names led to no scan at all is no message, rather than a broken one. */
const obvious = (body: Json): CarrierReading => {
  const reading = readObvious(body, readMapped);
  if (reading.shipments.length > 0 || reading.errors.every(({ reason }) => reason === 'bad_time')) return reading;
  const why = reading.errors[0]?.detail ?? 'no scan';
  return unreadable(`no mapping is configured, and the names in it are not obvious: ${why}`, JSON.stringify(body));
};

/**
 * Reads a raw body by a connection's mapping, or by the obvious names where it has none: at most 1000 scans, the rest as
 * one error to be read on its own.
 */
export const read = (rawBody: Buffer, { mapping }: Connection): CarrierReading => {
  const found = readBody(rawBody);
  if ('error' in found) return unreadable(found.error, found.text);
  return mapping ? readMapped(found.body, mapping) : obvious(found.body);
};
