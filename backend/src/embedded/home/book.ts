/** What a home remembers of its last tower: the ports that were chosen, and the book of processes that were started. */
import { join } from 'node:path';
import { endProcess, isAlive, type ProcessRecord, recordOf } from '../process-identity.ts';
import { keepFile, readJson } from './kept-file.ts';

/** Under this name the book holds the process that wrote it. */
const SUPERVISOR = 'supervisor';

/** The ports of the last start, by server name. */
export function readPorts(home: string): Record<string, number> {
  const entries = Object.entries(readJson(join(home, 'ports.json')));
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => Number.isInteger(entry[1])));
}

/** Keeps the ports for the next start. */
export function writePorts(home: string, ports: Record<string, number>): void {
  keepFile(join(home, 'ports.json')).put(ports);
}

/** The name of a process that goes on until the one that takes its place is whole. */
const formerly = (name: string): string => `former-${name}`;
const nameOf = (entry: string): string => entry.replace(/^former-/, '');

/** Processes of a killed tower that were left running, by their names then. */
export type Survivors = Readonly<Record<string, ProcessRecord>>;

/** The book of running processes in `home/pids.json`, kept so that whoever starts next can clear away what a dead tower left. */
export type PidBook = {
  note(name: string, pid: number): void;
  /** Begins anew; what was left running stays in it, so that it is ended by the next start where this one does not. */
  clear(survivors?: Survivors): void;
};

function readBook(home: string): Record<string, ProcessRecord> {
  const isRecord = (value: unknown): value is ProcessRecord => {
    const { pid, identity } = (value ?? {}) as Partial<ProcessRecord>;
    return typeof pid === 'number' && typeof identity === 'string';
  };
  const entries = Object.entries(readJson(join(home, 'pids.json')));
  return Object.fromEntries(entries.filter((entry): entry is [string, ProcessRecord] => isRecord(entry[1])));
}

/** The living tower that the book of a home names, unless it is this process. */
export function supervisorOf(home: string): ProcessRecord | undefined {
  const record = readBook(home)[SUPERVISOR];
  return record && record.pid !== process.pid && isAlive(record) ? record : undefined;
}

/** Whether the tower that the book of a home names lives. */
export function hasSupervisor(home: string): boolean {
  const record = readBook(home)[SUPERVISOR];
  return record !== undefined && isAlive(record);
}

/** Opens the book as this process's own; what a killed tower left stands in it until it is ended and cleared. */
export function openPidBook(home: string): PidBook {
  const file = keepFile(join(home, 'pids.json'));
  let book = readBook(home);
  const own = recordOf(process.pid);
  const begin = (records: Record<string, ProcessRecord>): void => {
    book = { ...records, ...(own ? { [SUPERVISOR]: own } : {}) };
    file.put(book);
  };
  begin(book);
  return {
    note(name, pid) {
      const record = recordOf(pid);
      if (record) book[name] = record;
      file.put(book);
    },
    clear: (survivors = {}) =>
      begin(Object.fromEntries(Object.entries(survivors).map(([name, record]) => [formerly(name), record]))),
  };
}

/** Empties the book of a home that nobody runs on any more. */
export function closePidBook(home: string): void {
  keepFile(join(home, 'pids.json')).put({});
}

/**
 * How long what a killed tower left may take to end by itself. The stores write what they still hold; ours hold nothing, have been
 * ending since their supervisor was gone, and would only keep the new ones from the processor.
 */
const PATIENCE_MS: Record<string, number> = { postgres: 5_000, redis: 3_000, clickhouse: 3_000 };

/** Those of the names that live; one that was about to be followed when its tower was killed too still does its work. */
const survivorsIn = (book: Record<string, ProcessRecord>, names: readonly string[]): Survivors =>
  Object.fromEntries(
    names.flatMap((name) => {
      const record = [book[formerly(name)], book[name]].find((one) => one && isAlive(one));
      return record ? [[name, record]] : [];
    }),
  );

type Ending = {
  onEnd(name: string, pid: number): void;
  /** The names of those that are left running. */
  spare?: readonly string[];
};

/**
 * Ends what an earlier, killed tower left behind in this home; only what is certainly a recorded process. Answers what was
 * spared of it.
 */
export async function endOrphans(home: string, { onEnd, spare = [] }: Ending): Promise<Survivors> {
  const book = readBook(home);
  const spared = survivorsIn(book, spare);
  const ending = new Map(
    Object.entries(book).flatMap(([entry, record]) =>
      entry === SUPERVISOR ? [] : [[record.pid, { name: nameOf(entry), record }]],
    ),
  );
  for (const { pid } of Object.values(spared)) ending.delete(pid);
  await Promise.all(
    [...ending.values()].map(async ({ name, record }) => {
      if (!isAlive(record)) return;
      onEnd(name, record.pid);
      // Postgres reads SIGTERM as "wait until every session has left"; SIGINT does not wait.
      await endProcess(record, name === 'postgres' ? 'SIGINT' : 'SIGTERM', PATIENCE_MS[name] ?? 0);
    }),
  );
  return spared;
}
