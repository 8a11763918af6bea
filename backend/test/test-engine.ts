/** For the tests of the embedded engine: one of its own, with a client and the few moves every test makes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { startClickHouse } from '../src/embedded/clickhouse.ts';
import type { Server } from '../src/embedded/server-process.ts';

export type TestEngine = {
  server: Server;
  client: ClickHouseClient;
  /** Folder of request and result files: empty when nothing runs. */
  spool: string;
  rows<T>(query: string, parameters?: Record<string, unknown>): Promise<T[]>;
  /** Makes a table (id, name) and returns its name. */
  table(name: string, extra?: string): Promise<string>;
  end(): Promise<void>;
};

/** Starts an engine in a fresh temporary folder. */
export async function startTestEngine(): Promise<TestEngine> {
  const home = mkdtempSync(join(tmpdir(), 'gantry-clickhouse-'));
  const server = await startClickHouse({ dataDir: join(home, 'data'), logFile: join(home, 'log') });
  // Its tests provoke errors and look at them: the client need not tell them as well.
  const client = createClient({ url: server.url, log: { level: ClickHouseLogLevel.OFF } });
  return {
    server,
    client,
    spool: join(home, 'data', 'spool'),
    async rows<T>(query: string, query_params: Record<string, unknown> = {}) {
      return (await client.query({ query, query_params, format: 'JSONEachRow' })).json<T>();
    },
    async table(name, extra = '') {
      await client.command({
        query: `CREATE TABLE ${name} (id UInt64, name String) ENGINE = MergeTree ORDER BY id ${extra}`,
      });
      return name;
    },
    async end() {
      await client.close();
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
