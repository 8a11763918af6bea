/**
 * What speaks of people without being of anybody in particular: raw messages, calls, kept answers. Each lies sealed under a key of its
 * own for everybody it speaks of, one layer within the other: once any of them is erased, nobody reads any of it.
 */
import { mainMerchant } from '@gantry/shared/caller';
import type { Sql } from '../database.ts';
import type { OpenKey, Owner } from './key-book.ts';
import type { Privacy } from './privacy.ts';

type Keys = Pick<Privacy, 'newMessageKeys' | 'keysById' | 'link'>;

/** Something to be sealed; `about` is empty while nobody knows whom it speaks of. */
export type Sealable = { place: string; about: readonly Owner[]; plain: Uint8Array };
/** Sealed bytes with the ids of their keys, the innermost first. */
export type SealedBytes = { keyIds: string[]; sealed: Buffer };

const ownersOf = ({ about, place }: Pick<Sealable, 'about' | 'place'>) =>
  about.length > 0
    ? about.map(({ subject, merchant }) => ({ subject, merchant, place }))
    : [{ subject: null, merchant: mainMerchant, place }];

const layered = (keys: readonly OpenKey[], { place, plain }: Pick<Sealable, 'place' | 'plain'>): Buffer =>
  keys.reduce<Uint8Array>((inner, key) => key.sealBytes(place, inner), plain) as Buffer;

/** Seals many, their keys made by one statement. */
export const sealMessages = async (privacy: Keys, tx: Sql, messages: readonly Sealable[]): Promise<SealedBytes[]> => {
  if (messages.length === 0) return [];
  const owners = messages.map(ownersOf);
  const keys = await privacy.newMessageKeys(tx, owners.flat());
  return messages.map((message, i) => {
    const own = keys.splice(0, owners[i]?.length ?? 0);
    return { keyIds: own.map(({ id }) => id), sealed: layered(own, message) };
  });
};

export type Openable = SealedBytes & { place: string };

/** What was sealed; undefined where a key is destroyed. Throws when key, place or a bit differs. */
export const openMessages = async (
  privacy: Keys,
  sql: Sql,
  messages: readonly Openable[],
): Promise<(Buffer | undefined)[]> => {
  const ids = messages.flatMap(({ keyIds }) => keyIds);
  const keys = ids.length > 0 ? await privacy.keysById(sql, ids) : new Map<string, OpenKey>();
  return messages.map(({ keyIds, sealed, place }) =>
    keyIds.reduceRight<Buffer | undefined>((outer, id) => {
      const key = keys.get(id);
      return outer && key ? key.openBytes(place, outer) : undefined;
    }, sealed),
  );
};

type Matched = Openable & { about: readonly Owner[] };

const knownSubjects = 'SELECT id, subject FROM privacy_keys WHERE id = ANY($1::text[])';

/**
 * Says whom messages speak of that were sealed before it was known: the first is bound to the key that is nobody's yet,
 * each further one puts a layer around it. Answers those whose bytes are others now.
 */
export const matchMessages = async (
  privacy: Keys,
  tx: Sql,
  messages: readonly Matched[],
): Promise<(SealedBytes & { place: string })[]> => {
  const ids = messages.flatMap(({ keyIds }) => keyIds);
  const rows = ids.length > 0 ? await tx.rows<{ id: string; subject: string | null }>(knownSubjects, ids) : [];
  const subjects = new Map(rows.map(({ id, subject }) => [id, subject]));
  const changed: (SealedBytes & { place: string })[] = [];
  for (const { keyIds, sealed, place, about } of messages) {
    const known = new Set(keyIds.map((id) => subjects.get(id)));
    const further = about.filter(({ subject }) => !known.has(subject));
    const free = keyIds.find((id) => subjects.get(id) === null);
    const first = free === undefined ? undefined : further.shift();
    if (free !== undefined && first) await privacy.link(tx, [free], first.subject);
    if (further.length === 0) continue;
    const keys = await privacy.newMessageKeys(tx, ownersOf({ about: further, place }));
    changed.push({
      place,
      keyIds: [...keyIds, ...keys.map(({ id }) => id)],
      sealed: layered(keys, { place, plain: sealed }),
    });
  }
  return changed;
};

const dropping = `DELETE FROM privacy_keys WHERE id = ANY($1::text[]) AND kind = 'message' AND destroyed_at IS NULL`;

/** Removes keys whose messages are gone. Those that were destroyed stay as a sign of it. */
export const dropKeys = async (sql: Sql, keyIds: readonly string[]): Promise<void> => {
  if (keyIds.length > 0) await sql.run(dropping, [...keyIds]);
};
