/**
 * Personal data: whose it is, under which key it lies, and how it is found without being read. Every value that names a
 * person lies sealed under the key of its data subject; to erase the person is to destroy the key.
 */
import { createHmac } from 'node:crypto';
import { base32 } from '../../kernel/ids.ts';
import type { Database, Sql } from '../database.ts';
import type { Signals } from '../signals.ts';
import { isGone, type KeyBook, newKeyId, type OpenKey, type Owner, openKeyBook } from './key-book.ts';
import type { Masters } from './masters.ts';
import { type HashedKind, type Identity, surest } from './normal.ts';

export type { OpenKey, Owner } from './key-book.ts';
export type { Identity } from './normal.ts';

/** A raw message, call or kept answer that is to have a key of its own; `subject` null: not matched to anybody yet. */
export type MessageOwner = { merchant: string; subject: string | null; place?: string };

export type SubjectStanding = { merchant: string; living: boolean };

export type Privacy = {
  /** The data subject that an identity is for a merchant: always the same, and telling nothing of it. */
  subjectOf(merchant: string, identity: Identity): Promise<string>;
  /** The living keys of subjects, by subject; made where there is none, and anew for whoever comes back after an erasure. */
  keysFor(tx: Sql, owners: readonly Owner[]): Promise<Map<string, OpenKey>>;
  /** Keys by id, for opening many boxes; those that were destroyed are left out. */
  keysById(sql: Sql, ids: readonly string[]): Promise<Map<string, OpenKey>>;
  /** Seals a JSON value under a key for a place. Throws when the key was destroyed. */
  seal(tx: Sql, keyId: string, place: string, value: unknown): Promise<string>;
  /** What was sealed; undefined once its key is destroyed. Throws when key, place or a bit differs. */
  open(sql: Sql, keyId: string, place: string, sealed: string): Promise<unknown | undefined>;
  /** A key for one raw message; its id. */
  newMessageKey(tx: Sql, merchant: string, subject: string | null): Promise<string>;
  /** Keys for many, in their order, ready to seal. */
  newMessageKeys(tx: Sql, owners: readonly MessageOwner[]): Promise<OpenKey[]>;
  /** Says whom messages speak of: their keys are destroyed with the subject's, at once where it is gone already. */
  link(tx: Sql, messageKeyIds: readonly string[], subject: string): Promise<void>;
  /** Destroys every key of a subject, of its messages too. Call `forget` after the commit. */
  destroy(tx: Sql, subject: string): Promise<void>;
  /** Destroys keys by id, of messages that are nobody's. Call `forget` after the commit. */
  destroyKeys(tx: Sql, keyIds: readonly string[]): Promise<void>;
  /** Subjects that ever had a key: whose they are, and whether one is living. */
  standingOf(subjects: readonly string[]): Promise<Map<string, SubjectStanding>>;
  /**
   * False for a subject that was erased and has not come back. Its key is held until the transaction ends: an erasure waits for
   * it, and takes what it wrote along.
   */
  holdLiving(tx: Sql, subject: string | undefined): Promise<boolean>;
  /** Whom the threads of orders speak of, by correlation id; nobody until `orders` says how it is found. */
  ownersOf(sql: Sql, correlationIds: readonly string[]): Promise<Map<string, Owner>>;
  ownersAre(find: Privacy['ownersOf']): void;
  /** Every process forgets the keys it has open: at once, or in seconds where the signal is lost. */
  forget(): void;
  /** A keyed hash of a text in its normal form (`normal.ts`), to be stored and compared. */
  searchHash(kind: HashedKind, normal: string): Promise<string>;
  /** Wraps up to `most` keys of former masters by the current one; answers how many it did. */
  rewrap(most: number): Promise<number>;
  close(): void;
};

/** Raised when keys were destroyed. */
const signal = 'privacy';
const indexId = 'pdk_index';
const subjectBytes = 16;

/** The key that subjects and search hashes are made with: one for the life of the tower, so that a change of its secret changes no hash. */
const createIndexKey = (database: Database, masters: Masters) => {
  let found: Buffer | undefined;
  const read = async (): Promise<Buffer | undefined> => {
    const [row] = await database.rows<{ wrapped: Buffer; master: number }>(
      'SELECT wrapped, master FROM privacy_keys WHERE id = $1',
      indexId,
    );
    return row && masters.unwrap(indexId, row);
  };
  return async (make: () => Promise<unknown>): Promise<Buffer> => {
    found ??= await read();
    if (found) return found;
    await make();
    found = await read();
    if (!found) throw new Error('the key of search hashes is gone');
    return found;
  };
};

const linkage = `
  UPDATE privacy_keys k SET subject = $2, wrapped = CASE WHEN NOT gone THEN k.wrapped END,
    destroyed_at = CASE WHEN gone THEN COALESCE(k.destroyed_at, now()) ELSE k.destroyed_at END
  FROM (SELECT ${isGone('$2')} AS gone) AS subject_is
  WHERE k.id = ANY($1::text[]) AND k.kind = 'message' AND k.subject IS DISTINCT FROM $2`;
