/**
 * Keys of personal data in Postgres: made, opened, remembered for seconds, destroyed. The only place that reads and
 * writes `privacy_keys`.
 */
import { randomBytes } from 'node:crypto';
import { base32 } from '../../kernel/ids.ts';
import type { Sql } from '../database.ts';
import { type BoxKey, openBox, openBytes, sealBox, sealBytes } from './box.ts';
import type { Masters } from './masters.ts';

/** A key that can be used: sealing and opening ask nobody. */
export type OpenKey = {
  id: string;
  seal(place: string, value: unknown): string;
  /** Throws when the box is not of this key and place. */
  open(place: string, sealed: string): unknown;
  /** The same of bytes. */
  sealBytes(place: string, plain: Uint8Array): Buffer;
  openBytes(place: string, sealed: Buffer): Buffer;
};

/** Whose key is asked for. */
export type Owner = { subject: string; merchant: string };

type KeyRow = { id: string; subject: string | null; wrapped: Buffer | null; master: number; uncommitted: boolean };

/** How long an opened key is believed without asking. A destroyed one is forgotten at once, by a signal. */
const rememberedMs = 5_000;
const mostRemembered = 20_000;

const columns = 'id, subject, wrapped, master, (xmin = pg_current_xact_id_if_assigned()::xid) IS TRUE AS uncommitted';
const byIds = `SELECT ${columns} FROM privacy_keys WHERE id = ANY($1::text[])`;
const living = `SELECT ${columns} FROM privacy_keys WHERE kind = 'subject' AND destroyed_at IS NULL AND subject = ANY($1::text[])`;
/** Whether a subject was erased and has not come back: of what speaks of it, nothing is kept that can be read. */
export const isGone = (subject: string): string => `
  NOT EXISTS (SELECT 1 FROM privacy_keys s WHERE s.kind = 'subject' AND s.subject = ${subject} AND s.destroyed_at IS NULL)
  AND EXISTS (SELECT 1 FROM privacy_keys s WHERE s.kind = 'subject' AND s.subject = ${subject})`;
// In the order of their subjects, so that two who make the same keys do not wait for each other.
const insert = `
  INSERT INTO privacy_keys (id, kind, merchant, subject, place, wrapped, master, destroyed_at)
  SELECT id, kind, merchant, subject, place, CASE WHEN NOT gone THEN decode(wrapped, 'base64') END, master, CASE WHEN gone THEN now() END
  FROM jsonb_to_recordset($1::jsonb) AS r (id text, kind text, merchant text, subject text, place text, wrapped text, master int),
    LATERAL (SELECT r.kind = 'message' AND r.subject IS NOT NULL AND ${isGone('r.subject')} AS gone) AS subject_is
  ORDER BY subject, id ON CONFLICT DO NOTHING`;
const destruction = `
  UPDATE privacy_keys SET wrapped = NULL, destroyed_at = $2 WHERE subject = ANY($1::text[]) AND destroyed_at IS NULL`;

export const newKeyId = (): string => `pdk_${base32(randomBytes(16))}`;

const openKeyOf = (key: BoxKey): OpenKey => ({
  id: key.id,
  seal: (place, value) => sealBox(key, place, value),
  open: (place, sealed) => openBox(key, place, sealed),
  sealBytes: (place, plain) => sealBytes(key, place, plain),
  openBytes: (place, sealed) => openBytes(key, place, sealed),
});

/** What a key is for, as its row says. */
type NewKey = {
  id: string;
  kind: 'subject' | 'message' | 'index';
  merchant: string;
  subject: string | null;
  /** What a message's key opens. */
  place?: string | undefined;
};

export type KeyBook = ReturnType<typeof openKeyBook>;

type Remembered<Value> = { value: Value; until: number };

