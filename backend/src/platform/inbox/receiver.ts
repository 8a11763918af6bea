/**
 * A receiver of raw messages, as a context declares it: who may send, how that is proved, how what was sent is read and
 * recorded. Everything else (keeping the bytes, answering, the Trash, trying again) is the inbox's.
 */
import type { Endpoint } from '@gantry/shared/api/endpoint';
import type { MessageReply } from '@gantry/shared/api/inbox';
import type { FieldError } from '../../kernel/errors.ts';
import type { RawAnswer, RawRequest } from '../../kernel/raw-request.ts';
import type { Verdict } from '../../kernel/signature.ts';
import type { Sql } from '../database.ts';
import type { Owner } from '../privacy/key-book.ts';
import type { SealedBytes } from '../privacy/messages.ts';
import type { Holding, Unit } from '../write/transact.ts';

/** A message as it came, before anything is made of it. `Opened` is what its receiver knows of the connection. */
export type RawMessage<Opened> = {
  messageId: string;
  /** The name of what it came in by: a carrier's, a marketplace's, a partner's connection. */
  connection: string;
  opened: Opened;
  /** Sent to us, or the answer to our asking. */
  source: 'push' | 'poll';
  body: Buffer;
  receivedAt: string;
  /** What an answer was asked for: some do not repeat it. */
  asked?: readonly string[];
  /** It lies in the inbox already, under these keys. */
  kept?: SealedBytes;
};

/** A part of a message that nobody could read. `fragment` is a body of its own: put right, it can be read by itself. */
export type UnreadablePart = {
  reason: string;
  detail: string;
  fragment: unknown;
  /** Where in the fragment something is wrong, by paths that begin with `body`. */
  fields?: readonly FieldError[];
};

/** How many parts of a message were new, known, or about something that is not known yet. */
export type PartCounts = Pick<MessageReply, 'recorded' | 'duplicates' | 'waiting'>;

/** Whom a message speaks of, and those of its parts of which nobody knows yet, by ids that `matchKept` is told later. */
export type Speaking = { about: readonly Owner[]; awaits: readonly string[] };

/** A batch that has been read and is about to be recorded. */
export type Recording = {
  /** What nobody could read, message by message. */
  unreadable: readonly (readonly UnreadablePart[])[];
  /** Which streams `write` will write, found out by reading and advisory locks only. Left out: none. */
  hold?(tx: Sql): Promise<Holding>;
  /** Records what could be read, in one transaction; answers each message. Called again when another writer was faster. */
  write(unit: Unit): Promise<readonly PartCounts[]>;
  /** Whom each message speaks of, once it is written. Left out: of nobody who is known. */
  speaking?(): readonly Speaking[];
  /** Called once it stands. */
  committed?(): void;
};

// Methods rather than properties: a receiver of one kind stands in a list of receivers of any.
export type Receiver<Opened> = {
  /** `context.noun`: the Trash keeps and gives back under it. */
  name: string;
  /** What its messages are, for people who find one in the Trash. */
  title?: string;
  /** Where it listens (`pushEndpoints`). A parameter of their paths names the connection; another, `pathSecret`, is proof. */
  endpoints: readonly Endpoint[];
  /** The connection of a name, opened; undefined when there is none. */
  find(connection: string): Promise<Opened | undefined>;
  /** False for a connection that takes no pushes; every one does when left out. */
  listens?(opened: Opened): boolean;
  /** Judges over the raw bytes who sent it. */
  verify(request: RawRequest, opened: Opened, now: Date): Verdict;
  /** The answer to messages that only say hello (a ping, the activation of a subscription); undefined for the others. */
  greet?(request: RawRequest, opened: Opened): RawAnswer | undefined;
  /** What the sender wants to read when its message was kept; our counts as JSON when left out. */
  receipt?(request: RawRequest, opened: Opened): RawAnswer | undefined;
  /** Reads a batch, outside any transaction. Must not throw on anything a sender may send. */
  read(batch: readonly RawMessage<Opened>[]): Promise<Recording>;
};

/** Declares a receiver. */
export const receiver = <Opened>(declaration: Receiver<Opened>): Receiver<Opened> => declaration;