const destruction = `
  UPDATE privacy_keys SET wrapped = NULL, destroyed_at = now() WHERE id = ANY($1::text[]) AND kind = 'message' AND destroyed_at IS NULL`;
const standings = `
  SELECT subject, min(merchant) AS merchant, bool_or(destroyed_at IS NULL) AS living
  FROM privacy_keys WHERE kind = 'subject' AND subject = ANY($1::text[]) GROUP BY subject`;
const holding = `SELECT destroyed_at IS NULL AS living FROM privacy_keys WHERE kind = 'subject' AND subject = $1 FOR SHARE`;
const formers = `SELECT id, wrapped, master FROM privacy_keys WHERE master <> $1 AND wrapped IS NOT NULL ORDER BY id LIMIT $2 FOR UPDATE`;
const rewrapping = `
  UPDATE privacy_keys k SET wrapped = decode(r.wrapped, 'base64'), master = r.master
  FROM jsonb_to_recordset($1::jsonb) AS r (id text, wrapped text, master int) WHERE k.id = r.id AND k.wrapped IS NOT NULL`;

/** Wraps keys again, in one transaction; what is sealed under them stays as it is. */
const rewrapSome = (database: Database, masters: Masters, most: number): Promise<number> =>
  database.transaction(async (tx) => {
    const rows = await tx.rows<{ id: string; wrapped: Buffer; master: number }>(formers, masters.current, most);
    const again = rows.map(({ id, ...kept }) => {
      const { wrapped, master } = masters.wrap(id, masters.unwrap(id, kept));
      return { id, wrapped: wrapped.toString('base64'), master };
    });
    if (again.length > 0) await tx.run(rewrapping, JSON.stringify(again));
    return rows.length;
  });

const messageKeys = async (book: KeyBook, tx: Sql, owners: readonly MessageOwner[]): Promise<OpenKey[]> => {
  const keys = owners.map((owner) => ({ id: newKeyId(), kind: 'message' as const, ...owner }));
  const made = await book.make(tx, keys);
  return keys.flatMap(({ id }) => made.get(id) ?? []);
};

/** Opens the personal data of a tower. Asks no store until it is asked something. */
export const openPrivacy = (database: Database, signals: Signals, masters: Masters): Privacy => {
  const book = openKeyBook(masters);
  const index = createIndexKey(database, masters);
  const makeIndex = () => book.make(database, [{ id: indexId, kind: 'index', merchant: '', subject: null }]);
  const hmac = async (parts: readonly string[]): Promise<Buffer> =>
    createHmac('sha256', await index(makeIndex))
      .update(JSON.stringify(parts))
      .digest()
      .subarray(0, subjectBytes);
  const keyOf = async (sql: Sql, id: string) => (await book.keysById(sql, [id])).get(id);
  const off = signals.on(signal, book.forget);
  let owners: Privacy['ownersOf'] = async () => new Map();
  return {
    subjectOf: async (merchant, identity) => `sub_${base32(await hmac(['subject', merchant, ...surest(identity)]))}`,
    keysFor: book.keysFor,
    keysById: book.keysById,
    seal: async (tx, keyId, place, value) => {
      const key = await keyOf(tx, keyId);
      if (!key) throw new Error(`key ${keyId} is destroyed`);
      return key.seal(place, value);
    },
    open: async (sql, keyId, place, sealed) => (await keyOf(sql, keyId))?.open(place, sealed),
    newMessageKey: async (tx, merchant, subject) => {
      const [key] = await messageKeys(book, tx, [{ merchant, subject }]);
      if (!key) throw new Error('a key was made');
      return key.id;
    },
    newMessageKeys: (tx, owners) => messageKeys(book, tx, owners),
    link: async (tx, ids, subject) => {
      if (ids.length > 0) await tx.run(linkage, [...ids], subject);
    },
    destroy: async (tx, subject) => {
      await book.destroy(tx, [subject], new Date());
    },
    ownersOf: (sql, ids) => owners(sql, ids),
    ownersAre: (find) => {
      owners = find;
    },
    destroyKeys: async (tx, keyIds) => {
      if (keyIds.length > 0) await tx.run(destruction, [...keyIds]);
    },
    standingOf: async (subjects) => {
      const rows = await database.rows<SubjectStanding & { subject: string }>(standings, [...subjects]);
      return new Map(rows.map(({ subject, ...standing }) => [subject, standing]));
    },
    holdLiving: async (tx, subject) => {
      const keys = await tx.rows<{ living: boolean }>(holding, subject ?? null);
      return keys.length === 0 || keys.some(({ living }) => living);
    },
    forget: () => {
      book.forget();
      signals.raise(signal);
    },
    searchHash: async (kind, normal) => (await hmac(['search', kind, normal])).toString('base64url'),
    rewrap: (most) => rewrapSome(database, masters, most),
    close: off,
  };
};
