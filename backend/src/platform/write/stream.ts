/**
 * A kind of stream: how its events fold into a state, and how states are loaded and saved. What the command runner, the
 * replays and the tests need to know of it.
 */
import type { EventDefinition, Fact, RecordedEvent } from '@gantry/shared/events/define';
import type { Decide, Evolve, Timed } from '../../kernel/decider.ts';
import type { Sql } from '../database.ts';
import type { Entry, Thread } from '../log/event-log.ts';
import type { PersonalPaths } from '../privacy/parts.ts';
import { type Beside, eventPaths, type OwnerOf, type Personal } from './sealing.ts';

/** A state as stored: `version` counts the events behind it; `beside` is what is kept of it apart from its columns. */
export type Versioned<State> = { state: State; version: number; beside?: Beside };

/** What decisions did to one stream, for its store to save. */
export type Change<State, Event extends Fact = Fact> = {
  id: string;
  before: Versioned<State> | undefined;
  /** Where the store declares what is personal, the state is without it, and it lies sealed in `beside`. */
  after: Versioned<State>;
  facts: readonly Event[];
  hashes?: Readonly<Record<string, readonly string[]>>;
  /** The facts as the log keeps them: without what names people, which lies sealed beside each. */
  entries?: readonly Entry[];
};

/** Loads and saves states. Streams are held before they are loaded, so no row needs a lock of its own. */
export type Store<State, Event extends Fact = Fact> = {
  load(tx: Sql, ids: readonly string[]): Promise<Map<string, Versioned<State>>>;
  save(tx: Sql, changes: readonly Change<State, Event>[]): Promise<void>;
  /** What of its rows names people. */
  personal?: Personal<State>;
};

// Methods rather than properties: a stream of one kind stands in a list of streams of any.
export type Stream<State, Event extends Fact = Fact> = {
  name: string;
  /** Its events, as the catalog declares them. */
  events: readonly EventDefinition[];
  evolve(state: State | undefined, event: Timed<Event>): State | undefined;
  load(tx: Sql, ids: readonly string[]): Promise<Map<string, Versioned<State>>>;
  save(tx: Sql, changes: readonly Change<State, Event>[]): Promise<void>;
  /** Whose a stream is; where it is declared, its events are that merchant's, whoever acted. */
  merchantOf?(state: State): string;
  /** Personal values of its events, by name. */
  personalIn: ReadonlyMap<string, PersonalPaths>;
  /** Of its rows. */
  personal?: Personal<State>;
  /** Whose they are, where no command says so. */
  ownerOf?: OwnerOf<State>;
  /**
   * Held before every other kind: of streams that are read to know what else to hold. Were they held in the order of names, who
   * holds one to look and who holds it with the rest would wait for each other.
   */
  heldFirst: boolean;
};

type Parts<State, Event extends Fact> = {
  evolve: Evolve<State, Event>;
  store: Store<State, Event>;
  merchantOf?: (state: State) => string;
  /** For streams that have personal values in their events alone; else the store says it. */
  ownerOf?: OwnerOf<State>;
  heldFirst?: boolean;
};

/** Declares a kind of stream over its store. `events` are the definitions that `Event` is made of. */
export const stream = <State, Event extends Fact>(
  name: string,
  events: readonly EventDefinition<Event['name']>[],
  { evolve, store, merchantOf, ownerOf = store.personal?.ownerOf, heldFirst = false }: Parts<State, Event>,
): Stream<State, Event> => ({
  name,
  events,
  evolve,
  load: store.load,
  save: store.save,
  personalIn: eventPaths(events),
  heldFirst,
  ...(store.personal ? { personal: store.personal } : {}),
  ...(ownerOf ? { ownerOf } : {}),
  ...(merchantOf ? { merchantOf } : {}),
});

/** `thread` may depend on the state: a scan learns its order from the shipment it belongs to. */
export type Command<State, Event extends Fact = Fact> = {
  id: string;
  thread: Thread | ((state: State | undefined) => Thread);
  /** Whose data it is, where the stream does not know yet. */
  subject?: string | null | undefined;
  /** Its subject was erased before the stream began: nothing personal is taken in for it. */
  erased?: boolean;
  decide: Decide<State, Event>;
};

/** What a command did. `subject`: whose data the stream's row is, where it says so. */
type Done<State, Event extends Fact> = { state: State | undefined; facts: Event[]; subject: string | null };
export type Outcome<State, Event extends Fact = Fact> =
  | ({ ok: true } & Done<State, Event>)
  | { ok: false; error: unknown };

/** The outcomes of commands none of which may fail. Throws the first error. */
export const allDone = <State, Event extends Fact>(outcomes: readonly Outcome<State, Event>[]): Done<State, Event>[] =>
  outcomes.map((outcome) => {
    if (!outcome.ok) throw outcome.error;
    return outcome;
  });

/** An event of the log as the stream's own, its payload parsed as declared; undefined for a name it does not know. */
export const eventOf = <State, Event extends Fact>(
  { events }: Stream<State, Event>,
  recorded: Pick<RecordedEvent, 'name' | 'payload' | 'occurredAt' | 'receivedAt' | 'zone'>,
): Timed<Event> | undefined => {
  const definition = events.find(({ name }) => name === recorded.name);
  if (!definition) return undefined;
  return { ...recorded, payload: definition.payload.parse(recorded.payload) } as typeof recorded & Timed<Event>;
};

/** The state that events of the log fold to, and how many there were. */
export const replayed = <State, Event extends Fact>(
  kind: Stream<State, Event>,
  recorded: readonly Parameters<typeof eventOf>[1][],
): State | undefined =>
  recorded.reduce<State | undefined>((state, one) => {
    const event = eventOf(kind, one);
    return event ? kind.evolve(state, event) : state;
  }, undefined);
