/**
 * Who was erased, as far as anybody knows who is asked before a restore: the home's list, lists and newer backups that are
 * named, backups that lie beside the one restored, and the database that is to be replaced.
 */
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readArchive } from '../../src/platform/backup/archive.ts';
import { type Erasure, erasureListOf, joined, readErasureList } from '../../src/platform/backup/erasures.ts';

const begins = 'gantry-backup ';

const isArchive = (path: string): boolean => {
  if (!statSync(path).isFile()) return false;
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(begins.length);
    readSync(file, start, 0, begins.length, 0);
    return start.toString('latin1') === begins;
  } finally {
    closeSync(file);
  }
};

/** What the head of a backup says; the rest of the file is not read. */
const inArchive = async (path: string): Promise<readonly Erasure[]> => {
  for await (const entry of readArchive(path)) return entry.kind === 'head' ? (entry.value.erased ?? []) : [];
  return [];
};

/** One that is damaged is no reason not to restore another. */
const beside = async (path: string): Promise<Erasure[]> => {
  const folder = dirname(path);
  const others = readdirSync(folder).map((name) => join(folder, name));
  const lists = await Promise.all(
    others.filter(isArchive).map((other) => inArchive(other).catch((): readonly Erasure[] => [])),
  );
  return lists.flat();
};

/** Everything but what the database says that is to be replaced. Throws when a named list cannot be read. */
export const knownErasures = async ({
  path,
  home,
  named,
}: {
  path: string;
  home: string;
  named: readonly string[];
}): Promise<Erasure[]> =>
  joined(
    readErasureList(erasureListOf(home)),
    await beside(path),
    ...(await Promise.all(named.map((one) => (isArchive(one) ? inArchive(one) : readErasureList(one))))),
  );
