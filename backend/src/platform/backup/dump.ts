/**
 * A backup of a running database: one snapshot that only reads, every table of it by COPY. A snapshot that only reads has no
 * transaction id, so neither the log nor any writer waits for it.
 */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { unlimited } from '../connection.ts';
import { type ArchivedTable, type ArchiveEnd, type Entry, type TowerKeys, writeArchive } from './archive.ts';
import { migrationsOf, quoted, sequencesOf, steadyText, tablesOf } from './catalog.ts';
import { createRowSum, type TableSum } from './row-sum.ts';

export type BackupOrder = {
  client: pg.ClientBase;
  path: string;
  version: string;
  secretKey: string | null;
  /** The keys that go into the file; none when the operator keeps them elsewhere. */
  keys: TowerKeys;
  onRows?(rows: number, table: string): void;
};
export type BackupDone = { tables: ArchiveEnd['tables']; rows: number; logHead: number };

/** Names a secret key without telling it. */
export const fingerprintOf = (key: string): string =>
  createHash('sha256').update(`gantry secret key ${key}`).digest('hex').slice(0, 16);

const copySql = ({ name, columns, partitions }: Pick<ArchivedTable, 'name' | 'columns' | 'partitions'>): string => {
  const list = columns.map(quoted).join(', ');
  // A partitioned table cannot be copied by its name.
  const source = partitions.length > 0 ? `(SELECT ${list} FROM ${quoted(name)})` : `${quoted(name)} (${list})`;
  return `COPY ${source} TO STDOUT`;
};

/** The rows of a table as they come, in COPY text. */
export const copyRows = (client: pg.ClientBase, table: Parameters<typeof copySql>[0]): AsyncIterable<Buffer> =>
  client.query(copyTo(copySql(table)));

/** Counts and sums the rows of a table as they stand. */
export const sumRows = async (client: pg.ClientBase, table: Parameters<typeof copySql>[0]): Promise<TableSum> => {
  const sum = createRowSum();
  for await (const chunk of copyRows(client, table)) sum.take(chunk);
  return sum.result();
};

const logHeadOf = async (client: pg.ClientBase): Promise<number> =>
  Number((await client.query<{ seq: string }>('SELECT seq FROM sequencer_cursor WHERE id = 1')).rows[0]?.seq ?? 0);

async function* entriesOf(order: BackupOrder, done: BackupDone): AsyncGenerator<Entry> {
  const { client, keys, version, secretKey, onRows } = order;
  const tables = await tablesOf(client);
  await client.query(`LOCK TABLE ${tables.map(({ name }) => quoted(name)).join(', ')} IN ACCESS SHARE MODE`);
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  done.logHead = await logHeadOf(client);
  yield {
    kind: 'head',
    value: {
      createdAt: new Date().toISOString(),
      version,
      postgres: rows[0]?.server_version ?? '',
      migrations: await migrationsOf(client),
      logHead: done.logHead,
      keyFingerprint: secretKey === null ? null : fingerprintOf(secretKey),
    },
  };
  yield { kind: 'keys', value: keys };
  for (const table of tables) {
    const { name, columns, partitions } = table;
    yield { kind: 'table', value: { name, columns, partitions } };
    const sum = createRowSum();
    for await (const chunk of copyRows(client, table)) {
      sum.take(chunk);
      onRows?.(done.rows + sum.result().rows, name);
      yield { kind: 'data', value: chunk };
    }
    const result = sum.result();
    done.rows += result.rows;
    done.tables.push({ name, ...result });
    yield { kind: 'sum', value: result };
  }
  // After the rows: a sequence is read as it is now, not as it was at the snapshot, and may only be ahead of them.
  yield { kind: 'sequences', value: await sequencesOf(client) };
}

/** Writes a backup of the database that `client` is connected to. The file is there when it is whole. */
export const backUp = async (order: BackupOrder): Promise<BackupDone> => {
  const { client, path } = order;
  const done: BackupDone = { tables: [], rows: 0, logHead: 0 };
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    await unlimited(client);
    await client.query(steadyText);
    await writeArchive(path, entriesOf(order, done), done.tables);
    return done;
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
  }
};
