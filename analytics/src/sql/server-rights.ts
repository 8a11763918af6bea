/**
 * Analysts on a ClickHouse server, which knows users: statements that give each one the views of its merchants and nothing
 * else, under limits that no statement can lift. Run again they leave everything as it should be.
 */
import { onCluster } from '../cluster.ts';
import type { FactTable } from '../fact-table.ts';
import { limits } from './limits.ts';
import { createViews, merchantCondition, type SeenMerchants, viewsDatabase } from './views.ts';

export type ServerAnalyst = {
  user: string;
  merchants: SeenMerchants;
  /** SHA-256 of its password, in hex. */
  digest: string;
};

export type ServerPlace = { database: string; cluster: string | null; tables: readonly FactTable[] };

/** The role, profile and quota of all analysts. */
const common = 'gantry_analyst';

const checked = (name: string): string => {
  if (!/^[a-z][a-z0-9_]{2,30}$/.test(name)) throw new RangeError(`not a user name of an analyst: ${name}`);
  return name;
};

/** CONST: a statement may not even name another value, which is more than `readonly` says of some settings. */
const constraints: Readonly<Record<string, string | number>> = {
  readonly: 1,
  max_execution_time: limits.seconds,
  timeout_overflow_mode: "'throw'",
  max_memory_usage: limits.memoryBytes,
  max_result_rows: limits.resultRows,
  max_result_bytes: limits.resultBytes,
  result_overflow_mode: "'throw'",
  max_rows_to_read: limits.readRows,
  read_overflow_mode: "'throw'",
  max_threads: 2,
  max_concurrent_queries_for_user: 2,
  max_query_size: limits.statementBytes,
  allow_introspection_functions: 0,
  allow_ddl: 0,
};

/** What all analysts share: a role under a profile and a quota, with no right of its own. */
export const createAnalystRole = (cluster: string | null): string[] => {
  const on = onCluster(cluster);
  const settings = Object.entries(constraints).map(([name, value]) => `${name} = ${value} CONST`);
  return [
    `CREATE ROLE IF NOT EXISTS ${common}${on}`,
    `CREATE SETTINGS PROFILE OR REPLACE ${common}${on} SETTINGS ${settings.join(', ')} TO ${common}`,
    `CREATE QUOTA OR REPLACE ${common}${on} KEYED BY user_name FOR INTERVAL 1 hour MAX queries = 3000, errors = 600, read_rows = 50000000000, execution_time = 3600 TO ${common}`,
  ];
};

const policy = (user: string): string => `${common}_${user}`;

/**
 * The user, its views, the right to read these, and a row policy on each. The views read the fact tables by the right of
 * whoever made them, so the analyst needs none on the tables: neither SOURCES nor temporary tables nor files are granted.
 */
export const createAnalyst = (
  { user, merchants, digest }: ServerAnalyst,
  { database, cluster, tables }: ServerPlace,
): string[] => {
  const name = checked(user);
  if (!/^[0-9a-f]{64}$/.test(digest)) throw new RangeError('not a SHA-256 in hex');
  const on = onCluster(cluster);
  const views = viewsDatabase(database, merchants);
  const condition = merchantCondition(merchants) ?? '1';
  const named = new Set(tables.map((table) => table.name));
  return [
    ...createViews({ database, cluster, tables, merchants }, ' DEFINER = CURRENT_USER SQL SECURITY DEFINER'),
    `CREATE USER IF NOT EXISTS ${name}${on} IDENTIFIED WITH sha256_hash BY '${digest}'`,
    `ALTER USER ${name}${on} IDENTIFIED WITH sha256_hash BY '${digest}' DEFAULT ROLE ${common} DEFAULT DATABASE ${views} SETTINGS PROFILE ${common}`,
    `REVOKE${on} ALL ON *.* FROM ${name}`,
    ...[...named].map(
      (table) =>
        `CREATE ROW POLICY OR REPLACE ${policy(name)}${on} ON ${views}.${table} FOR SELECT USING ${condition} TO ${name}`,
    ),
    `GRANT${on} ${common} TO ${name}`,
    `GRANT${on} SELECT ON ${views}.* TO ${name}`,
  ];
};

/** Ends an analyst: its sessions end with its user. */
export const dropAnalyst = (
  { user, merchants }: Pick<ServerAnalyst, 'user' | 'merchants'>,
  { database, cluster, tables }: ServerPlace,
): string[] => {
  const name = checked(user);
  const on = onCluster(cluster);
  const views = viewsDatabase(database, merchants);
  return [
    `DROP USER IF EXISTS ${name}${on}`,
    ...tables.map((table) => `DROP ROW POLICY IF EXISTS ${policy(name)}${on} ON ${views}.${table.name}`),
    `KILL QUERY${on} WHERE user = '${name}' ASYNC`,
  ];
};
