/**
 * Who was erased, as far as anybody knows who is asked before a restore: lists of the home, of the home that wrote the backup and
 * of its folder, what is named, and newer backups beside it. What the backup itself says is older than what is asked for.
 */
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readArchive } from '../../src/platform/backup/archive.ts';
import {
  type Erasure,
  erasureListOf,
  joined,
  readErasureList,
  wholeUntil,
} from '../../src/platform/backup/erasures.ts';
import type { ArchiveHead } from '../../src/platform/backup/frames.ts';

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

/** What one of them says. `until`: when it was whole for the tower of the backup; null where nobody knows. */
type Told = { list: readonly Erasure[]; until: string | null };
const nothing: Told = { list: [], until: null };

/** What the head of a backup says; the rest of the file is not read. Only one of the same tower tells until when. */
const inArchive = async (path: string, tower: string | null): Promise<Told> => {
  for await (const { kind, value } of readArchive(path))
    return kind === 'head'
      ? { list: value.erased ?? [], until: value.keyFingerprint === tower ? value.createdAt : null }
      : nothing;
  return nothing;
};
const inList = (path: string, tower: string | null): Told => ({
  list: readErasureList(path),
  until: wholeUntil(path, tower),
});

/** Backups beside that are newer. One that is damaged is no reason not to restore another. */
const beside = async (path: string, { keyFingerprint, createdAt }: ArchiveHead): Promise<Told[]> => {
  const folder = dirname(path);
  const others = readdirSync(folder).map((name) => join(folder, name));
  const told = await Promise.all(
    others.filter(isArchive).map((other) => inArchive(other, keyFingerprint).catch(() => nothing)),
  );
  return told.map((one) => ((one.until ?? '') > createdAt ? one : { ...one, until: null }));
};

/** `until`: when the newest of what was found was whole; null where nothing found is as new as the backup. */
export type Known = { list: Erasure[]; until: string | null; asked: string[] };

/** Everything but what the database says that is to be replaced. Throws when a list cannot be read. */
export const knownErasures = async (
  { path, home, named }: { path: string; home: string; named: readonly string[] },
  head: ArchiveHead,
): Promise<Known> => {
  const tower = head.keyFingerprint;
  const asked = [...new Set([home, head.home ?? home, dirname(path)])].map(erasureListOf);
  const told = [
    ...asked.map((list) => inList(list, tower)),
    ...(await beside(path, head)),
    ...(await Promise.all(named.map((one) => (isArchive(one) ? inArchive(one, tower) : inList(one, tower))))),
  ];
  const until =
    told
      .flatMap((one) => one.until ?? [])
      .sort()
      .at(-1) ?? '';
  return {
    list: joined(...told.map(({ list }) => list)),
    until: until >= head.createdAt ? until : null,
    asked: [...asked, ...named],
  };
};