/** What was found lately, by key; nothing of a transaction that may yet be undone. */
const createMemory = <Value>() => {
  const kept = new Map<string, Remembered<Value>>();
  return {
    get: (key: string): Value | undefined => {
      const one = kept.get(key);
      return one && one.until > performance.now() ? one.value : undefined;
    },
    put: (key: string, value: Value): void => {
      kept.delete(key);
      kept.set(key, { value, until: performance.now() + rememberedMs });
      if (kept.size > mostRemembered) for (const oldest of kept.keys()) if (kept.delete(oldest)) break;
    },
    clear: (): void => kept.clear(),
  };
};

/** Opens the book. */
export const openKeyBook = (masters: Masters) => {
  // Null: destroyed.
  const byId = createMemory<OpenKey | null>();
  const bySubject = createMemory<OpenKey>();
  let round = 0;

  const opened = (row: KeyRow, since: number): OpenKey | null => {
    const { id, wrapped, master } = row;
    const key = wrapped ? openKeyOf({ id, bytes: masters.unwrap(id, { master, wrapped }) }) : null;
    // What was read before everything was forgotten is not remembered after it.
    if (!row.uncommitted && since === round) byId.put(id, key);
    return key;
  };
  const make = async (tx: Sql, keys: readonly NewKey[]): Promise<Map<string, OpenKey>> => {
    const made = keys.map((key) => ({ key, bytes: randomBytes(32) }));
    const rows = made.map(({ key, bytes }) => {
      const { wrapped, master } = masters.wrap(key.id, bytes);
      return { ...key, wrapped: wrapped.toString('base64'), master };
    });
    if (rows.length > 0) await tx.run(insert, JSON.stringify(rows));
    return new Map(made.map(({ key: { id }, bytes }) => [id, openKeyOf({ id, bytes })]));
  };
  const livingOf = async (sql: Sql, subjects: readonly string[]): Promise<Map<string, OpenKey>> => {
    const found = new Map<string, OpenKey>();
    const since = round;
    for (const row of subjects.length > 0 ? await sql.rows<KeyRow>(living, [...subjects]) : []) {
      const key = opened(row, since);
      if (!key || row.subject === null) continue;
      found.set(row.subject, key);
      if (!row.uncommitted && since === round) bySubject.put(row.subject, key);
    }
    return found;
  };
  return {
    make,
    /** The living keys of subjects, made where there are none. */
    keysFor: async (tx: Sql, owners: readonly Owner[]): Promise<Map<string, OpenKey>> => {
      const found = new Map<string, OpenKey>();
      const missing = new Map<string, string>();
      for (const { subject, merchant } of owners) {
        const key = bySubject.get(subject);
        if (key) found.set(subject, key);
        else missing.set(subject, merchant);
      }
      for (const [subject, key] of await livingOf(tx, [...missing.keys()])) {
        found.set(subject, key);
        missing.delete(subject);
      }
      if (missing.size === 0) return found;
      const fresh = [...missing].map(([subject, merchant]) => ({
        id: newKeyId(),
        kind: 'subject' as const,
        merchant,
        subject,
      }));
      await make(tx, fresh);
      // Somebody may have been faster; whose key stands is read again.
      for (const [subject, key] of await livingOf(tx, [...missing.keys()])) found.set(subject, key);
      return found;
    },
    /** Keys by id; those that are destroyed, or that nobody knows, are left out. */
    keysById: async (sql: Sql, ids: readonly string[]): Promise<Map<string, OpenKey>> => {
      const found = new Map<string, OpenKey>();
      const missing: string[] = [];
      for (const id of new Set(ids)) {
        const key = byId.get(id);
        if (key) found.set(id, key);
        else if (key === undefined) missing.push(id);
      }
      const since = round;
      for (const row of missing.length > 0 ? await sql.rows<KeyRow>(byIds, missing) : []) {
        const key = opened(row, since);
        if (key) found.set(row.id, key);
      }
      return found;
    },
    /** Destroys every key of subjects, also of messages matched to them. Whoever commits it calls `forget`. */
    destroy: (tx: Sql, subjects: readonly string[], at: Date): Promise<number> =>
      tx.run(destruction, [...subjects], at),
    forget: (): void => {
      round++;
      byId.clear();
      bySubject.clear();
    },
  };
};
