/**
 * What an actor must not forget between two runs, entry by entry: a file to which every change adds a line, read and
 * written anew at each start.
 */
import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { isOfSystem } from './saving.ts';

export type Book<Entry> = {
  get(key: string): Entry | undefined;
  set(key: string, entry: Entry): void;
  delete(key: string): void;
  values(): Iterable<Entry>;
  size(): number;
  /** Writes down what has changed since the last time. */
  save(): void;
};

type Line = readonly [key: string, entry: unknown];

/** The lines of a file, as far as they can be read: a crash may have cut the last one. */
const linesOf = (path: string): Line[] => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  const lines: Line[] = [];
  for (const line of text.split('\n')) {
    try {
      if (line !== '') lines.push(JSON.parse(line) as Line);
    } catch {
      return lines;
    }
  }
  return lines;
};

const writeWhole = (path: string, lines: readonly Line[]): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { mode: 0o600 });
  renameSync(`${path}.new`, path);
};

/** A book in memory alone, for worlds that end with their process. */
export const newBook = <Entry>(): Book<Entry> => bookOver(new Map(), () => undefined);

const bookOver = <Entry>(entries: Map<string, Entry>, write: (changed: readonly Line[]) => void): Book<Entry> => {
  const changed = new Set<string>();
  return {
    get: (key) => entries.get(key),
    set: (key, entry) => {
      entries.set(key, entry);
      changed.add(key);
    },
    delete: (key) => {
      entries.delete(key);
      changed.add(key);
    },
    values: () => entries.values(),
    size: () => entries.size,
    save: () => {
      if (changed.size === 0) return;
      write([...changed].map((key): Line => [key, entries.get(key) ?? null]));
      changed.clear();
    },
  };
};

/** Opens the book at a path; entries that are no longer worth keeping, or cannot be read, are left out. */
export const openBook = <Entry>(
  path: string,
  { schema, keep = () => true }: { schema: z.ZodType<Entry>; keep?: (entry: Entry) => boolean },
): Book<Entry> => {
  const entries = new Map<string, Entry>();
  for (const [key, raw] of linesOf(path)) {
    const read = schema.safeParse(raw);
    if (read.success) entries.set(key, read.data);
    else entries.delete(key);
  }
  for (const [key, entry] of entries) if (!keep(entry)) entries.delete(key);
  // What could not be written, at the start or since, may have left half a line: the next time all of it is written anew.
  let isWhole = false;
  const write = (changed: readonly Line[]): void => {
    const wasWhole = isWhole;
    isWhole = false;
    if (wasWhole) appendFileSync(path, changed.map((line) => `${JSON.stringify(line)}\n`).join(''));
    else writeWhole(path, [...entries]);
    isWhole = true;
  };
  try {
    write([]);
  } catch (error) {
    if (!isOfSystem(error)) throw error;
  }
  return bookOver(entries, write);
};
