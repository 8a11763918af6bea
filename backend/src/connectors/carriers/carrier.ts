/**
 * What a carrier connector is: it judges the signature of a webhook, reads scans out of webhooks and track answers, and
 * asks its carrier for parcels through a door that is handed in. Reading is pure and total: whatever cannot be read
 * becomes an entry, never an exception. What a code means and where a place lies is decided later, by the normalizers,
 * so that a connector says only what the carrier said.
 */
import type { Connection, ConnectionSettings } from '@gantry/shared/events/connections';
import type { Place } from '@gantry/shared/values/address';
import type { CarrierAdapterName, CarrierCredential } from '@gantry/shared/vocabulary/carriers';
import type { ActionRequiredBy, StatusReason, TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import type { Headers, Verdict } from '../../kernel/signature.ts';

/** A push as it came in. Header names in lower case; `query` is the raw text after `?`, empty when there is none. */
export type WebhookRequest = {
  method: 'GET' | 'POST';
  headers: Headers;
  /** For a GET push, the bytes of the query: what is kept and read is always `rawBody`. */
  rawBody: Buffer;
  query: string;
  /** The part of the path after the connection's name: some carriers can carry a secret nowhere else. */
  pathSecret: string | undefined;
  /** The sender's address. */
  address: string | undefined;
};

/**
 * A time as the carrier sent it. `instant`: an offset or UTC was sent; `localTime` is then the wall clock that came with
 * it, null when only UTC or an epoch was sent. `local`: no offset; `timeZone` is set when the carrier's own manual names
 * the clock, else the place decides. `none`: the message has no time. `localTime` is ISO without offset, to the second
 * (`2026-05-14T10:00:00`), with `.mmm` only where milliseconds were sent.
 */
export type SentTime =
  | { kind: 'instant'; at: string; localTime: string | null }
  | { kind: 'local'; localTime: string; timeZone?: string }
  | { kind: 'none' };

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

/**
 * One row of what a carrier's codes mean. `pattern` is looked for in the description, whatever its case, and makes the
 * row win over one without. `status` null: the code is known and moves nothing (a photo was taken, a date was changed).
 */
export type StatusRow = {
  code: string;
  pattern?: string;
  status: TrackingStatus | null;
  reason?: StatusReason;
  actionRequiredBy?: ActionRequiredBy;
  /** The carrier's own words for the code, for people who edit the map. */
  label?: string;
};

/** An HTTP answer to a push. */
export type WebhookAnswer = { status: number; contentType: string; body: string };

export type WebhookReader = {
  /** Judges who sent it, over the raw bytes, in constant time. `secret` is the connection's. */
  verify(request: WebhookRequest, connection: Connection, context: { secret: string; now: Date }): Verdict;
  /** Never throws, whatever the bytes. */
  read(rawBody: Buffer, connection: Connection): CarrierReading;
  /** The answer to messages that carry no scan (a ping, the activation of a subscription); undefined for the others. */
  handshake?(request: WebhookRequest, connection: Connection): WebhookAnswer | undefined;
  /** What the carrier wants to read when its push was stored; JSON of our counts when left out. */
  receipt?(request: WebhookRequest): WebhookAnswer;
};

/** A call out, as the platform's exchange makes it: deadline, limit, breaker and record are its business. */
export type OutsideCall = {
  operation: string;
  url: string;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
};
export type OutsideAnswer = { status: number; headers: Record<string, string>; body: string };
/** Throws an Upstream for every status from 400 on that is not in `accept`, and when nobody answers. */
export type Ask = (call: OutsideCall, accept?: readonly number[]) => Promise<OutsideAnswer>;

/** What a track call may use. `baseUrl` has no slash at its end. */
export type TrackAccess = {
  baseUrl: string;
  credentials: Readonly<Record<string, string>>;
  settings: ConnectionSettings;
  /** What `login` gave, while it is good. */
  token?: string;
  now: Date;
};

export type TrackClient = {
  /** Most numbers in one call. */
  batch: number;
  /** Calls a second and a day the carrier allows by default; a connection's settings may say otherwise. */
  quota: { perSecond: number; perDay: number };
  hosts: { live: string; test: string };
  /** The credentials the carrier gives its customers: those of the vocabulary, which the form draws. */
  credentials: readonly CarrierCredential[];
  /** Gets a token; left out where every call carries its own credentials. */
  login?(ask: Ask, access: TrackAccess): Promise<{ token: string; expiresInSeconds: number }>;
  /** Asks for at most `batch` numbers. Throws an Upstream when the carrier fails; an unknown number is a problem in the reading. */
  track(
    ask: Ask,
    access: TrackAccess,
    numbers: readonly string[],
  ): Promise<{ reading: CarrierReading; raw: OutsideAnswer[] }>;
  /** Reads the body of one track answer. Never throws. `asked` are the numbers asked for: some answers do not repeat them. */
  read(rawBody: Buffer, asked?: readonly string[]): CarrierReading;
};

export type CarrierAdapter = {
  name: CarrierAdapterName;
  /** What the carrier's codes mean until a person says otherwise; of a generic connection, what its mapping says. */
  statuses(connection: Connection): readonly StatusRow[];
  webhook?: WebhookReader;
  track?: TrackClient;
};
