/**
 * Builds tables anew from the event log beside the live ones, so that analysts always see a whole one. Side tables have
 * names that no other rebuild has: dropping those of one that died keeps it from doing anything more, whenever it wakes.
 */
import { randomBytes } from 'node:crypto';
import type { RecordedEvent } from '@gantry/shared/events/define';
import { z } from 'zod';
import type { Analytics } from './client.ts';
import { onCluster } from './cluster.ts';
import { createTable, dropTable, exchangeTable } from './ddl.ts';
import type { FactTable } from './fact-table.ts';
import type { Refuse } from './feed.ts';
import { recordRebuilt } from './migrate.ts';
import { createProjector } from './projector.ts';

export type SideOptions = {
  client: Analytics;
  tables: readonly FactTable[];
  purpose: 'rebuild' | 'verify';
  /** Rows kept in memory per table. Past the number of shipments under way at one time it gains nothing. */
  cacheSize?: number;
  refuse?: Refuse;
};

/** What a table holds: how many rows, and the highest log position in them. */
export type Extent = { rows: number; top: number };

export type SideTables = {
  /** What the side tables' names end in. */
  suffix: string;
  /** The next batch of the log, in batches of about 10,000 to 20,000. */
  project(events: readonly RecordedEvent[]): Promise<void>;
  /** What a side table holds. */
  extent(table: FactTable): Promise<Extent>;
  /** Puts a side table in the place of its live one. The caller sees to it that none is set back by that. */
  exchange(table: FactTable): Promise<void>;
  drop(): Promise<void>;
};

const run = async (client: Analytics, statements: readonly string[]): Promise<void> => {
  for (const statement of statements) await client.command(statement);
};

const extent = z.object({ rows: z.number(), top: z.number() });

/** What a table holds, each thing counted once. */
export const extentOf = async (client: Analytics, { name, position }: FactTable, suffix = ''): Promise<Extent> => {
  const sql = `SELECT toUInt64(count()) AS rows, toUInt64(max(${position})) AS top FROM ${name}${suffix} FINAL`;
  return (await client.select(sql, {}, extent))[0] ?? { rows: 0, top: 0 };
};

/** Creates empty tables beside the live ones, exactly as a new database would have them. */
export const openSideTables = async ({ client, tables, purpose, ...options }: SideOptions): Promise<SideTables> => {
  const suffix = `__${purpose}_${randomBytes(4).toString('hex')}`;
  const rendering = { cluster: client.cluster, suffix };
  await run(
    client,
    tables.flatMap((table) => createTable(table, rendering)),
  );
  const { project } = createProjector({ client, tables, suffix, cacheSize: 200_000, ...options });
  return {
    suffix,
    project,
    extent: (table) => extentOf(client, table, suffix),
    async exchange(table) {
      await run(client, exchangeTable(table, rendering));
      await recordRebuilt(client, table);
    },
    drop: () =>
      run(
        client,
        tables.flatMap((table) => dropTable(table, rendering)),
      ),
  };
};

/** Drops one table's side table of a rebuild: if it was not in its place yet, it never will be. */
export const dropSideTable = (client: Analytics, table: FactTable, suffix: string): Promise<void> =>
  run(client, dropTable(table, { cluster: client.cluster, suffix }));

/** Drops every side table there is, whoever left it. */
export const dropSideTables = async (client: Analytics): Promise<string[]> => {
  const found = await client.values(
    `SELECT name FROM system.tables
     WHERE database = currentDatabase() AND match(name, '__(rebuild|verify)(_[0-9a-f]{8})?$') ORDER BY name`,
  );
  const names = found.map(([name]) => String(name));
  for (const name of names) await client.command(`DROP TABLE IF EXISTS ${name}${onCluster(client.cluster)} SYNC`);
  return names;
};
