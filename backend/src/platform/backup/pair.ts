/** The two files of a backup: the rows, and beside them, by the same name and `.keys`, the keys that open what is personal in them. */
import { existsSync } from 'node:fs';
import { ArchiveRefused, type ArchiveSummary, verifyArchive } from './archive.ts';

/** Where the keys of a backup lie. */
export const keysFileOf = (path: string): string => `${path}.keys`;

export type ArchiveFile = { path: string; summary: ArchiveSummary };
/** A backup that was read whole. `keys` is null where there is no such file. */
export type Backup = ArchiveFile & { keys: ArchiveFile | null };

/** True for a backup whose personal data opens with keys that lie apart. */
export const keepsKeysApart = ({ summary }: Backup): boolean => summary.head.pair !== undefined;

/** Reads both files of a backup whole, checks them, and that they belong together. */
export const verifyBackup = async (
  path: string,
  { keysPath = keysFileOf(path), onRows }: { keysPath?: string; onRows?: (rows: number) => void } = {},
): Promise<Backup> => {
  const summary = await verifyArchive(path, onRows);
  const { pair } = summary.head;
  if (pair?.part === 'keys')
    throw new ArchiveRefused(`${path} holds the keys of a backup: name the backup that it belongs to`);
  if (pair === undefined || !existsSync(keysPath)) return { path, summary, keys: null };
  const keys = await verifyArchive(keysPath);
  if (keys.head.pair?.id !== pair.id || keys.head.pair.part !== 'keys')
    throw new ArchiveRefused(`${keysPath} holds the keys of another backup than ${path}`);
  return { path, summary, keys: { path: keysPath, summary: keys } };
};
