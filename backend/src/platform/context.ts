/**
 * A context is a value that is opened: what it serves, what it listens to, what it works on. Whatever it keeps in memory
 * is made when it is opened and let go in `close`. `app/contexts.ts` opens all of them, from the ground up.
 */

import type { AuditEntry } from '@gantry/shared/api/audit';
import type { FieldDifference } from '@gantry/shared/api/trash';
import type { AboutTrashed } from '@gantry/shared/events/trash';
import type { z } from 'zod';
import type { FieldError } from '../kernel/errors.ts';
import type { RawRoute, Route } from './http/serve.ts';
import type { Receiver } from './inbox/receiver.ts';
import type { Room } from './live/room.ts';
import type { Reaction } from './log/reaction.ts';
import type { Subscriber } from './log/subscriber.ts';
import type { PersonalHolder } from './privacy/holder.ts';
import type { Owner } from './privacy/privacy.ts';
import type { SettingsGroup } from './settings/group.ts';
import type { Job } from './work/jobs.ts';
import type { Stream } from './write/stream.ts';

/** Which message of the Trash it is, whose and when it came, and who is told what turns out of it meanwhile. */
export type Resumed = {
  merchant: string;
  trashId?: string;
  /** The story it is part of. */
  correlationId?: string;
  /** ISO 8601. */
  trashedAt?: string;
  about?: AboutTrashed | null;
  /** As it came, before anybody edited it. */
  originalPayload?: unknown;
  /** Of whom it speaks. */
  speaksOf?(about: readonly Owner[]): void;
  /** What it waits for now. */
  waitsFor?(about: AboutTrashed): void;
  /** What happened since, so that nothing is left to be done. */
  overtakenBy?(what: string): void;
};
/** What the source of a message says now. `differences` are against what it said when the message failed. */
export type SourceReading = { payload: unknown; differences: readonly FieldDifference[]; readAt: Date };

/** How a message in the Trash goes on from where it stopped. */
export type Resumer = {
  handler: string;
  /** What such a message is, for people: "Order of a channel". The handler's name when left out. */
  title?: string;
  /**
   * What a payload is like: the repair form is drawn from it, and a repair that does not fit it is refused by path. Told by the
   * payload where that says which of several kinds it is of.
   */
  payload?: z.ZodType | ((payload: unknown) => z.ZodType);
  /** Paths of a payload that a repair leaves as they are: by which the message is known, and whose it is. */
  fixed?(payload: unknown): readonly string[];
  /** The payload is none that anybody sent, but of our own making: only who looks after all merchants may edit it. */
  ownMaking?: true;
  /** What is to be put right, where whoever refused the message did not say it. */
  fieldsOf?(entry: {
    reason: string;
    detail: string;
    payload: unknown;
    about: AboutTrashed | null;
  }): readonly FieldError[];
  /** Where its payload came from, read again. Throws an Upstream when it does not answer, a Refusal when there is none. */
  source?: { name: string; read(payload: unknown, of: Resumed): Promise<SourceReading> };
  /** Throws when it cannot, saying why; a Refusal with field paths where a field is wrong. */
  resume(payload: unknown, of?: Resumed): Promise<void>;
};

/** A stream of the log that is of an order, and what its events are about. */
export type OrderStream = { id: string; about: AuditEntry['about'] };

/** Whose audit is asked for, with the streams of other contexts that are of it. */
export type AuditedOrder = {
  orderId: string;
  merchant: string;
  shipmentIds: readonly string[];
  streams: readonly OrderStream[];
};
/** An order that something belongs to, and what that is. */
export type AuditFound = { orderId: string; because: string };
export type AuditBody = Pick<AuditEntry, 'body' | 'erased'>;
/** What is known of an event besides what it says itself. */
export type AuditTold = Partial<Pick<AuditEntry, 'title' | 'detail' | 'reasons' | 'witnesses' | 'href' | 'body'>>;

/** What a context knows of an order beside the events of its thread, which the audit reads itself. */
export type AuditPart = {
  /** `context.noun`; told where it could not be asked. */
  name: string;
  /** Its streams that are of an order: their events are told too, whatever thread they bear. */
  streamsOf?(orderId: string): Promise<readonly OrderStream[]>;
  /** What it keeps beside the log. Bodies that take long to read are left null, and read by `bodiesOf`. */
  entriesOf?(order: AuditedOrder): Promise<readonly AuditEntry[]>;
  bodiesOf?(order: AuditedOrder, entryIds: readonly string[]): Promise<ReadonlyMap<string, AuditBody>>;
  /** What it knows of events of the order, by entry: who witnessed them, why it was decided so. */
  tell?(order: AuditedOrder, events: readonly AuditEntry[]): Promise<ReadonlyMap<string, AuditTold>>;
  /** Orders of merchants (null: of all) by whatever of its names them. */
  find?(q: string, merchants: readonly string[] | null): Promise<readonly AuditFound[]>;
};

/** What an opened context hands to the tower; every part may be left out. */
export type ContextParts = {
  /** Every stream it writes: the replay test folds each one again and compares. */
  streams?: readonly Stream<unknown>[];
  routes?: readonly Route[];
  /** Who sends raw messages, how they prove it, and what is made of them. */
  raw?: readonly Receiver<unknown>[];
  /** What is served beside the declared endpoints because it is no JSON. */
  rawRoutes?: readonly RawRoute[];
  /** What it does when something happened; those that share a checkpoint and a pace of their own are a group. */
  reactions?: readonly (Reaction | Subscriber)[];
  jobs?: readonly Job<unknown>[];
  /** What sockets may join or follow. */
  rooms?: readonly Room[];
  resumers?: readonly Resumer[];
  /** What can be set of it without a deployment. */
  settings?: readonly SettingsGroup[];
  /** Figures for the wall and dashboards: each answers one question to this context's rows. */
  tiles?: Readonly<Record<string, (...question: never[]) => Promise<unknown>>>;
  /** What it tells of an order beside its events: calls, raw messages, mails, views. */
  audit?: readonly AuditPart[];
  /** What it keeps of people: how it is found, handed out and erased. */
  personal?: readonly PersonalHolder[];
  /** What contexts later on the ladder may use of this one. */
  public?: object;
  close?(): Promise<void>;
};

export type Context<Parts extends ContextParts = ContextParts> = Parts & { name: string };

/** Declares a context: `open` is given what it stands on (the platform, what earlier contexts made public). */
export const context = <Needs, Parts extends ContextParts>(name: string, open: (needs: Needs) => Parts) => ({
  name,
  open: (needs: Needs): Context<Parts> => ({ ...open(needs), name }),
});
