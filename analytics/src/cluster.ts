/** Names of tables, and where statements about them go: one machine or a cluster. */

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
