/** Who was erased since a backup was written: found before it is restored, and insisted on, since they would come back with it. */
import type pg from 'pg';
import { sqlOf } from '../../src/platform/backup/catalog.ts';
import {
  addToErasureList,
  type Erasure,
  erasureListOf,
  erasuresIn,
  joined,
  missingIn,
  readErasureList,
} from '../../src/platform/backup/erasures.ts';
import type { ArchiveHead } from '../../src/platform/backup/frames.ts';
import { RestoreRefused } from '../../src/platform/backup/load.ts';
import { type Known, knownErasures } from './known-erasures.ts';

export type ErasureOrder = {
  path: string;
  home: string;
  replace: string | undefined;
  inClear: boolean;
  erasures: readonly string[];
  noErasuresKnown: boolean;
};

/** What the database says that is about to be lost; whole where it is this tower's and went as far as the backup. */
const inReplaced = async (client: pg.Client, head: ArchiveHead): Promise<Pick<Known, 'list' | 'until'>> => {
  const sql = sqlOf(client);
  const list = await erasuresIn(sql);
  const [table] = await sql.rows<{ there: boolean }>(
    `SELECT to_regclass('public.sequencer_cursor') IS NOT NULL AS there`,
  );
  const [cursor] = table?.there ? await sql.rows<{ seq: string }>('SELECT seq FROM sequencer_cursor WHERE id = 1') : [];
  const further = Number(cursor?.seq ?? -1) >= head.logHead && missingIn(list, head.erased ?? []).length === 0;
  return { list, until: further ? new Date().toISOString() : null };
};

const insist = ({ until, asked }: Known, head: ArchiveHead, { noErasuresKnown }: ErasureOrder): void => {
  if (until !== null || noErasuresKnown) return;
  throw new RestoreRefused(
    `nobody knows who was erased since the backup was written (${head.createdAt}): no list as new as it in ${asked.join(', ')}. Put the tower's erasures.log beside the backup or name it, or a newer backup, by --erasures; --no-erasures-known restores all the same, and whoever was erased since then is back`,
  );
};

/** Who was erased, also by the database that is about to be lost; the home knows it before anything is. */
export const erasedBefore = async (client: pg.Client, order: ErasureOrder, head: ArchiveHead): Promise<Erasure[]> => {
  const { path, home, erasures, replace, inClear } = order;
  const found = await knownErasures({ path, home, named: erasures }, head);
  const lost = replace === undefined ? undefined : await inReplaced(client, head);
  const known = { ...found, until: found.until ?? lost?.until ?? null, list: joined(found.list, lost?.list ?? []) };
  insist(known, head, order);
  const kept = erasureListOf(home);
  addToErasureList(kept, missingIn(readErasureList(kept), known.list));
  if (known.until !== null) addToErasureList(kept, [{ wholeUntil: known.until, tower: head.keyFingerprint }]);
  if (head.pair === undefined && known.list.length > 0 && !inClear)
    throw new RestoreRefused(
      `the backup is from before personal data was sealed: whoever was erased (${known.list.length}) stands in it in clear. Restore it all the same by --in-clear, and erase them again`,
    );
  console.log(
    known.until === null
      ? 'no list of erasures is as new as the backup: whoever was erased since it was written is back'
      : `erasures are known of until ${known.until}: ${known.list.length}`,
  );
  return joined(known.list, head.erased ?? []);
};
