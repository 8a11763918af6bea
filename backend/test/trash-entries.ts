/** What lies in the Trash, whole, as whoever looks after it reads it. */
import type { Platform } from '../src/platform/platform.ts';
import type { TrashEntry } from '../src/platform/trash/entry.ts';
import { trashEntries } from '../src/platform/trash.ts';

/** The entries of a handler, of every one when none is named. */
export const trashOf = (
  { privacy, database }: Pick<Platform, 'privacy' | 'database'>,
  handler: string | null = null,
): Promise<TrashEntry[]> =>
  trashEntries.whole(privacy).list(database, 'WHERE $1::text IS NULL OR handler = $1 ORDER BY trashed_at, id', handler);
