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

/** What is known of a process besides: by what it was started (`mark`), and where it listens. */
export type Particulars = { mark?: string | undefined; port?: number | undefined };
/** Processes that a killed tower left and that go on, by their names: whoever starts their like adopts or ends them. */
export type Survivors = Readonly<Record<string, ProcessRecord & Particulars>>;

/** The book of running processes in `home/pids.json`, kept so that whoever starts next knows what a dead tower left. */
export type PidBook = {
  note(name: string, pid: number, particulars?: Particulars): void;
  /** Begins anew, with those that go on. */
  clear(survivors?: Survivors): void;
};

function readBook(home: string): Record<string, ProcessRecord & Particulars> {
  const isRecord = (value: unknown): value is ProcessRecord & Particulars => {
    const { pid, identity } = (value ?? {}) as Partial<ProcessRecord>;
    return typeof pid === 'number' && typeof identity === 'string';
  };
  const entries = Object.entries(readJson(join(home, 'pids.json')));
  return Object.fromEntries(
    entries.filter((entry): entry is [string, ProcessRecord & Particulars] => isRecord(entry[1])),
  );
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
  const begin = (records: typeof book): void => {
    book = { ...records, ...(own ? { [SUPERVISOR]: own } : {}) };
    file.put(book);
  };
  begin(book);
  return {
    note(name, pid, particulars = {}) {
      const record = recordOf(pid);
      if (record) book[name] = { ...record, ...particulars };
      file.put(book);
    },
    clear: (survivors = {}) => begin({ ...survivors }),
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

/** Ends a process of a killed tower. Postgres reads SIGTERM as "wait until every session has left"; SIGINT does not wait. */
export const endOrphan = (name: string, record: ProcessRecord): Promise<void> =>
  endProcess(record, name === 'postgres' ? 'SIGINT' : 'SIGTERM', PATIENCE_MS[name] ?? 0);

type Ending = {
  onEnd(name: string, pid: number): void;
  /** The names of those that go on. */
  spare?: readonly string[];
};

/**
 * Ends what an earlier, killed tower left behind in this home; only what is certainly a recorded process. Answers those that
 * were spared.
 */
export async function endOrphans(home: string, { onEnd, spare = [] }: Ending): Promise<Survivors> {
  const living = Object.entries(readBook(home)).filter(([name, record]) => name !== SUPERVISOR && isAlive(record));
  const [spared, ending] = [true, false].map((is) => living.filter(([name]) => spare.includes(name) === is));
  await Promise.all(
    (ending ?? []).map(([name, record]) => {
      onEnd(name, record.pid);
      return endOrphan(name, record);
    }),
  );
  return Object.fromEntries(spared ?? []);
}
