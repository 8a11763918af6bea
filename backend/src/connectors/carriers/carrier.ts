/**
 * What a carrier adapter is: it judges the signature of a webhook and reads scans out of its body. Adapters are pure;
 * whatever they cannot read becomes an error entry, never an exception.
 */
import type { Connection } from '@gantry/shared/events/connections';
import type { Place } from '@gantry/shared/values/address';
import type {
  ActionRequiredBy,
  StatusReason,
  TrackingStatus,
  ZoneCertainty,
} from '@gantry/shared/vocabulary/tracking-status';
import type { Headers, Verdict } from '../../kernel/signature.ts';

export type WebhookRequest = { headers: Headers; rawBody: Buffer };

/** One scan in our words, every text within the limits of the contract's `scan`. */
export type ParsedScan = {
  trackingNumber: string;
  code: string;
  description: string;
  /** Null while the code is not mapped. */
  status: TrackingStatus | null;
  reason: StatusReason | null;
  actionRequiredBy: ActionRequiredBy;
  /** UTC, ISO 8601 with milliseconds; null when the zone is unknown. */
  occurredAt: string | null;
  zone: ZoneCertainty;
  /** What the carrier printed, when it printed a time without an offset. */
  localTime: string | null;
  place: Place;
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
export type ParsedWebhook = { scans: ParsedScan[]; errors: ParseError[] };

export type CarrierAdapter = {
  name: Connection['adapter'];
  verify(request: WebhookRequest, connection: Connection, secret: string, now: Date): Verdict;
  /** Never throws, whatever the bytes. */
  parse(rawBody: Buffer, connection: Connection): ParsedWebhook;
};
