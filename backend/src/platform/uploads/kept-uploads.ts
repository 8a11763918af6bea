/**
 * Uploads in Postgres: bytes sealed under the key of the data subject they speak of, so that they end with it and backups carry
 * nothing that can be read without it. All SQL on them is here.
 */
import type { Sql } from '../database.ts';
import type { Privacy } from '../privacy/privacy.ts';

/** Whose an upload is and what it may be attached to: a thing of one of the contexts. */
export type UploadOwner = {
  /** The context that took it. */
  context: string;
  /** What it was sent for, e.g. an order. */
  owner: string;
  merchant: string;
  subject: string;
};

export type NewUpload = UploadOwner & {
  uploadId: string;
  type: string;
  width: number;
  height: number;
  bytes: Buffer;
  createdAt: Date;
  expiresAt: Date;
};

export type KeptUpload = { uploadId: string; type: string; bytes: Buffer };

const placeOf = (uploadId: string): string => `uploads:${uploadId}`;

const insertion = `
  INSERT INTO uploads (id, context, owner, merchant, subject, key_id, type, width, height, bytes, sealed, created_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`;

/** Keeps an upload that is attached to nothing yet. */
export const keepUpload = async ({ privacy, tx }: { privacy: Privacy; tx: Sql }, upload: NewUpload): Promise<void> => {
  const { uploadId, context, owner, merchant, subject, type, width, height, bytes, createdAt, expiresAt } = upload;
  const key = (await privacy.keysFor(tx, [{ subject, merchant }])).get(subject);
  if (!key) throw new Error('a key was made');
  const sealed = key.sealBytes(placeOf(uploadId), bytes);
  const about = [uploadId, context, owner, merchant, subject, key.id, type, width, height, bytes.length];
  await tx.run(insertion, ...about, sealed, createdAt, expiresAt);
};

const loose = `
  SELECT count(*)::int AS count FROM uploads WHERE context = $1 AND owner = $2 AND attached_to IS NULL AND expires_at > $3`;

/** How many uploads for a thing are attached to nothing. */
export const countLoose = async (sql: Sql, { context, owner }: Pick<UploadOwner, 'context' | 'owner'>, now: Date) =>
  (await sql.rows<{ count: number }>(loose, context, owner, now))[0]?.count ?? 0;

const attachment = `
  UPDATE uploads SET attached_to = $4, expires_at = NULL
  WHERE id = ANY($1::text[]) AND context = $2 AND owner = $3 AND (attached_to IS NULL OR attached_to = $4) RETURNING id`;

/** Attaches uploads to what was made of them; answers those that were there to be attached. */
export const attachUploads = async (
  tx: Sql,
  ids: readonly string[],
  { context, owner, to }: Pick<UploadOwner, 'context' | 'owner'> & { to: string },
): Promise<Set<string>> => {
  if (ids.length === 0) return new Set();
  const rows = await tx.rows<{ id: string }>(attachment, [...ids], context, owner, to);
  return new Set(rows.map(({ id }) => id));
};

type Row = { id: string; type: string; keyId: string; sealed: Buffer; owner: string; attachedTo: string | null };
const columns = 'id, type, key_id AS "keyId", sealed, owner, attached_to AS "attachedTo"';

const opened = async (privacy: Privacy, sql: Sql, rows: readonly Row[]): Promise<(KeptUpload & Row)[]> => {
  const keys = await privacy.keysById(
    sql,
    rows.map(({ keyId }) => keyId),
  );
  return rows.flatMap((row) => {
    const bytes = keys.get(row.keyId)?.openBytes(placeOf(row.id), row.sealed);
    return bytes ? [{ ...row, uploadId: row.id, bytes }] : [];
  });
};

/** An upload of a context; undefined where there is none, or its person was erased. */
export const readUpload = async (
  { privacy, sql }: { privacy: Privacy; sql: Sql },
  { uploadId, context }: { uploadId: string; context: string },
): Promise<(KeptUpload & Pick<Row, 'owner' | 'attachedTo'>) | undefined> => {
  const rows = await sql.rows<Row>(`SELECT ${columns} FROM uploads WHERE id = $1 AND context = $2`, uploadId, context);
  const [found] = await opened(privacy, sql, rows);
  return found;
};

/** Everything kept of a subject. */
export const uploadsOf = async ({ privacy, sql }: { privacy: Privacy; sql: Sql }, subject: string) =>
  opened(
    privacy,
    sql,
    await sql.rows<Row>(`SELECT ${columns} FROM uploads WHERE subject = $1 ORDER BY created_at, id`, subject),
  );

/** Takes the uploads of a subject away: with its key gone nobody could read them. */
export const dropUploadsOf = async (tx: Sql, subject: string): Promise<void> => {
  await tx.run('DELETE FROM uploads WHERE subject = $1', subject);
};

const sweeping = `
  DELETE FROM uploads WHERE id IN (SELECT id FROM uploads WHERE expires_at < $1 ORDER BY expires_at LIMIT 500)`;

/** Removes what was never attached to anything; a slice at a time. */
export const sweepUploads = (sql: Sql, now: Date): Promise<number> => sql.run(sweeping, now);
