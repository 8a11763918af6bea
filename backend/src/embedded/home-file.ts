/** Small JSON files in a home: what was chosen or started last time. Written whole, read forgivingly. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess, type ProcessRecord, recordOf } from './process-identity.ts';

function readJson(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** The ports of the last start, by server name. */
export function readPorts(home: string): Record<string, number> {
  const entries = Object.entries(readJson(join(home, 'ports.json')));
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => Number.isInteger(entry[1])));
}

/** Keeps the ports for the next start. */
export function writePorts(home: string, ports: Record<string, number>): void {
  writeJson(join(home, 'ports.json'), ports);
}

/** The book of running servers in `home/pids.json`, kept so that whoever starts next can clear away what a dead tower left. */
export type PidBook = { note(name: string, pid: number): void; clear(): void };

/** Opens an empty book; call `endOrphans` first. */
export function openPidBook(home: string): PidBook {
  const file = join(home, 'pids.json');
  const book: Record<string, ProcessRecord> = {};
  return {
    note(name, pid) {
      const record = recordOf(pid);
      if (record) book[name] = record;
      writeJson(file, book);
    },
    clear: () => writeJson(file, {}),
  };
}

/** Ends the servers an earlier, killed tower left behind in this home; only ones that are certainly the recorded processes. */
export async function endOrphans(home: string, onEnd: (name: string, pid: number) => void): Promise<void> {
  const entries = Object.entries(readJson(join(home, 'pids.json')));
  await Promise.all(
    entries.map(async ([name, value]) => {
      const record = value as Partial<ProcessRecord>;
      if (typeof record.pid !== 'number' || typeof record.identity !== 'string') return;
      if (recordOf(record.pid)?.identity !== record.identity) return;
      onEnd(name, record.pid);
      // Postgres reads SIGTERM as "wait until every session has left"; SIGINT does not wait.
      await endProcess(record as ProcessRecord, name === 'postgres' ? 'SIGINT' : 'SIGTERM', 5_000);
    }),
  );
}
