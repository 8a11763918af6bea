/**
 * What the proof is made of. A leaf is the SHA-256 of an event as JSON in canonical form (RFC 8785); a link that of the hash
 * before it and of the leaf, 64 bytes; a head that of the ends of all chains, in canonical form. An event's sealed part is
 * hashed as it lies there, so that a destroyed key changes nothing. Whoever has the exported JSON can do the same elsewhere.
 */
import { createHash } from 'node:crypto';
import type { RecordedEvent } from '@gantry/shared/events/define';
import canonicalize from 'canonicalize';

const sha256 = (...parts: readonly (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** The same text for the same value, whatever the order of its keys. */
const canonical = (value: unknown): string => canonicalize(value) ?? 'null';

/** What a chain begins with. */
export const genesis: Buffer = Buffer.alloc(32);

/** An event as it is hashed: all of it, what it lacks left out. */
export const hashedForm = (event: RecordedEvent): RecordedEvent => ({
  seq: event.seq,
  id: event.id,
  stream: event.stream,
  streamId: event.streamId,
  version: event.version,
  name: event.name,
  payload: event.payload,
  occurredAt: event.occurredAt,
  zone: event.zone,
  receivedAt: event.receivedAt,
  recordedAt: event.recordedAt,
  correlationId: event.correlationId,
  causationId: event.causationId,
  actor: event.actor,
  merchant: event.merchant,
  ...(event.subject === undefined ? {} : { subject: event.subject }),
  ...(event.sealed === undefined ? {} : { sealed: event.sealed }),
});

export const leafOf = (event: RecordedEvent): Buffer => sha256(canonical(hashedForm(event)));

export const linkOf = (before: Uint8Array, leaf: Uint8Array): Buffer => sha256(before, leaf);

/** The end of one merchant's chain: its number and hash, in hex. */
export type ChainEnd = { merchant: string; number: number; hash: string };

/** What a head says. `heads`: the chains that grew since the head before it, by merchant. Hashes in hex. */
export type HeadContent = {
  number: number;
  at: string;
  seq: number;
  day: string | null;
  heads: readonly ChainEnd[];
  before: string;
};

export const headHash = ({ number, at, seq, day, heads, before }: HeadContent): Buffer =>
  sha256(canonical({ number, at, seq, day, heads, before }));
