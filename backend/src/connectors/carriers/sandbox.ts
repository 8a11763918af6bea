/**
 * What a carrier's fake is: the carrier's side of its own formats, so that the sandbox world pushes what the carrier would
 * push and answers track calls as it would. It shares no reading code with the adapter: a mistake would cancel itself out.
 */
import type { Place } from '@gantry/shared/values/address';
import type { CarrierAdapterName } from '@gantry/shared/vocabulary/carriers';
import type { StatusReason, TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';

/** One thing that truly happened to a parcel of the sandbox world. `timeZone` is the place's IANA zone. */
export type SandboxScan = {
  status: TrackingStatus;
  reason?: StatusReason;
  /** UTC, ISO 8601. */
  occurredAt: string;
  timeZone: string;
  place: Place;
};

/** A parcel of the world, scans oldest first. */
export type SandboxParcel = {
  trackingNumber: string;
  service: string;
  origin: Place;
  destination: Place;
  scans: readonly SandboxScan[];
  /** The day the carrier says it expects to deliver, YYYY-MM-DD at the destination. */
  estimatedDay?: string;
};

/** A push as it would go over the wire. `path` is what follows the connection's webhook address: `''`, `/secret`, `?a=b`. */
export type SandboxPush = { method: 'GET' | 'POST'; path: string; headers: Record<string, string>; body: string };

export type SandboxRequest = {
  method: string;
  /** Without the query, beginning with a slash. */
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | undefined>;
  body: string;
};
export type SandboxAnswer = { status: number; contentType: string; body: string };

/** What a word of a fake is for; the word itself is added by each carrier. */
export type SandboxWord = Pick<SandboxScan, 'status' | 'reason'>;

/** A fake's words, looked up by what happened. */
export const wordsOf = <Word extends SandboxWord>(words: readonly Word[]) => {
  const find = ({ status, reason }: SandboxWord): Word | undefined =>
    words.find((word) => word.status === status && word.reason === reason);
  return {
    says: (scan: SandboxWord): boolean => find(scan) !== undefined,
    find,
    /** The scans there is a word for, each with its word, oldest first; those after `until` have not happened yet. */
    said: (scans: readonly SandboxScan[], until?: Date): { scan: SandboxScan; word: Word }[] =>
      scans.flatMap((scan) => {
        const word = find(scan);
        return word && (until === undefined || Date.parse(scan.occurredAt) <= until.getTime()) ? [{ scan, word }] : [];
      }),
  };
};

export type CarrierSandbox = {
  name: CarrierAdapterName;
  /** Whether the carrier has a code for a status (and reason): the world tells the fake only what it can say. */
  says(scan: Pick<SandboxScan, 'status' | 'reason'>): boolean;
  /**
   * What the carrier pushes when `parcel.scans[latest]` has happened: one or more messages, signed with the secret. A
   * carrier that repeats the whole history repeats it up to `latest`. Left out for carriers that cannot push.
   */
  push?(parcel: SandboxParcel, latest: number, context: { secret: string; now: Date; since?: number }): SandboxPush[];
  /** True when a push names neither a zone nor a place that tells it: what lies behind is then left to be asked for. */
  pushLacksZone?: true;
  /** True when one push holds several scans: then it tells of those from `since` to `latest`, or of more. */
  tellsSeveral?: true;
  /**
   * Answers a login or track call, with what has happened by `now` at most. `parcelOf` knows the world's parcels.
   * Undefined: no such address (the server answers 404).
   */
  answer?(
    request: SandboxRequest,
    context: { parcelOf(trackingNumber: string): SandboxParcel | undefined; now: Date },
  ): SandboxAnswer | undefined;
  /** Credentials the fake accepts on its track calls. */
  credentials?: Readonly<Record<string, string>>;
};
