/**
 * The command runner, the only write path: hold the streams, load, decide (pure), fold, save the rows, append the events,
 * all in one transaction. It takes many commands at once, because many scans in one commit are what makes intake fast.
 *
 * Streams are held before anything gives the transaction its number. The log is ordered by that number: a transaction
 * that waited for a stream with its number already taken would stand before the one it waited for, and the log would
 * tell the stream's later events first.
 */
import type { Fact } from '@gantry/shared/events/define';
import { stateAfter } from '../../kernel/decider.ts';
import { isConflict } from '../../kernel/outage.ts';
import type { Sql } from '../database.ts';
import type { Platform } from '../platform.ts';
import type { Privacy } from '../privacy/privacy.ts';
import { type Beside, merchantOr, nothingBeside, withoutPersons } from './sealing.ts';
import type { Command, Outcome, Stream, Versioned } from './stream.ts';
import { type Draft, loadWhole, writeSealed } from './write-sealed.ts';

/** The streams a transaction will write, of however many kinds. */
export type Holding = {
  and<State, Event extends Fact>(stream: Stream<State, Event>, ids: Iterable<string>): Holding;
  /** What another holds as well. */
  with(other: Holding): Holding;
  /** What is held, one text a stream. */
  readonly keys: ReadonlySet<string>;
};

/** Kinds that are held first come first: "!" sorts before every name of a kind. */
const keyOf = ({ name, heldFirst }: Pick<Stream<unknown>, 'name' | 'heldFirst'>, id: string): string =>
  `${heldFirst ? '!' : ''}${name} ${id}`;

const holding = (keys: ReadonlySet<string>): Holding => ({
  keys,
  and: ({ name, heldFirst }, ids) =>
    holding(new Set([...keys, ...[...ids].map((id) => keyOf({ name, heldFirst }, id))])),
  with: (other) => holding(new Set([...keys, ...other.keys])),
});

/** `hold(orders, ids).and(balances, skus)`: everything that one transaction will write. */
export const hold = <State, Event extends Fact>(stream: Stream<State, Event>, ids: Iterable<string>): Holding =>
  holding(new Set()).and(stream, ids);

/** Holds no stream: for transactions that only write rows beside streams. */
export const holdNothing: Holding = holding(new Set());

/** What `transact` hands to its work. */
export type Unit = {
  tx: Sql;
  now: Date;
  privacy: Privacy;
  /** What its transaction holds. */
  held: Holding;
  /**
   * States of streams it holds, whole, for whoever must look at them to know what to command: the next `apply` of these
   * streams reads them no more. Throws when a stream is not held.
   */
  load<State, Event extends Fact>(stream: Stream<State, Event>, ids: Iterable<string>): Promise<Map<string, State>>;
  /**
   * Decides, saves and appends. Commands of one stream see each other's effects in order, also those of an earlier call. A
   * Refusal is an outcome of its own command and harms no other; outcomes stand in the order of the commands. Throws when
   * a stream is not held.
   */
  apply<State, Event extends Fact>(
    stream: Stream<State, Event>,
    commands: readonly Command<State, Event>[],
  ): Promise<Outcome<State, Event>[]>;
};

/**
 * Holds streams now, in the order of their keys, so that nobody waits in a ring. Advisory locks give a transaction no number.
 * For a `Holdings` that must read a stream to know what else to hold; whoever does so holds the kinds in the same order.
 */
export const take = async (tx: Sql, { keys }: Holding): Promise<void> => {
  if (keys.size === 0) return;
  await tx.rows(
    'SELECT pg_advisory_xact_lock(hashtextextended(k, 11)) IS NULL FROM unnest($1::text[]) k ORDER BY k COLLATE "C"',
    [...keys].sort(),
  );
};

const impersonal = <State, Event extends Fact>({ personalIn }: Stream<State, Event>, fact: Event): Event => ({
  ...fact,
  payload: withoutPersons(personalIn.get(fact.name), fact.payload),
});

/** Decides one command on a draft; a decision that throws leaves the draft as it was. */
const decideOn = <State, Event extends Fact>(
  stream: Stream<State, Event>,
  draft: Draft<State, Event>,
  { command, now }: { command: Command<State, Event>; now: string },
): Outcome<State, Event> => {
  try {
    const erased = draft.beside.erased || command.erased === true;
    const decided = command.decide(draft.now?.state, { erased });
    // Whatever is said of somebody who was erased, nothing personal of it is taken in again.
    const facts = erased ? decided.map((fact) => impersonal(stream, fact)) : decided;
    const state = stateAfter<State, Event>(stream.evolve, draft.now?.state, { facts, now });
    const said = typeof command.thread === 'function' ? command.thread(state) : command.thread;
    const owner = state === undefined ? undefined : stream.merchantOf?.(state);
    const thread = owner === undefined ? said : { ...said, merchant: owner };
    let version = draft.now?.version ?? 0;
    for (const fact of facts)
      draft.entries.push({ stream: stream.name, streamId: command.id, version: ++version, fact, thread });
    draft.facts.push(...facts);
    if (facts.length > 0) draft.merchant = merchantOr(thread.merchant);
    if (draft.beside.subject === null && command.subject) draft.beside = { ...draft.beside, subject: command.subject };
    if (state !== undefined) draft.now = { state, version };
    return { ok: true, state, facts, subject: draft.beside.subject };
  } catch (error) {
    return { ok: false, error };
  }
};

