/**
 * The chDB engine of this process: one data directory, one short-lived connection per request. A connection costs about
 * 0.2 ms and carries its own settings, parameters and database, so nothing of one request can leak into the next.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keptFreeBytes, roomIn } from '../room.ts';
import type { Binding, Connection, InsertResult, Whole } from './binding.ts';
import { createLanes, type Lane } from './lanes.ts';
import { quote } from './statement.ts';

/** What a request asks for beside its SQL. Settings and parameters are values as they stand in the URL. */
export type Session = {
  /** Our own mark on the running query, to find it again when the client hangs up. */
  tag: string;
  database: string | undefined;
  settings: ReadonlyMap<string, string>;
  parameters: ReadonlyMap<string, string>;
};

export type Engine = {
  /** Folder for result and body files; emptied at start. */
  spool: string;
  /** Waits for a place, opens a connection set up as the session says, works, closes it. */
  use<T>(
    lane: Lane,
    request: { session: Session; signal: AbortSignal },
    work: (query: Query) => Promise<T>,
  ): Promise<T>;
  /** Ends the running query with this tag; its own caller sees code 394. */
  kill(tag: string): void;
  idle(): Promise<void>;
  close(): void;
};

export type Query = {
  whole(sql: string, format: string): Promise<Whole>;
  insert(head: string, data: Buffer): Promise<InsertResult>;
  stream(sql: string, format: string): AsyncGenerator<{ bytes: Buffer; rows: number }>;
};

const DEFAULTS = [
  '--max_threads=2',
  '--max_insert_threads=1',
  '--async_insert=0',
  '--max_memory_usage=3000000000',
  // Parameters travel inside a SET statement, and long ones (lists of ids) pass the default of 256 kB.
  '--max_query_size=67108864',
];

/**
 * Merges and inserts begin only where they leave some of the disk free: a merge that meets a full disk may leave a part that
 * nobody can read. What a merge wrote is on the disk before the parts it was made of are removed; an insert is not waited
 * for that way, since rows that a power cut takes are found missing and made again from the log. However many parts cannot
 * be read at a start, they are set aside and the engine starts.
 */
const configFor = (directory: string): string => `<clickhouse>
  <max_server_memory_usage>4000000000</max_server_memory_usage>
  <mark_cache_size>268435456</mark_cache_size>
  <primary_index_cache_size>268435456</primary_index_cache_size>
  <index_mark_cache_size>67108864</index_mark_cache_size>
  <background_pool_size>2</background_pool_size>
  <storage_configuration>
    <disks><default><keep_free_space_bytes>${keptFreeBytes(roomIn(directory)?.totalBytes ?? 0)}</keep_free_space_bytes></default></disks>
  </storage_configuration>
  <merge_tree>
    <min_rows_to_fsync_after_merge>1</min_rows_to_fsync_after_merge>
    <max_suspicious_broken_parts>1000000000</max_suspicious_broken_parts>
    <max_suspicious_broken_parts_bytes>1000000000000000</max_suspicious_broken_parts_bytes>
  </merge_tree>
</clickhouse>
`;

/** Opens (or creates) the data directory and the database `gantry`. Throws when another process holds the directory. */
export function openEngine(binding: Binding, directory: string): Engine {
  const spool = join(directory, 'spool');
  mkdirSync(spool, { recursive: true });
  const config = join(directory, 'config.xml');
  writeFileSync(config, configFor(directory));
  const store = join(directory, 'store');
  const open = (...more: string[]) => binding.CreateConnection(store, [...DEFAULTS, ...more]);
  // Held for the life of the process: the engine shuts down with its last connection. The first one configures the server.
  const keeper = open(`--config-file=${config}`);
  binding.QueryWithConnection(keeper, 'CREATE DATABASE IF NOT EXISTS gantry ENGINE = Atomic', 'CSV');
  const lanes = createLanes();

  return {
    spool,
    use: (lane, { session, signal }, work) =>
      lanes.enter(lane, signal, async () => {
        const connection = open();
        try {
          for (const sql of preamble(session)) binding.QueryWithConnection(connection, sql, 'CSV');
          return await work(queryOn(binding, connection));
        } finally {
          binding.CloseConnection(connection);
        }
      }),
    kill(tag) {
      const sql = `KILL QUERY WHERE Settings['log_comment'] = ${quote(tag)} ASYNC`;
      binding.QueryWithConnection(keeper, sql, 'CSV');
    },
    idle: () => lanes.idle(),
    close: () => binding.CloseConnection(keeper),
  };
}

/** `readonly` has its own statement; `log_comment` is ours, it is how a running query is found again. */
const SET_APART = new Set(['readonly', 'log_comment']);

/** The statements that set a connection up. `readonly` comes last, since it forbids every SET after it. */
function preamble({ tag, database, settings, parameters }: Session): string[] {
  const pairs = [`log_comment = ${quote(tag)}`];
  for (const [name, value] of settings) if (!SET_APART.has(name)) pairs.push(`${name} = ${quote(value)}`);
  for (const [name, value] of parameters) pairs.push(`param_${name} = ${quote(value)}`);
  const statements = [`SET ${pairs.join(', ')}`];
  if (database) statements.unshift(`USE \`${database.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``);
  const readonly = settings.get('readonly');
  if (readonly) statements.push(`SET readonly = ${quote(readonly)}`);
  return statements;
}

function queryOn(binding: Binding, connection: Connection): Query {
  return {
    whole: (sql, format) => binding.QueryAsyncConnection(connection, sql, format),
    insert: (head, data) => binding.InsertRawAsyncConnection(connection, head, data, false),
    async *stream(sql, format) {
      const handle = binding.StreamQuery(connection, sql, format);
      let done = false;
      try {
        while (true) {
          const chunk = await binding.StreamFetch(handle);
          done = chunk.done;
          if (done) return;
          yield { bytes: chunk.bytes, rows: chunk.numRows };
        }
      } finally {
        // Also after an error: a failed stream stays in the process list, with its memory, until it is cancelled.
        if (!done) binding.StreamCancel(handle);
      }
    },
  };
}
