/**
 * Brings the tables up to date: applies what is new, in order, and remembers it with a checksum. ClickHouse has no lock
 * to take; two processes starting at once are harmless because every migration may run twice (IF NOT EXISTS).
 */
import { z } from 'zod';
import type { Analytics } from './client.ts';
import { type Migration, migrations } from './migrations.ts';
import { onCluster, render } from './render.ts';

const recorded = z.object({ name: z.string(), checksum: z.string(), cluster: z.string() });
type Recorded = z.infer<typeof recorded>;

/** On a cluster every node is a replica of the same list, whichever shard it holds. */
const createList = ({ cluster }: Analytics): string =>
  `CREATE TABLE IF NOT EXISTS schema_migrations${onCluster(cluster)}
(
    name String COMMENT 'File name of the migration',
    checksum String COMMENT 'SHA-256 of the file',
    cluster String COMMENT 'Cluster it was applied to; empty on a single machine',
    applied_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'When it was applied'
)
ENGINE = ${cluster === null ? 'ReplacingMergeTree' : "ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}', applied_at)"}
ORDER BY name
COMMENT 'Migrations that were applied to this database'`;

const refuseChanged = (known: Migration[], applied: Map<string, Recorded>, cluster: string | null): void => {
  const last = [...applied.keys()].sort().at(-1) ?? '';
  for (const { name, checksum } of known) {
    const before = applied.get(name);
    if (before === undefined) {
      if (name < last)
        throw new Error(`migration ${name} is older than ${last}, which was applied: give it a new number`);
      continue;
    }
    if (before.checksum !== checksum)
      throw new Error(`migration ${name} was edited after it was applied: write a new one`);
    if (before.cluster !== (cluster ?? ''))
      throw new Error(`migration ${name} was applied for cluster "${before.cluster}": use a new database and rebuild`);
  }
};

/**
 * Applies the migrations that the database lacks and returns their names, in order. Throws when an applied migration was
 * edited, when a new one is numbered before an applied one, or when the database was made for another cluster.
 */
export const migrate = async (client: Analytics, known?: Migration[]): Promise<string[]> => {
  const files = known ?? (await migrations());
  await client.command(createList(client));
  const rows = await client.select('SELECT name, checksum, cluster FROM schema_migrations FINAL', {}, recorded);
  const applied = new Map(rows.map((row) => [row.name, row]));
  refuseChanged(files, applied, client.cluster);
  const fresh = files.filter(({ name }) => !applied.has(name));
  for (const { name, sql, checksum } of fresh) {
    for (const statement of render(sql, client)) await client.command(statement);
    const target = { name: 'schema_migrations', columns: ['name', 'checksum', 'cluster'] };
    await client.insert(target, [[name, checksum, client.cluster ?? '']], `migration:${name}`);
  }
  return fresh.map(({ name }) => name);
};