const draftsOf = <State, Event extends Fact>(
  ids: readonly string[],
  loaded: ReadonlyMap<string, Versioned<State>>,
): Map<string, Draft<State, Event>> =>
  new Map(
    ids.map((id) => {
      const before = loaded.get(id);
      const beside: Beside = before?.beside ?? nothingBeside;
      return [
        id,
        { id, before, now: before, beside, merchant: merchantOr(undefined), facts: [], entries: [] },
      ] as const;
    }),
  );

/** Where a transaction stands. */
type Place = { tx: Sql; now: Date; privacy: Privacy };

/** Reads streams that a transaction holds, and keeps what was read until it is written. */
const readingOf = ({ tx, privacy }: Place, held: Holding) => {
  // By key; undefined for a stream that does not exist yet.
  const known = new Map<string, unknown>();
  return async <State, Event extends Fact>(
    stream: Stream<State, Event>,
    ids: readonly string[],
    then: 'kept' | 'written',
  ): Promise<Map<string, Versioned<State>>> => {
    const { name, heldFirst } = stream;
    const key = (id: string): string => keyOf({ name, heldFirst }, id);
    const loose = ids.find((id) => !held.keys.has(key(id)));
    if (loose !== undefined) throw new Error(`${name} ${loose} is not held`);
    const unread = ids.filter((id) => !known.has(key(id)));
    const read = unread.length > 0 ? await loadWhole(privacy, tx, { stream, ids: unread }) : undefined;
    for (const id of unread) known.set(key(id), read?.get(id));
    const found = ids.flatMap((id): [string, Versioned<State>][] => {
      // Put there under the same key, which names the kind.
      const one = known.get(key(id)) as Versioned<State> | undefined;
      return one ? [[id, one]] : [];
    });
    if (then === 'written') for (const id of ids) known.delete(key(id));
    return new Map(found);
  };
};

const unitOf = (place: Place, held: Holding): Unit => {
  const read = readingOf(place, held);
  return {
    ...place,
    held,
    load: async (stream, ids) => {
      const found = await read(stream, [...new Set(ids)].sort(), 'kept');
      return new Map([...found].map(([id, { state }]) => [id, state]));
    },
    apply: async <State, Event extends Fact>(
      stream: Stream<State, Event>,
      commands: readonly Command<State, Event>[],
    ): Promise<Outcome<State, Event>[]> => {
      const ids = [...new Set(commands.map(({ id }) => id))].sort();
      const drafts = draftsOf<State, Event>(ids, await read(stream, ids, 'written'));
      const at = place.now.toISOString();
      const outcomes = commands.map((command) => {
        const draft = drafts.get(command.id);
        return draft
          ? decideOn(stream, draft, { command, now: at })
          : { ok: false as const, error: new Error(`no draft of ${command.id}`) };
      });
      await writeSealed(place, stream, [...drafts.values()]);
      return outcomes;
    },
  };
};

/** What a work throws that finds the world other than when it chose what to hold: it is run again. */
export const overtaken = (what: string, cause?: unknown): Error =>
  Object.assign(new Error(`${what}: another writer was faster`, { cause }), { code: '40001' });

/** Which streams, or how to find out: by reading and by advisory locks only, since a write would number the transaction. */
export type Holdings = Holding | ((tx: Sql) => Promise<Holding>);

/** What of the platform a transaction needs. */
export type Writing = Pick<Platform, 'database' | 'clock' | 'signals' | 'privacy'>;

/**
 * Holds streams, then runs `work` in the same transaction; again up to three times when another writer was faster. Wakes
 * the sequencer after the commit.
 */
export const transact = async <T>(
  platform: Writing,
  holdings: Holdings,
  work: (unit: Unit) => Promise<T>,
): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await platform.database.transaction(async (tx) => {
        const held = typeof holdings === 'function' ? await holdings(tx) : holdings;
        await take(tx, held);
        return work(unitOf({ tx, now: platform.clock.now(), privacy: platform.privacy }, held));
      });
      platform.signals.raise('appended');
      return result;
    } catch (error) {
      if (attempt > 3 || !isConflict(error)) throw error;
    }
  }
};

/** Runs one command in its own transaction. Throws what the decision throws. */
export const execute = async <State, Event extends Fact>(
  platform: Writing,
  stream: Stream<State, Event>,
  command: Command<State, Event>,
): Promise<{ state: State | undefined; facts: Event[] }> => {
  const [outcome] = await transact(platform, hold(stream, [command.id]), (unit) => unit.apply(stream, [command]));
  if (!outcome) throw new Error('a command has one outcome');
  if (!outcome.ok) throw outcome.error;
  return outcome;
};
