/**
 * What an event is: a name in the past tense and a payload schema. Events are never edited; new fields are optional
 * and a new meaning gets a new name, so every event ever written still parses.
 */
import { z } from 'zod';
import { type ZoneCertainty, zoneCertainties } from '../vocabulary/tracking-status.ts';

export type EventDefinition<Name extends string = string, Payload extends z.ZodType = z.ZodType> = {
  name: Name;
  payload: Payload;
};

/** One event a decision produces, before it has a place in the log. */
export type Fact<Name extends string = string, Payload = unknown> = {
  name: Name;
  payload: Payload;
  /** When it happened in the world (ISO 8601, UTC); the time of recording when left out. */
  occurredAt?: string;
  /** How sure the zone of `occurredAt` is; `given` when left out. */
  zone?: ZoneCertainty;
  /** When we received it (ISO 8601, UTC); the time of recording when left out. */
  receivedAt?: string;
};

/** An event as the log holds it. `seq` is dense over the whole log, `version` within its stream. */
export type RecordedEvent<Name extends string = string, Payload = unknown> = {
  seq: number;
  id: string;
  stream: string;
  streamId: string;
  version: number;
  name: Name;
  payload: Payload;
  occurredAt: string;
  zone: ZoneCertainty;
  receivedAt: string;
  recordedAt: string;
  correlationId: string;
  causationId: string | null;
  actor: string;
  /** Whose event it is; `main` when left out. */
  merchant?: string | undefined;
  /** The data subject it speaks of, where it does. */
  subject?: string | undefined;
  /** What of its payload names people, sealed; only where it was asked for. */
  sealed?: string | undefined;
};

/** A definition that can also be called to make a fact of its kind. */
export type EventMaker<Name extends string, Payload extends z.ZodType> = EventDefinition<Name, Payload> &
  ((
    payload: z.input<Payload>,
    times?: Pick<Fact, 'occurredAt' | 'zone' | 'receivedAt'>,
  ) => Fact<Name, z.output<Payload>>);

/** Declares an event: `define('orders.order_cancelled', z.object({...}))`. Calling the result makes a fact. */
export const define = <Name extends string, Payload extends z.ZodType>(
  name: Name,
  payload: Payload,
): EventMaker<Name, Payload> => {
  const make = (data: z.input<Payload>, times: Pick<Fact, 'occurredAt' | 'zone' | 'receivedAt'> = {}) => ({
    name,
    payload: data as z.output<Payload>,
    ...times,
  });
  Object.defineProperty(make, 'name', { value: name });
  return Object.assign(make, { payload }) as EventMaker<Name, Payload>;
};

/** The fact type of a definition: `FactOf<typeof orderCancelled>`. */
export type FactOf<D> = D extends EventDefinition<infer Name, infer Payload> ? Fact<Name, z.output<Payload>> : never;

/** The recorded type of a definition. */
export type RecordedOf<D> =
  D extends EventDefinition<infer Name, infer Payload> ? RecordedEvent<Name, z.output<Payload>> : never;

/** An ISO 8601 instant with an offset. */
export const instant = z.iso.datetime({ offset: true });
/** A calendar day, YYYY-MM-DD. */
export const day = z.iso.date();

/** An event of the log as JSON, its payload unread: what lies in the Trash when a subscriber gave up on it. */
export const recordedEvent = z.object({
  seq: z.number(),
  id: z.string(),
  stream: z.string(),
  streamId: z.string(),
  version: z.number(),
  name: z.string(),
  payload: z.unknown(),
  occurredAt: z.string(),
  zone: z.enum(zoneCertainties),
  receivedAt: z.string(),
  recordedAt: z.string(),
  correlationId: z.string(),
  causationId: z.string().nullable(),
  actor: z.string(),
  merchant: z.string().optional(),
  subject: z.string().optional(),
});
