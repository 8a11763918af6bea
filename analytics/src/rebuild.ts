/**
 * Builds tables anew from the event log beside the live ones and puts each in its place at one moment, so analysts always
 * see a whole one. A crash at any moment is harmless: the next rebuild drops what is left over and starts again.
 */
import type { RecordedEvent } from '@gantry/shared/events/define';
import type { Analytics } from './client.ts';
import { createTable, dropTable, exchangeTable } from './ddl.ts';
import type { FactTable } from './fact-table.ts';
import type { Refuse } from './feed.ts';
import { recordRebuilt } from './migrate.ts';
import { createProjector } from './projector.ts';

export type SideOptions = {
  client: Analytics;
  tables: readonly FactTable[];
  /** What the side tables' names end in: one for each purpose, so that they do not meet. */
  suffix: string;
  /** Rows kept in memory per table. Past the number of shipments under way at one time it gains nothing. */
  cacheSize?: number;
  refuse?: Refuse;
};

export type SideTables = {
  /** The next batch of the log, in batches of about 10,000 to 20,000. */
  project(events: readonly RecordedEvent[]): Promise<void>;
  /** Puts every side table in the place of its live one. The caller sees to it that none is set back by that. */
  exchange(): Promise<void>;
  drop(): Promise<void>;
};

/** Creates empty tables beside the live ones, exactly as a new database would have them. */
export const openSideTables = async ({ client, tables, suffix, ...options }: SideOptions): Promise<SideTables> => {
  const rendering = { cluster: client.cluster, suffix };
  const run = async (statements: readonly string[]): Promise<void> => {
    for (const statement of statements) await client.command(statement);
  };
  const drop = (): Promise<void> => run(tables.flatMap((table) => dropTable(table, rendering)));
  await drop();
  await run(tables.flatMap((table) => createTable(table, rendering)));
  const { project } = createProjector({ client, tables, suffix, cacheSize: 200_000, ...options });
  return {
    project,
    drop,
    async exchange() {
      for (const table of tables) {
        await run(exchangeTable(table, rendering));
        await recordRebuilt(client, table);
      }
    },
  };
};
