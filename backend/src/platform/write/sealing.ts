/**
 * What of a stream names a person, and how it is kept: sealed beside the event and beside the row, under the key of the
 * stream's data subject. Decisions and folds see whole values; the log's payload and the row's columns never do.
 */
import { mainMerchant } from '@gantry/shared/caller';
import type { EventDefinition } from '@gantry/shared/events/define';
import type { z } from 'zod';
import type { Sql } from '../database.ts';
import type { OpenKey } from '../privacy/key-book.ts';
import type { HashedKind, Identity } from '../privacy/normal.ts';
import { type Parts, type PersonalPaths, personalPathsOf, putBack, takeOut } from '../privacy/parts.ts';
import type { Privacy } from '../privacy/privacy.ts';

/** Something that is looked for by its keyed hash, in its normal form; what has none is left out. */
export type Searched = readonly [kind: HashedKind, normal: string | undefined];

// A method, so that what is said of rows of one kind stands in a list of any.
type Of<State, Value> = { of(state: State): Value }['of'];

/** Whose data a state holds, see `PersonalRow`. */
export type OwnerOf<State> = 'own' | Of<State, Identity>;

/** What a kind of row says of its personal values. */
export type PersonalRow<State> = {
  /** A schema of as much of the state as holds marked values. */
  schema: z.ZodType;
  /**
   * Whose data it is, where no command says so; `own`: nobody's in particular, so that each has a key of its own until it
   * is matched to somebody.
   */
  ownerOf: OwnerOf<State>;
  /** Columns of search hashes. */
  hashes?: Readonly<Record<string, Of<State, readonly Searched[]>>>;
};

/** The same with the paths found. */
export type Personal<State> = PersonalRow<State> & { paths: PersonalPaths; table: string };

export const personalOf = <State>(row: PersonalRow<State>, table: string): Personal<State> => ({
  ...row,
  paths: personalPathsOf(row.schema),
  table,
});

/** What is kept beside a row. `erased`: its subject was erased, and nothing personal is taken in for it any more. */
export type Beside = { subject: string | null; sealed: string | null; erased: boolean };
export const nothingBeside: Beside = { subject: null, sealed: null, erased: false };

const cut = (sealed: string): [keyId: string, box: string] => {
  const at = sealed.indexOf(':');
  return [sealed.slice(0, at), sealed.slice(at + 1)];
};
/** A box as it is stored: with the id of its key. */
export const boxed = (key: OpenKey, place: string, parts: Parts): string => `${key.id}:${key.seal(place, parts)}`;
/** The key of a stored box. */
export const keyIdOf = (sealed: string): string => cut(sealed)[0];

type Sealed<Value> = { value: Value; sealed: string | null; place: string };

/** Values with their personal parts, as far as the keys of those are still there. */
export const opened = async <Value>(
  privacy: Pick<Privacy, 'keysById'>,
  sql: Sql,
  items: readonly Sealed<Value>[],
): Promise<Value[]> => {
  const ids = items.flatMap(({ sealed }) => (sealed === null ? [] : [keyIdOf(sealed)]));
  const keys = ids.length > 0 ? await privacy.keysById(sql, ids) : new Map<string, OpenKey>();
  return items.map(({ value, sealed, place }) => {
    if (sealed === null) return value;
    const [keyId, box] = cut(sealed);
    const key = keys.get(keyId);
    return key ? putBack(value, key.open(place, box)) : value;
  });
};

export const rowPlace = (table: string, id: string): string => `row:${table}:${id}`;
export const eventPlace = (stream: string, streamId: string, version: number): string =>
  `event:${stream}:${streamId}:${version}`;

type Recorded = { stream: string; streamId: string; version: number; payload: unknown; sealed?: string | undefined };

/** Events with what names people, as far as their keys are still there. */
export const wholeEvents = async <Event extends Recorded>(
  privacy: Pick<Privacy, 'keysById'>,
  sql: Sql,
  events: readonly Event[],
): Promise<Event[]> => {
  const payloads = await opened(
    privacy,
    sql,
    events.map(({ stream, streamId, version, payload, sealed }) => ({
      value: payload,
      sealed: sealed ?? null,
      place: eventPlace(stream, streamId, version),
    })),
  );
  return events.map(({ sealed: _, ...event }, i) => ({ ...event, payload: payloads[i] }) as Event);
};

