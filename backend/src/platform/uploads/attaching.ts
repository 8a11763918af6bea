/** Uploads become part of what they were sent for, in the transaction that makes it: only those that were sent for that very thing. */
import { Refusal } from '../../kernel/errors.ts';
import type { Sql } from '../database.ts';
import { attachUploads, type UploadOwner } from './kept-uploads.ts';

/** `to`: what they belong to from now on. `path`: the field that named them. */
export type Attaching = Pick<UploadOwner, 'context' | 'owner'> & { to: string; path: string };

/** Attaches uploads. Throws a Refusal that names those that are not there, or were sent for something else. */
export const attach = async (tx: Sql, ids: readonly string[], { path, ...to }: Attaching): Promise<void> => {
  const attached = await attachUploads(tx, ids, to);
  const missing = ids.flatMap((id, i) =>
    attached.has(id) ? [] : [{ path: `${path}.${i}`, message: 'is no picture that was sent for this' }],
  );
  if (missing.length > 0) throw new Refusal('invalid', 'no_such_upload', 'Some pictures are not there', missing);
};
