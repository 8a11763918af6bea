/**
 * The one way to ClickHouse: typed reads with bound parameters, and inserts that a retry cannot double. The same client
 * talks to the embedded engine and to a server or cluster.
 */
import { type ClickHouseClient, ClickHouseLogLevel, type ClickHouseSettings, createClient } from '@clickhouse/client';
import type { z } from 'zod';
import { onCluster } from './cluster.ts';
import { answered, stored } from './engine/error.ts';
import { type Peer, watchPeer } from './engine/peer.ts';

export type QueryParams = Record<string, unknown>;
export type InsertTarget = { name: string; columns: readonly string[] };

export type Analytics = {
  database: string;
  /** The cluster tables are spread over; null on a single machine. */
  cluster: string | null;
  /** Rows of a question, each parsed by `row`. Throws a ZodError when the answer has another shape; all throw EngineErrors. */
  select<Row extends z.ZodType>(sql: string, params: QueryParams, row: Row): Promise<z.output<Row>[]>;
  /** Rows as arrays of values, unparsed: for reading back what this package wrote itself. */
  values(sql: string, params?: QueryParams): Promise<unknown[][]>;
  /** Adds rows, each in the order of the target's columns. The same token again changes nothing (within the table's window). */
  insert(target: InsertTarget, rows: readonly (readonly unknown[])[], token: string): Promise<void>;
  /** Creates the database when it is not there, as on an engine whose data was deleted. */
  prepare(): Promise<void>;
  /** Runs a statement that answers nothing, such as DDL. */
  command(sql: string): Promise<void>;
  /** True when the engine answers; false at once while it is known to be away. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
};

export type ConnectOptions = { cluster?: string | null; requestTimeoutMs?: number };

/**
 * `max_execution_time`: the engine's own limit in seconds, because a request given up by the client goes on computing.
 * `distributed_product_mode`: tables asked together are sharded by the same shipment, so a subquery stays on its shard.
 */
const reading: ClickHouseSettings = {
  max_execution_time: 50,
  output_format_json_quote_64bit_integers: 0,
  distributed_product_mode: 'local',
};
/**
 * An acknowledged insert is stored, on every shard it touches, and decimals arrive as they were sent. A batch of the past may
 * reach over more months than the engine thinks wise.
 */
const writing: ClickHouseSettings = {
  async_insert: 0,
  distributed_foreground_insert: '1',
  precise_float_parsing: 1,
  max_partitions_per_insert_block: '0',
};

const pingMs = 3_000;

/** Every failure is thrown, and the client's own log would print statements with the values in them. */
const quiet = { level: ClickHouseLogLevel.OFF };

/** The rows of an answer. Half of one, or what is none, throws: passed over, it would be a row that nobody knows of. */
const rowsIn = (text: string): unknown[][] => {
  if (text !== '' && !text.endsWith('\n')) throw new TypeError('the answer was cut short');
  const rows: unknown = JSON.parse(`[${text.slice(0, -1).replaceAll('\n', ',')}]`);
  if (!Array.isArray(rows) || !rows.every(Array.isArray)) throw new TypeError('the answer holds no rows');
  return rows;
};

const databaseOf = (url: string): string => {
  const name = decodeURIComponent(new URL(url).pathname.slice(1)) || 'default';
  if (!/^\w+$/.test(name)) throw new RangeError(`not a database name: ${name}`);
  return name;
};

type Place = { url: string; database: string; cluster: string | null };

const createDatabase = async ({ url, database, cluster }: Place, abort_signal: AbortSignal): Promise<void> => {
  const server = new URL(url);
  server.pathname = '/default';
  const client = createClient({ url: server, log: quiet });
  const query = `CREATE DATABASE IF NOT EXISTS ${database}${onCluster(cluster)}`;
  try {
    await client.command({ query, abort_signal });
  } finally {
    await client.close();
  }
};

/** What is asked of the engine, given up when the engine goes without a word. */
const asking = (client: ClickHouseClient, peer: Peer): Pick<Analytics, 'select' | 'values' | 'insert' | 'command'> => {
  const question = (query: string, query_params: QueryParams) => ({
    query,
    query_params,
    clickhouse_settings: reading,
  });
  return {
    async select<Row extends z.ZodType>(sql: string, params: QueryParams, row: Row): Promise<z.output<Row>[]> {
      const rows = await answered(
        peer.ask(async (abort_signal) => {
          const answer = await client.query({ ...question(sql, params), format: 'JSONEachRow', abort_signal });
          return answer.json();
        }),
      );
      return rows.map((value) => row.parse(value));
    },
    async values(sql, params = {}) {
      return answered(
        peer.ask(async (abort_signal) => {
          const answer = await client.query({ ...question(sql, params), format: 'JSONCompactEachRow', abort_signal });
          return rowsIn(await answer.text());
        }),
      );
    },
    async insert({ name, columns }, rows, token) {
      if (rows.length === 0) return;
      await stored(
        peer.ask((abort_signal) =>
          client.insert({
            table: name,
            columns: columns as [string, ...string[]],
            values: rows as unknown[][],
            format: 'JSONCompactEachRow',
            clickhouse_settings: { ...writing, insert_deduplication_token: token },
            abort_signal,
          }),
        ),
      );
    },
    command: async (query) =>
      void (await answered(peer.ask((abort_signal) => client.command({ query, abort_signal })))),
  };
};

/**
 * The way to `http://user:password@host:8123/database`. Nothing is asked yet: neither the engine nor the database need be
 * there. An engine that leaves two pings unanswered is away: all calls throw at once until it answers one.
 */
export const open = (url: string, options: ConnectOptions = {}): Analytics => {
  const { cluster = null, requestTimeoutMs = 60_000 } = options;
  const database = databaseOf(url);
  const common = { url, application: 'gantry', log: quiet };
  const client = createClient({ ...common, request_timeout: requestTimeoutMs, use_multipart_params_auto: true });
  const pings = createClient({ ...common, request_timeout: pingMs, max_open_connections: 2 });
  const peer = watchPeer(async () => (await pings.ping()).success);
  return {
    database,
    cluster,
    ...asking(client, peer),
    prepare: () => answered(peer.ask((signal) => createDatabase({ url, database, cluster }, signal))),
    ping: peer.ping,
    close: async () => {
      peer.close();
      await Promise.all([client.close(), pings.close()]);
    },
  };
};

/** Opens it and creates the database when there is none. Throws when the engine does not answer or refuses the user. */
export const connect = async (url: string, options: ConnectOptions = {}): Promise<Analytics> => {
  const analytics = open(url, options);
  try {
    await analytics.prepare();
    return analytics;
  } catch (error) {
    await analytics.close();
    throw error;
  }
};
