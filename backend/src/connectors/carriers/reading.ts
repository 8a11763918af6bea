/**
 * What reading a carrier's message gives, whether it was a push or an answer: parcels with their scans as the carrier said
 * them, what it says is wrong with a number, and what could not be read. Reading is pure and total: whatever cannot be read
 * becomes an entry, never an exception.
 */
import type { Place } from '@gantry/shared/values/address';
import type { Json } from '../wire/body.ts';
import { textOf } from '../wire/json.ts';
import { cut } from '../wire/text.ts';
import type { SentTime } from '../wire/time.ts';

/** One scan as the carrier said it. */
export type SentScan = {
  trackingNumber: string;
  /** The code as the carrier keys it, e.g. `D/FS` for UPS (type/code). Shown, counted and part of the scan's identity. */
  code: string;
  /** Where to look the meaning up, most specific first; the code alone when left out. */
  keys?: readonly string[];
  description: string;
  /**
   * What makes the scan the same scan, where the carrier's push and its track answer have different words for it: the
   * same text from both. Left out: its time, code and place.
   */
  identity?: string;
  time: SentTime;
  /** As sent, sorted into fields; the LocationNormalizer completes it. */
  place: Place;
};

/** The carrier's own expected day of delivery: an instant, or a local day or time without zone. */
export type SentEstimate = { from?: SentTime; until: SentTime; text?: string };

/** What a carrier says about one parcel in one message. */
export type CarrierShipment = {
  trackingNumber: string;
  /** Separates two parcels under one number, where the carrier says so (FedEx trackingNumberUniqueId). */
  identity?: string;
  service?: string;
  scans: SentScan[];
  estimate?: SentEstimate;
  /** The carrier's own summary: a second witness, never the truth. */
  summary?: { code: string; keys?: readonly string[]; description: string };
  /** That a proof of delivery exists; who signed is personal and is not taken. */
  proof?: { signature: boolean; photo: boolean };
};

/** What a carrier says is wrong with a number: not found, not yet there, not allowed. `not_found` is no failure of ours. */
export type CarrierProblem = {
  trackingNumber: string | null;
  kind: 'not_found' | 'refused' | 'busy' | 'other';
  code: string;
  message: string;
};

export const parseErrorReasons = [
  'unreadable',
  'no_scans',
  'too_many_scans',
  'not_an_object',
  'missing_tracking_number',
  'bad_tracking_number',
  'missing_code',
  'missing_time',
  'bad_time',
] as const;
export type ParseErrorReason = (typeof parseErrorReasons)[number];

/**
 * `index` is the scan's place in the body, null when the whole body is meant. `fragment` is a body of its own: the
 * failed scan with what it needs of its surroundings, so that it can be repaired and read again by the same adapter
 * (for `unreadable` the body's text).
 */
export type ParseError = { index: number | null; reason: ParseErrorReason; detail: string; fragment: unknown };

/** Everything one message said. */
export type CarrierReading = { shipments: CarrierShipment[]; problems: CarrierProblem[]; errors: ParseError[] };

/** Readings put together as one. */
export const together = (readings: readonly CarrierReading[]): CarrierReading => ({
  shipments: readings.flatMap(({ shipments }) => shipments),
  problems: readings.flatMap(({ problems }) => problems),
  errors: readings.flatMap(({ errors }) => errors),
});

export const emptyReading = (): CarrierReading => ({ shipments: [], problems: [], errors: [] });

/** An error about a whole body, or about one piece of it when `index` is told. */
export const parseError = (
  reason: ParseErrorReason,
  { detail, fragment, index = null }: { detail: string; fragment: unknown; index?: number | null },
): ParseError => ({ index, reason, detail: cut(detail, 300), fragment });

const maxFragmentText = 256_000;

/** The reading of a body that is nothing at all. */
export const unreadable = (detail: string, text: string): CarrierReading => ({
  ...emptyReading(),
  errors: [parseError('unreadable', { detail, fragment: cut(text, maxFragmentText) })],
});

/** Tracking numbers as carriers print them: blanks between the digits taken out; undefined past the contract's limit. */
export const numberOf = (value: Json | undefined): string | undefined => {
  const text = textOf(value)?.replace(/\s+/g, '');
  return text === undefined || text === '' || text.length > 120 ? undefined : text;
};
