/** How a carrier's pushes are taken: who sent one, what it says, and what the carrier wants to hear back. */
import type { Connection } from '@gantry/shared/events/connections';
import type { RawAnswer, RawRequest } from '../../kernel/raw-request.ts';
import type { Verdict } from '../../kernel/signature.ts';
import type { CarrierReading } from './reading.ts';

export type WebhookReader = {
  /** Judges who sent it, over the raw bytes, in constant time. `secret` is the connection's. */
  verify(request: RawRequest, connection: Connection, context: { secret: string; now: Date }): Verdict;
  /** Never throws, whatever the bytes. */
  read(rawBody: Buffer, connection: Connection): CarrierReading;
  /** The answer to messages that carry no scan (a ping, the activation of a subscription); undefined for the others. */
  handshake?(request: RawRequest, connection: Connection): RawAnswer | undefined;
  /** What the carrier wants to read when its push was stored; JSON of our counts when left out. */
  receipt?(request: RawRequest): RawAnswer;
};
