/**
 * Turns a migration template into statements for one machine or for a cluster, so that both grow from the same files.
 * Placeholders: `@local(t)` the table holding rows, `@on_cluster`, `@replacing(v)` the engine, `@distributed(t, key)`.
 */

export type Rendering = {
  /** Name of the cluster in the server's configuration; null for a single machine. */
  cluster: string | null;
  /** Added to every table's name: a rebuild writes beside the live tables. */
  suffix?: string;
};

/** Where rows are stored: the table itself, or a table of its own under the Distributed one. */
export const localTable = (table: string, { cluster, suffix = '' }: Rendering): string =>
  `${table}${cluster === null ? '' : '_local'}${suffix}`;

/** ` ON CLUSTER 'name'`, or nothing. Throws a RangeError on a name that is not made of letters, digits, `_` and `-`. */
export const onCluster = (cluster: string | null): string => {
  if (cluster === null) return '';
  if (!/^[\w-]+$/.test(cluster)) throw new RangeError(`not a cluster name: ${cluster}`);
  return ` ON CLUSTER '${cluster}'`;
};

/** The Distributed table over the local ones; nothing on a single machine, where the local table has its name. */
const distributed = (table: string, key: string, rendering: Rendering): string => {
  const { cluster, suffix = '' } = rendering;
  if (cluster === null) return '';
  const local = localTable(table, rendering);
  return (
    `CREATE TABLE IF NOT EXISTS ${table}${suffix}${onCluster(cluster)} AS ${local}\n` +
    `ENGINE = Distributed('${cluster}', currentDatabase(), '${local}', ${key})\n` +
    `COMMENT 'All shards of ${local}: what it says of its rows holds here'`
  );
};

const withoutComments = (sql: string): string => sql.replace(/^\s*--.*$/gm, '');

/**
 * The statements of a migration file, in order. A statement ends with `;` at the end of a line. Replicated tables take
 * the server's default path, which contains the table's uuid: exchanging two tables keeps each with its replicas.
 */
export const render = (sql: string, rendering: Rendering): string[] => {
  const replicated = rendering.cluster === null ? '' : 'Replicated';
  const filled = withoutComments(sql)
    .replace(/@local\((\w+)\)/g, (_, table: string) => localTable(table, rendering))
    .replace(/ *@on_cluster/g, () => onCluster(rendering.cluster))
    .replace(/@replacing\((\w*)\)/g, (_, version: string) => `${replicated}ReplacingMergeTree(${version})`)
    .replace(/@distributed\((\w+),\s*(.+)\)(?=;\s*$)/gm, (_, table: string, key: string) =>
      distributed(table, key, rendering),
    );
  const left = /@[a-z_]+\b/.exec(filled.replace(/'(?:[^']|'')*'/g, "''"));
  if (left) throw new RangeError(`unknown placeholder ${left[0]}`);
  return filled
    .split(/;[ \t]*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
};
