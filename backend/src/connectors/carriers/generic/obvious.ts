/**
 * Reads a message nobody wrote a mapping for, by the obvious names of its fields. What the codes mean is not guessed: they
 * are the unified statuses by their own names, in any case and with any mark between the words; every other is unknown.
 */
import type { WebhookMapping } from '@gantry/shared/events/connections';
import { trackingStatuses } from '@gantry/shared/vocabulary/tracking-status';
import type { Json } from '../../wire/body.ts';
import { field, objectOf, textOf } from '../../wire/json.ts';
import { lookup } from '../../wire/paths.ts';
import type { StatusRow } from '../carrier.ts';
import { maxScans } from '../gather.ts';
import type { CarrierReading } from '../reading.ts';
import { emptyReading } from '../reading.ts';
import {
  clocks,
  codes,
  descriptions,
  envelopes,
  parcelLists,
  placeEnvelopes,
  placeNames,
  scanLists,
  times,
  trackingNumbers,
} from './obvious-names.data.ts';

const spellings = (status: string): string[] => ['_', ' ', '-', ''].map((mark) => status.replaceAll('_', mark));

/** The unified statuses as codes, in every spelling; `canceled` beside `cancelled`. */
export const obviousStatuses: readonly StatusRow[] = [
  ...trackingStatuses.flatMap((status) => [...new Set(spellings(status))].map((code): StatusRow => ({ code, status }))),
  { code: 'canceled', status: 'cancelled' },
];
const meant = new Set(obviousStatuses.map(({ code }) => code));

const asList = (value: Json | undefined): Json[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

const isObject = (value: Json | undefined): boolean =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const scansAt = (body: Json): string | undefined =>
  envelopes
    .flatMap((envelope) => scanLists.map((name) => envelope + name))
    .find((path) => {
      const found = lookup(body, path);
      return Array.isArray(found) || isObject(found);
    });

/** Every message in a body: a list of parcels is several, a list of scans is one. */
const messagesIn = (body: Json): Json[] => {
  if (Array.isArray(body)) return body.some((one) => scansAt(one) !== undefined) ? body.flatMap(messagesIn) : [body];
  if (scansAt(body) !== undefined) return [body];
  const parcels = parcelLists.map((name) => field(body, name)).find((list) => Array.isArray(list) && list.length > 0);
  return parcels === undefined ? [body] : messagesIn(parcels);
};

/** Where names are looked for: in the scans of a list; what the message says around them is of the parcel, not of a scan. */
type Sources = readonly Json[];

const valuesAt = (sources: Sources, path: string): string[] =>
  sources.map((source) => textOf(lookup(source, path))).filter((text) => text !== undefined);

const first = (sources: Sources, paths: readonly string[]): string | undefined =>
  paths.find((path) => valuesAt(sources, path).length > 0);

const enveloped = (names: readonly string[]): string[] =>
  envelopes.flatMap((envelope) => names.map((n) => envelope + n));

/** A field whose values are unified statuses is the code, before one that stands earlier in the list. */
const codeAt = (sources: Sources): string | undefined => {
  const paths = enveloped(codes);
  const said = paths.find((path) => valuesAt(sources, path).some((text) => meant.has(text.toLowerCase())));
  return said ?? first(sources, paths);
};

const timeAt = (sources: Sources): { occurredAt: string; clock?: string } => {
  const apart = clocks.find(
    ([date, clock]) =>
      valuesAt(sources, date).length > 0 && valuesAt(sources, clock).some((text) => /^\d{1,2}[:.]\d\d/.test(text)),
  );
  if (apart) return { occurredAt: apart[0], clock: apart[1] };
  return { occurredAt: first(sources, enveloped(times)) ?? 'occurredAt' };
};

const placeAt = (sources: Sources): WebhookMapping['place'] =>
  Object.fromEntries(
    Object.entries(placeNames).flatMap(([part, names]) => {
      const path = first(
        sources,
        placeEnvelopes.flatMap((envelope) => names.map((name) => envelope + name)),
      );
      // A state beside no city is as likely the state of the parcel.
      return path === undefined || path === 'state' || path === 'region'
        ? statePart(sources, part, path)
        : [[part, path]];
    }),
  );

const statePart = (sources: Sources, part: string, path: string | undefined): [string, string][] =>
  path !== undefined && valuesAt(sources, 'city').length > 0 ? [[part, path]] : [];

/** The mapping that the names in a message suggest. */
export const obviousMapping = (body: Json): WebhookMapping => {
  const events = scansAt(body) ?? '';
  const scans = asList(lookup(body, events));
  const description = first(scans, enveloped(descriptions));
  return {
    events,
    trackingNumber: first([...scans, body], enveloped(trackingNumbers)) ?? 'trackingNumber',
    code: codeAt(scans) ?? 'code',
    ...timeAt(scans),
    ...(description === undefined ? {} : { description }),
    place: placeAt(scans),
    statuses: {},
  };
};

const withScan = (body: Json, path: readonly string[], scan: Json): Json => {
  const [key, ...rest] = path;
  if (key === undefined) return scan;
  return { ...objectOf(body), [key]: rest.length > 0 ? withScan(field(body, key) ?? {}, rest, scan) : [scan] };
};

/** Scans that call one thing by different names are read one by one. */
const evenPieces = (body: Json): Json[] => {
  const { events, code, occurredAt } = obviousMapping(body);
  const scans = asList(lookup(body, events)).slice(0, maxScans + 1);
  const even = scans.every((scan) => [code, occurredAt].every((path) => textOf(lookup(scan, path)) !== undefined));
  if (even || scans.length < 2 || scans.length > maxScans) return [body];
  return scans.map((scan) => withScan(body, events === '' ? [] : events.split('.'), scan));
};

const added = (all: CarrierReading, one: CarrierReading): CarrierReading => {
  for (const shipment of one.shipments) {
    const known = all.shipments.find(({ trackingNumber }) => trackingNumber === shipment.trackingNumber);
    if (known) known.scans.push(...shipment.scans);
    else all.shipments.push(shipment);
  }
  all.errors.push(...one.errors);
  return all;
};

/** Reads a body of one message or several, each by the mapping its own names suggest. */
export const readObvious = (
  body: Json,
  readBy: (body: Json, mapping: WebhookMapping) => CarrierReading,
): CarrierReading =>
  messagesIn(body)
    .flatMap(evenPieces)
    .map((message) => readBy(message, obviousMapping(message)))
    .reduce(added, emptyReading());
