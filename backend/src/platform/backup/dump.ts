/**
 * A backup of a running database: one snapshot that only reads, every table of it by COPY, in two files: the rows, and the
 * keys of personal data. A snapshot that only reads has no transaction id, so neither the log nor any writer waits for it.
 */
import { createHash, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { unlimited } from '../connection.ts';
import { writeArchive } from './archive.ts';
import { keptApart, migrationsOf, quoted, sequencesOf, sqlOf, steadyText, tablesOf } from './catalog.ts';
import { erasuresIn } from './erasures.ts';
import type { ArchivedTable, ArchiveEnd, ArchiveHead, Entry, TowerKeys } from './frames.ts';
import { keysFileOf } from './pair.ts';
import { createRowSum, type TableSum } from './row-sum.ts';

export type BackupOrder = {
  client: pg.ClientBase;
  /** Where the rows go; the keys of personal data go beside it. */
  path: string;
  version: string;
  /** The home of the tower; its list of erasures is what a restore asks first. */
  home?: string;
  secretKey: string | null;
  /** The keys that go into the file; none when the operator keeps them elsewhere. */
  keys: TowerKeys;
  onRows?(rows: number, table: string): void;
};
/** `personalKeys`: how many rows lie in the other file. */
export type BackupDone = { tables: ArchiveEnd['tables']; rows: number; logHead: number; personalKeys: number };

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

const headOf = async ({ client, version, home, secretKey }: BackupOrder, logHead: number): Promise<ArchiveHead> => {
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  return {
    createdAt: new Date().toISOString(),
    version,
    postgres: rows[0]?.server_version ?? '',
    migrations: await migrationsOf(client),
    logHead,
    keyFingerprint: secretKey === null ? null : fingerprintOf(secretKey),
    ...(home === undefined ? {} : { home }),
    erased: await erasuresIn(sqlOf(client)),
  };
};

/** What is being written: one of the two files. */
type Half = { order: BackupOrder; done: BackupDone; head: ArchiveHead; tables: readonly ArchivedTable[] };

async function* rowsOf({ order: { client, onRows }, done, tables }: Half): AsyncGenerator<Entry> {
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
}

async function* entriesOf(half: Half, keys: TowerKeys | null): AsyncGenerator<Entry> {
  yield { kind: 'head', value: half.head };
  if (keys) yield { kind: 'keys', value: keys };
  yield* rowsOf(half);
  // After the rows: a sequence is read as it is now, not as it was at the snapshot, and may only be ahead of them.
  if (keys) yield { kind: 'sequences', value: await sequencesOf(half.order.client) };
}

/** Writes both files, the keys first: whoever finds the rows finds their keys beside them. */
const writePair = async (order: BackupOrder): Promise<BackupDone> => {
  const { client, path, keys } = order;
  const all = await tablesOf(client);
  await client.query(`LOCK TABLE ${all.map(({ name }) => quoted(name)).join(', ')} IN ACCESS SHARE MODE`);
  const logHead = await logHeadOf(client);
  const head = await headOf(order, logHead);
  const id = randomUUID();
  const halfOf = (part: 'rows' | 'keys'): Half => ({
    order,
    done: { tables: [], rows: 0, logHead, personalKeys: 0 },
    head: { ...head, pair: { id, part } },
    tables: all.filter(({ name }) => keptApart.has(name) === (part === 'keys')),
  });
  const [apart, rest] = [halfOf('keys'), halfOf('rows')];
  const keysPath = keysFileOf(path);
  await writeArchive(keysPath, entriesOf(apart, null), apart.done.tables);
  try {
    await writeArchive(path, entriesOf(rest, keys), rest.done.tables);
  } catch (error) {
    await rm(keysPath, { force: true });
    throw error;
  }
  return { ...rest.done, personalKeys: apart.done.rows };
};

/** Writes a backup of the database that `client` is connected to. Its files are there when they are whole. */
export const backUp = async (order: BackupOrder): Promise<BackupDone> => {
  const { client } = order;
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    await unlimited(client);
    await client.query(steadyText);
    return await writePair(order);
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
  }
};
