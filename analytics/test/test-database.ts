/** A database of its own for each integration test file, on the engine that CLICKHOUSE_URL names, and gone afterwards. */
import { randomBytes } from 'node:crypto';
import type { RecordedEvent } from '@gantry/shared/events/define';
import { type Analytics, connect } from '../src/client.ts';
import type { FactTable } from '../src/fact-table.ts';
import { allFacts } from '../src/facts/all.ts';

export type TestDatabase = { client: Analytics; url: string; drop(): Promise<void> };

/** Connects to a new empty database `test_<random>`. Throws when CLICKHOUSE_URL is not set. */
export const testDatabase = async (): Promise<TestDatabase> => {
  const server = process.env.CLICKHOUSE_URL;
  if (!server) throw new Error('CLICKHOUSE_URL is not set: integration tests need a ClickHouse engine to talk to');
  const url = new URL(server);
  url.pathname = `/test_${randomBytes(6).toString('hex')}`;
  const client = await connect(url.href);
  return {
    client,
    url: url.href,
    async drop() {
      await client.command(`DROP DATABASE IF EXISTS ${client.database} SYNC`);
      await client.close();
    },
  };
};

/** What every fact table says, whatever parts and older versions it is made of. */
export const tableContents = async (
  client: Analytics,
  tables: readonly FactTable[] = allFacts,
): Promise<Record<string, unknown[][]>> => {
  const contents: Record<string, unknown[][]> = {};
  for (const { name } of tables) contents[name] = await client.values(`SELECT * FROM ${name} FINAL ORDER BY ALL`);
  return contents;
};

/** Events in batches, as a reader of the log hands them out. */
export async function* inBatches(
  events: readonly RecordedEvent[],
  size: number,
): AsyncGenerator<readonly RecordedEvent[]> {
  for (let from = 0; from < events.length; from += size) yield events.slice(from, from + size);
}