/** Finds the personal paths of events, each definition's once. */
export const eventPaths = (definitions: readonly EventDefinition[]): ReadonlyMap<string, PersonalPaths> =>
  new Map(
    definitions.flatMap(({ name, payload }) => {
      const paths = personalPathsOf(payload);
      return paths.names.length > 0 ? [[name, paths] as const] : [];
    }),
  );

/** Something to be sealed: whose it is, where it lies, and what is taken out of it. */
export type Sealing = { owner: KeyOwner; place: string; parts: Parts };
/** `keyId`: the key it has already, where it is nobody's in particular; `id`: what tells it from others of its batch. */
export type KeyOwner =
  | { kind: 'subject'; subject: string; merchant: string }
  | { kind: 'own'; id: string; keyId: string | undefined; merchant: string; subject: string | null };

const ownKeys = async (
  privacy: Privacy,
  tx: Sql,
  owners: readonly Extract<KeyOwner, { kind: 'own' }>[],
): Promise<Map<string, OpenKey>> => {
  const byOwner = new Map(owners.map((owner) => [owner.id, owner]));
  const known = await privacy.keysById(
    tx,
    [...byOwner.values()].flatMap(({ keyId }) => keyId ?? []),
  );
  const keys = new Map<string, OpenKey>();
  for (const { id, keyId } of byOwner.values()) {
    const key = keyId === undefined ? undefined : known.get(keyId);
    if (key) keys.set(id, key);
  }
  const fresh = [...byOwner.values()].filter(({ id }) => !keys.has(id));
  const made = await privacy.newMessageKeys(
    tx,
    fresh.map(({ merchant, subject }) => ({ merchant, subject })),
  );
  for (const [i, { id }] of fresh.entries()) if (made[i]) keys.set(id, made[i]);
  return keys;
};

/** Seals many, in their order. */
export const sealAll = async (privacy: Privacy, tx: Sql, sealings: readonly Sealing[]): Promise<string[]> => {
  if (sealings.length === 0) return [];
  const owners = sealings.map(({ owner }) => owner);
  const subjects = owners.flatMap((owner) => (owner.kind === 'subject' ? [owner] : []));
  const [bySubject, own] = [
    await privacy.keysFor(tx, subjects),
    await ownKeys(
      privacy,
      tx,
      owners.flatMap((owner) => (owner.kind === 'own' ? [owner] : [])),
    ),
  ];
  return sealings.map(({ owner, place, parts }) => {
    const key = owner.kind === 'subject' ? bySubject.get(owner.subject) : own.get(owner.id);
    if (!key) throw new Error(`there is no key for ${place}`);
    return boxed(key, place, parts);
  });
};

/** Search hashes of a state, by column. */
export const hashesOf = async <State>(
  privacy: Pick<Privacy, 'searchHash'>,
  { hashes = {} }: Personal<State>,
  state: State,
): Promise<Record<string, readonly string[]>> => {
  // Columns share much of what they are looked for by.
  const known = new Map<string, Promise<string>>();
  const hashOf = (kind: HashedKind, normal: string): Promise<string> => {
    const key = `${kind} ${normal}`;
    const found = known.get(key) ?? privacy.searchHash(kind, normal);
    known.set(key, found);
    return found;
  };
  const columns = Object.entries(hashes).map(async ([column, of]) => {
    const found = of(state).flatMap(([kind, normal]) => (normal === undefined ? [] : [hashOf(kind, normal)]));
    return [column, [...new Set(await Promise.all(found))]] as const;
  });
  return Object.fromEntries(await Promise.all(columns));
};

/** A value without what names people. */
export const withoutPersons = <Value>(paths: PersonalPaths | undefined, value: Value): Value =>
  paths ? takeOut(paths, value).clear : value;

export const merchantOr = (merchant: string | undefined): string => merchant ?? mainMerchant;
