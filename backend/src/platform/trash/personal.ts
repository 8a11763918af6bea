/** What the Trash keeps of people: whose an entry is, when it is found out late; what is handed out and erased. */
import type { Sql } from '../database.ts';
import { heldIn, type PastHolder, type PersonalHolder } from '../privacy/holder.ts';
import { sealRows } from '../privacy/past-rows.ts';
import type { Owner, Privacy } from '../privacy/privacy.ts';
import { trash, trashEntries } from '../trash.ts';
import { keyIdOf } from '../write/sealing.ts';
import { hold, type Writing } from '../write/transact.ts';

type Sealed = { id: string; sealed: string };

/** Of these entries, those of which nothing can be read any more. */
export const erasedEntries = async (sql: Sql, ids: readonly string[]): Promise<Set<string>> => {
  const rows = await sql.rows<{ id: string }>(
    'SELECT id FROM trashed_messages WHERE id = ANY($1::text[]) AND erased_at IS NOT NULL',
    [...ids],
  );
  return new Set(rows.map(({ id }) => id));
};

const nobodysYet =
  'SELECT id, sealed FROM trashed_messages WHERE id = $1 AND subject IS NULL AND sealed IS NOT NULL FOR UPDATE';

/** Says whom an entry speaks of, once that is known. One that speaks of several stays nobody's and ends with its time. */
export const matchEntry = async (
  { privacy, tx }: { privacy: Pick<Privacy, 'link'>; tx: Sql },
  trashId: string,
  about: readonly Owner[],
): Promise<void> => {
  const [owner, ...others] = about;
  if (!owner || others.length > 0) return;
  const [row] = await tx.rows<Sealed>(nobodysYet, trashId);
  if (!row) return;
  await privacy.link(tx, [keyIdOf(row.sealed)], owner.subject);
  await tx.run('UPDATE trashed_messages SET subject = $2 WHERE id = $1', trashId, owner.subject);
};

const held = heldIn('trashed_messages', 'trashed_at');

const waiting = `sealed IS NULL AND erased_at IS NULL AND (payload <> 'null' OR original_payload <> 'null' OR detail <> '')`;

/** Entries from before: of an order's thread they speak of its customer. */
const pastEntries = (platform: Writing): PastHolder => ({
  stream: trash,
  rows: (most) =>
    sealRows(platform, trash, {
      table: 'trashed_messages',
      most,
      waiting,
      subjectsOf: async (tx, entries) => {
        const threads = entries.map(({ correlationId }) => correlationId);
        const owners = await platform.privacy.ownersOf(tx, [...new Set(threads)]);
        return new Map(
          entries.flatMap(({ trashId, correlationId }) => {
            const owner = owners.get(correlationId);
            return owner ? [[trashId, owner.subject] as const] : [];
          }),
        );
      },
    }),
  subjectsOf: async (sql, ids) => {
    const rows = await sql.rows<{ id: string; subject: string }>(
      'SELECT id, subject FROM trashed_messages WHERE id = ANY($1::text[]) AND subject IS NOT NULL',
      [...ids],
    );
    return new Map(rows.map(({ id, subject }) => [id, subject]));
  },
  keysOf: async (sql, ids) => {
    const rows = await sql.rows<Sealed>(
      'SELECT id, sealed FROM trashed_messages WHERE id = ANY($1::text[]) AND sealed IS NOT NULL',
      [...ids],
    );
    return new Map(rows.map(({ id, sealed }) => [id, keyIdOf(sealed)]));
  },
});

/** The holder of the Trash. */
export const personalTrash = ({ database, privacy, ...rest }: Writing): PersonalHolder => ({
  part: 'messages',
  past: pastEntries({ database, privacy, ...rest }),
  heldOf: (subjects) => database.rows(held, [...subjects]),
  export: async (subject) => {
    const entries = await trashEntries
      .whole(privacy)
      .list(database, 'WHERE subject = $1 ORDER BY trashed_at, id', subject);
    return entries.map(({ key: _, ...entry }) => ({ kind: 'trash', ...entry }));
  },
  holding: async (tx, subject) =>
    hold(
      trash,
      (await tx.rows<{ id: string }>('SELECT id FROM trashed_messages WHERE subject = $1', subject)).map(
        ({ id }) => id,
      ),
    ),
  erase: (tx, subject, at) => trashEntries.erase(tx, subject, at),
});

const old = `
  SELECT id, sealed FROM trashed_messages WHERE subject IS NULL AND sealed IS NOT NULL AND updated_at < $1
  ORDER BY updated_at LIMIT 500 FOR UPDATE SKIP LOCKED`;
const age = `UPDATE trashed_messages SET sealed = NULL, erased_at = $2 WHERE id = ANY($1::text[])`;

/** Erases what nobody was found for by then: a slice of it. Answers how many entries that were. */
export const eraseOldEntries = async (
  { privacy, tx }: { privacy: Pick<Privacy, 'destroyKeys'>; tx: Sql },
  { before, now }: { before: Date; now: Date },
): Promise<number> => {
  const rows = await tx.rows<Sealed>(old, before);
  if (rows.length === 0) return 0;
  await privacy.destroyKeys(
    tx,
    rows.map(({ sealed }) => keyIdOf(sealed)),
  );
  await tx.run(
    age,
    rows.map(({ id }) => id),
    now,
  );
  return rows.length;
};
