/**
 * The command runner, the only write path: lock and load, decide (pure), fold, save the row, append the events, all in
 * one transaction. It takes many commands at once, because many scans in one commit are what makes intake fast.
 */
import type { Fact } from '@gantry/shared/events/define';
import { type Decide, type Evolve, fold } from '../kernel/decider.ts';
import { isConflict } from '../kernel/outage.ts';
import type { Sql, Transaction } from './database.ts';
import { append, type Entry, type Thread } from './event-log.ts';
import type { Platform } from './platform.ts';

/** A state as loaded: `version` counts the events behind it. */
export type Held<State> = { state: State; version: number };
/** What a decision did to one stream, for its store to save. */
export type Change<State> = { id: string; before: Held<State> | undefined; after: Held<State>; facts: Fact[] };

/** Everything the runner must know of one kind of stream. `load` locks the rows it answers. `Tx`: what it needs of a transaction. */
export type Stream<State, Tx = Transaction> = {
  name: string;
  evolve: Evolve<State>;
  load(tx: Tx, ids: readonly string[]): Promise<Map<string, Held<State>>>;
  save(tx: Tx, changes: readonly Change<State>[]): Promise<void>;
};

/** `thread` may depend on the state: a scan learns its order from the shipment it belongs to. */
export type Command<State> = {
  id: string;
  thread: Thread | ((state: State | undefined) => Thread);
  decide: Decide<State>;
};
export type Outcome<State> = { ok: true; state: State | undefined; facts: Fact[] } | { ok: false; error: unknown };

type Draft<State> = {
  id: string;
  before: Held<State> | undefined;
  now: Held<State> | undefined;
  facts: Fact[];
  entries: Entry[];
};

/** Decides one command on a draft; a decision that throws leaves the draft as it was. */
const decideOn = <State>(
  stream: Pick<Stream<State>, 'name' | 'evolve'>,
  draft: Draft<State>,
  command: Command<State>,
): Outcome<State> => {
  try {
    const facts = command.decide(draft.now?.state);
    const state = fold(stream.evolve, draft.now?.state, facts);
    const thread = typeof command.thread === 'function' ? command.thread(state) : command.thread;
    let version = draft.now?.version ?? 0;
    for (const fact of facts)
      draft.entries.push({ stream: stream.name, streamId: command.id, version: ++version, fact, thread });
    draft.facts.push(...facts);
    if (state !== undefined) draft.now = { state, version };
    return { ok: true, state, facts };
  } catch (error) {
    return { ok: false, error };
  }
};

/**
 * Holds streams until the transaction ends, before anything gives it a number. A row lock numbers a transaction and then
 * waits: it would carry a smaller number than the one it waits for, and the log, which is ordered by number, would tell
 * the stream's later events first. Taken in order, so that nobody waits in a ring.
 */
const holdStreams = async (tx: Sql, stream: string, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return;
  await tx.$queryRawUnsafe(
    'SELECT pg_advisory_xact_lock(hashtextextended(k, 11)) IS NULL FROM unnest($1::text[]) k ORDER BY k',
    ids.map((id) => `${stream} ${id}`),
  );
};

/**
 * Runs commands inside a transaction the caller holds. Commands of one stream see each other's effects in order. A
 * Refusal is an outcome of its own command and harms no other; the outcomes stand in the order of the commands.
 */
export const applyAll = async <State, Tx extends Sql>(
  { tx, now }: { tx: Tx; now: Date },
  stream: Stream<State, Tx>,
  commands: readonly Command<State>[],
): Promise<Outcome<State>[]> => {
  const ids = [...new Set(commands.map((command) => command.id))].sort();
  await holdStreams(tx, stream.name, ids);
  const held = await stream.load(tx, ids);
  const drafts = new Map<string, Draft<State>>(
    ids.map((id) => [id, { id, before: held.get(id), now: held.get(id), facts: [], entries: [] }]),
  );
  const outcomes = commands.map((command): Outcome<State> => {
    const draft = drafts.get(command.id);
    return draft ? decideOn(stream, draft, command) : { ok: false, error: new Error(`no draft of ${command.id}`) };
  });
  const changed = [...drafts.values()].filter((draft) => draft.facts.length > 0);
  const changes = changed.flatMap(({ id, before, now: after, facts }): Change<State>[] =>
    after ? [{ id, before, after, facts }] : [],
  );
  if (changes.length > 0) await stream.save(tx, changes);
  await append(
    tx,
    changed.flatMap((draft) => draft.entries),
    now,
  );
  return outcomes;
};

const committed = async <T>(platform: Platform, transaction: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await transaction();
      platform.signals.raise('appended');
      return result;
    } catch (error) {
      if (attempt > 3 || !isConflict(error)) throw error;
    }
  }
};

/** Runs `work` in a transaction, again up to three times when another writer was faster, and wakes the sequencer after. */
export const commit = <T>(platform: Platform, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  committed(platform, () => platform.database.transaction(work));

/** `commit` for work that is SQL alone. */
export const commitSql = <T>(platform: Platform, work: (tx: Sql) => Promise<T>): Promise<T> =>
  committed(platform, () => platform.database.sqlTransaction(work));

/** Runs one command in its own transaction. Throws what the decision throws. */
export const execute = async <State>(
  platform: Platform,
  stream: Stream<State>,
  command: Command<State>,
): Promise<{ state: State | undefined; facts: Fact[] }> => {
  const [outcome] = await commit(platform, (tx) => applyAll({ tx, now: platform.clock.now() }, stream, [command]));
  if (!outcome) throw new Error('a command has one outcome');
  if (!outcome.ok) throw outcome.error;
  return outcome;
};
