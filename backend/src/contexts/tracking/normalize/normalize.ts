/**
 * From what a carrier said to what it means: places completed, times set by the zone of their place, codes given their
 * status, scans said twice made one. The intake, the poll, the Trash and `gantry normalize` all pass through here. Pure.
 */
import type { Scan } from '@gantry/shared/events/tracking';
import type { Place } from '@gantry/shared/values/address';
import type { TrackingStatus, ZoneCertainty } from '@gantry/shared/vocabulary/tracking-status';
import type {
  CarrierProblem,
  CarrierReading,
  CarrierShipment,
  ParseError,
  SentEstimate,
  SentScan,
} from '../../../connectors/carriers/reading.ts';
import type { SentTime } from '../../../connectors/wire/time.ts';
import { derivedId } from '../../../kernel/ids.ts';
import { instantInZone, isZone } from '../../../kernel/zoned-time.ts';
import type { StatusMap } from '../../carriers/public.ts';
import { type Gazetteer, normalizeLocation } from './location-normalizer.ts';

/** A scan in our words, without what only recording adds. */
export type NormalizedScan = Omit<Scan, 'scanId' | 'carrier' | 'leg' | 'receivedAt' | 'correction'> & {
  /** The place as sent, which is part of the scan's identity: what we learn about places later must not change it. */
  sentPlace: Place;
  /** Of carriers whose push and track answer have different words for one scan: what both share. */
  identity?: string;
};

/** A carrier's expected arrival: an instant or, where only a day was said, that local day. */
export type NormalizedEstimate = { from: string | null; until: string | null; day: string | null; text: string };

export type NormalizedShipment = {
  trackingNumber: string;
  identity: string | null;
  scans: NormalizedScan[];
  estimate: NormalizedEstimate | null;
  /** What the carrier's own summary says, when it says anything we know. */
  summary: { code: string; description: string; status: TrackingStatus | null } | null;
  proof: { signature: boolean; photo: boolean } | null;
};
export type Normalized = {
  shipments: NormalizedShipment[];
  problems: CarrierProblem[];
  errors: ParseError[];
  /** Codes that no row of the map knows, each once. */
  unmapped: { code: string; description: string; scans: number }[];
};

export type NormalizeWith = {
  map: StatusMap;
  gazetteer: Gazetteer;
  /** The zone of times sent without one, where the connection names it. */
  timeZone?: string | undefined;
};

type Timed = { occurredAt: string | null; zone: ZoneCertainty; localTime: string | null };

/** An offset given is kept; a local time takes the zone that the connection, the carrier or the place names; else none. */
export const timeOf = (
  sent: SentTime,
  zones: { connection?: string | undefined; place?: string | undefined },
): Timed => {
  if (sent.kind === 'none') return { occurredAt: null, zone: 'unknown', localTime: null };
  if (sent.kind === 'instant') return { occurredAt: sent.at, zone: 'given', localTime: sent.localTime };
  const zone = [zones.connection, sent.timeZone, zones.place].find((name) => name !== undefined && isZone(name));
  if (zone === undefined) return { occurredAt: null, zone: 'unknown', localTime: sent.localTime };
  const at = new Date(instantInZone(Date.parse(`${sent.localTime}Z`), zone)).toISOString();
  return { occurredAt: at, zone: 'inferred', localTime: sent.localTime };
};

const normalizeScan = (
  sent: SentScan,
  { map, gazetteer, timeZone }: NormalizeWith,
): NormalizedScan & { known: boolean } => {
  const { place, timeZone: placeZone } = normalizeLocation(gazetteer, sent.place);
  const time = timeOf(sent.time, { connection: timeZone, place: placeZone });
  const { row, ...meaning } = map.meaningOf({ ...sent, at: time.occurredAt });
  return {
    trackingNumber: sent.trackingNumber,
    code: sent.code,
    ...(sent.keys ? { keys: [...sent.keys] } : {}),
    description: sent.description,
    ...meaning,
    ...(row && row.status === null ? { informational: true } : {}),
    ...time,
    place,
    sentPlace: sent.place,
    ...(sent.identity === undefined ? {} : { identity: sent.identity }),
    known: row !== undefined,
  };
};

const folded = (text: string | undefined): string =>
  (text ?? '')
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .toUpperCase();

/**
 * What makes a scan the same scan: carrier, number, time, code and place as sent, in the city's letters alone, because a
 * push and a poll write the same place with more or less around it.
 */
export const scanIdOf = (carrier: string, scan: NormalizedScan): string =>
  derivedId(
    'scn',
    scan.identity === undefined ? partsOf(carrier, scan) : [carrier, scan.trackingNumber, scan.identity],
  );

const partsOf = (carrier: string, scan: NormalizedScan): (string | null)[] => [
  carrier,
  scan.trackingNumber,
  scan.occurredAt ?? scan.localTime,
  scan.code,
  folded(scan.sentPlace.city ?? scan.sentPlace.text ?? scan.sentPlace.name),
];

const dayOf = (sent: SentTime): string | null =>
  sent.kind === 'local'
    ? sent.localTime.slice(0, 10)
    : sent.kind === 'instant' && sent.localTime
      ? sent.localTime.slice(0, 10)
      : null;

const estimateOf = (
  sent: SentEstimate,
  zones: { connection?: string | undefined; place?: string | undefined },
): NormalizedEstimate => ({
  from: sent.from ? timeOf(sent.from, zones).occurredAt : null,
  until: timeOf(sent.until, zones).occurredAt,
  day: dayOf(sent.until),
  text: (sent.text ?? '').slice(0, 200),
});

const once = <S extends NormalizedScan>(scans: readonly S[]): S[] => [
  ...new Map(scans.map((scan) => [scanIdOf('', scan), scan])).values(),
];

const normalizeShipment = (sent: CarrierShipment, using: NormalizeWith) => {
  const scans = once(sent.scans.map((scan) => normalizeScan(scan, using)));
  const { summary } = sent;
  const shipment: NormalizedShipment = {
    trackingNumber: sent.trackingNumber,
    identity: sent.identity ?? null,
    scans: scans.map(({ known: _, ...scan }) => scan),
    estimate: sent.estimate ? estimateOf(sent.estimate, { connection: using.timeZone }) : null,
    summary: summary
      ? {
          code: summary.code,
          description: summary.description,
          status: using.map.meaningOf({ ...summary, at: null }).status,
        }
      : null,
    proof: sent.proof ?? null,
  };
  return { shipment, unknown: scans.filter(({ known }) => !known) };
};

const unmappedOf = (scans: readonly NormalizedScan[]): Normalized['unmapped'] => {
  const byCode = new Map<string, { code: string; description: string; scans: number }>();
  for (const { code, description } of scans) {
    const known = byCode.get(code);
    if (known) known.scans++;
    else byCode.set(code, { code, description, scans: 1 });
  }
  return [...byCode.values()];
};

/** Normalizes everything one message said. Never throws on what an adapter read. */
export const normalize = (reading: CarrierReading, using: NormalizeWith): Normalized => {
  const done = reading.shipments.map((shipment) => normalizeShipment(shipment, using));
  return {
    shipments: done.map(({ shipment }) => shipment),
    problems: reading.problems,
    errors: reading.errors,
    unmapped: unmappedOf(done.flatMap(({ unknown }) => unknown)),
  };
};
