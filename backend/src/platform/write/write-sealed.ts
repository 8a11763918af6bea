/**
 * Loads and saves what a transaction decides on: states come whole, events and rows are kept without what names people,
 * which lies sealed beside them.
 */
import type { Fact } from '@gantry/shared/events/define';
import type { Sql } from '../database.ts';
import { append, type Entry } from '../log/event-log.ts';
import { type Parts, takeOut } from '../privacy/parts.ts';
import type { Privacy } from '../privacy/privacy.ts';
import {
  type Beside,
  eventPlace,
  hashesOf,
  type KeyOwner,
  keyIdOf,
  nothingBeside,
  opened,
  rowPlace,
  type Sealing,
  sealAll,
} from './sealing.ts';
import type { Change, Stream, Versioned } from './stream.ts';

/** One stream in a transaction: as it was, as it is now, and what happened to it. */
export type Draft<State, Event extends Fact> = {
  id: string;
  before: Versioned<State> | undefined;
  now: Versioned<State> | undefined;
  beside: Beside;
  merchant: string;
  facts: Event[];
  entries: Entry[];
};

/** The states of streams, whole as far as the keys of what names people are still there. */
export const loadWhole = async <State, Event extends Fact>(
  privacy: Privacy,
  tx: Sql,
  { stream, ids }: { stream: Stream<State, Event>; ids: readonly string[] },
): Promise<Map<string, Versioned<State>>> => {
  const loaded = await stream.load(tx, ids);
  const { personal } = stream;
  if (!personal) return loaded;
  const entries = [...loaded];
  const states = await opened(
    privacy,
    tx,
    entries.map(([id, { state, beside = nothingBeside }]) => ({
      value: state,
      sealed: beside.sealed,
      place: rowPlace(personal.table, id),
    })),
  );
  return new Map(
    entries.map(([id, versioned], i) => [id, { ...versioned, state: states[i] ?? versioned.state }] as const),
  );
};

type Place = { tx: Sql; now: Date; privacy: Privacy };

/** Whose data a draft holds; found out when the stream begins, and kept. */
const ownerOf = async <State, Event extends Fact>(
  privacy: Privacy,
  { ownerOf: whose }: Stream<State, Event>,
  { id, now, beside, merchant }: Draft<State, Event>,
): Promise<KeyOwner | undefined> => {
  if (whose === 'own') {
    const keyId = beside.sealed === null ? undefined : keyIdOf(beside.sealed);
    return { kind: 'own', id, keyId, merchant, subject: beside.subject };
  }
  const known = beside.subject ?? (whose && now ? await privacy.subjectOf(merchant, whose(now.state)) : null);
  return known === null ? undefined : { kind: 'subject', subject: known, merchant };
};

/** What is taken out of a draft: of its row, and of each of its events. */
type Taken<State> = { subject: string | null; clear: State | undefined; row: Parts | undefined; events: Entry[] };

const takeOutOf = async <State, Event extends Fact>(
  privacy: Privacy,
  stream: Stream<State, Event>,
  draft: Draft<State, Event>,
): Promise<{ taken: Taken<State>; sealings: Sealing[] }> => {
  const { personal, personalIn } = stream;
  const state = draft.now?.state;
  const row = personal && state !== undefined ? takeOut(personal.paths, state) : { clear: state, parts: undefined };
  const events = draft.entries.map((entry) => {
    const paths = personalIn.get(entry.fact.name);
    return paths ? takeOut(paths, entry.fact.payload) : { clear: entry.fact.payload, parts: undefined };
  });
  // A row that says whose it is says so from its beginning; of others it matters once there is something to seal.
  const needed = personal !== undefined || events.some(({ parts }) => parts !== undefined);
  const owner = needed ? await ownerOf(privacy, stream, draft) : undefined;
  const sealings: Sealing[] = [];
  const seal = (place: string, parts: Parts): void => {
    if (!owner) throw new Error(`nobody says whose the personal values of ${place} are`);
    sealings.push({ owner, place, parts });
  };
  if (row.parts && personal) seal(rowPlace(personal.table, draft.id), row.parts);
  const subject = owner?.kind === 'subject' ? owner.subject : draft.beside.subject;
  const entries = draft.entries.map((entry, i): Entry => {
    const { clear, parts } = events[i] ?? {};
    if (!parts) return personal ? { ...entry, subject } : entry;
    seal(eventPlace(entry.stream, entry.streamId, entry.version), parts);
    return { ...entry, subject, sealed: '', fact: { ...entry.fact, payload: clear } };
  });
  return { taken: { subject, clear: row.clear, row: row.parts, events: entries }, sealings };
};

const writeClear = async <State, Event extends Fact>(
  { tx, now }: Pick<Place, 'tx' | 'now'>,
  stream: Stream<State, Event>,
  changed: readonly Draft<State, Event>[],
): Promise<void> => {
  const changes = changed.flatMap(({ id, before, now: after, facts, entries, beside }): Change<State, Event>[] =>
    after ? [{ id, before, after: { ...after, beside }, facts, entries }] : [],
  );
  if (changes.length > 0) await stream.save(tx, changes);
  await append(
    tx,
    changed.flatMap(({ entries }) => entries),
    now,
  );
};

/** Saves the rows of what changed and appends its events. */
export const writeSealed = async <State, Event extends Fact>(
  { tx, now, privacy }: Place,
  stream: Stream<State, Event>,
  drafts: readonly Draft<State, Event>[],
): Promise<void> => {
  const changed = drafts.filter(({ facts }) => facts.length > 0);
  if (!stream.personal && stream.personalIn.size === 0) return writeClear({ tx, now }, stream, changed);
  const takings = await Promise.all(changed.map((draft) => takeOutOf(privacy, stream, draft)));
  const boxes = await sealAll(
    privacy,
    tx,
    takings.flatMap(({ sealings }) => sealings),
  );
  const changes: Change<State, Event>[] = [];
  const entries: Entry[] = [];
  for (const [i, draft] of changed.entries()) {
    const taken = takings[i]?.taken;
    if (!taken) continue;
    const sealed = taken.row ? (boxes.shift() ?? null) : null;
    const own = taken.events.map((entry) => (entry.sealed === '' ? { ...entry, sealed: boxes.shift() } : entry));
    entries.push(...own);
    if (draft.now === undefined || taken.clear === undefined) continue;
    const { personal } = stream;
    const { subject } = taken;
    changes.push({
      id: draft.id,
      before: draft.before,
      after: { state: taken.clear, version: draft.now.version, beside: { ...draft.beside, subject, sealed } },
      facts: draft.facts,
      entries: own,
      ...(personal ? { hashes: draft.beside.erased ? {} : await hashesOf(privacy, personal, draft.now.state) } : {}),
    });
  }
  if (changes.length > 0) await stream.save(tx, changes);
  await append(tx, entries, now);
};
