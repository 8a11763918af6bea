/** How a carrier's pushes are taken: who sent one, what it says, and what the carrier wants to hear back. */
import type { Connection } from '@gantry/shared/events/connections';
import type { Headers, Verdict } from '../../kernel/signature.ts';
import type { CarrierReading } from './reading.ts';

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
