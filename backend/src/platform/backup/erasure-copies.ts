/**
 * Copies of a home's list of erasures in the folders that backups were written to: a backup that outlives its home is restored
 * with what lies beside it. The home keeps the names of the folders.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addToErasureList, erasureListOf, type ListMark, missingIn, readErasureList } from './erasures.ts';

const foldersOf = (home: string): string => join(home, 'backup-folders');

/** The folders that backups of a home were written to. */
const copiesOf = (home: string): string[] => {
  const path = foldersOf(home);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
};

/** Brings a copy up to its home's list. One whose folder is not there now is brought up when it is again. */
const bringUp = (home: string, folder: string): void => {
  if (!existsSync(folder) || folder === home) return;
  const copy = erasureListOf(folder);
  addToErasureList(copy, missingIn(readErasureList(copy), readErasureList(erasureListOf(home))));
};

/** Brings every copy up that can be reached. Throws when one of them cannot be written, after the others were. */
export const keepErasureCopies = (home: string): void => {
  const failed: unknown[] = [];
  for (const folder of copiesOf(home))
    try {
      bringUp(home, folder);
    } catch (error) {
      failed.push(error);
    }
  if (failed.length > 0) throw failed[0];
};

/** Remembers the folder of a backup that was just written, and marks the home's list and its copy as whole until then. */
export const markErasureLists = (home: string, folder: string, mark: ListMark): void => {
  if (!copiesOf(home).includes(folder)) appendFileSync(foldersOf(home), `${folder}\n`, { mode: 0o600, flush: true });
  keepErasureCopies(home);
  for (const path of new Set([home, folder].map(erasureListOf))) addToErasureList(path, [mark]);
};
