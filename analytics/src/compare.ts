/**
 * Whether a table holds what the log says: compared, row by row within the engine, with one that was filled beside it from
 * the log. Rows that have moved on since are left out, so the live table may be written to meanwhile.
 */
import { z } from 'zod';
import type { Analytics } from './client.ts';
import type { FactTable } from './fact-table.ts';

export type Comparison = {
  /** Rows that were compared. */
  rows: number;
  differences: number;
  /** The keys of some of the rows that differ. */
  examples: string[];
};

const mostExamples = 20;
const answer = z.object({ rows: z.number(), differences: z.number(), examples: z.array(z.string()) });

/** Compares the live table with the one under `suffix`, both filled through log position `through` at least. */
export const compareTables = async (
  client: Analytics,
  table: FactTable,
  { suffix, through }: { suffix: string; through: number },
): Promise<Comparison> => {
  const { name, position } = table;
  const key = `(${table.key.join(', ')})`;
  const names = table.columns.map((column) => column.name).join(', ');
  const rowsOf = (from: string): string =>
    `SELECT formatRowNoNewline('JSONCompactEachRow', ${table.key.join(', ')}) AS row_key, cityHash64(formatRow('JSONCompactEachRow', ${names})) AS row_hash
     FROM ${from} FINAL WHERE ${position} <= {through:UInt64} AND ${key} NOT IN (SELECT ${table.key.join(', ')} FROM ${name} FINAL WHERE ${position} > {through:UInt64})`;
  const [found] = await client.select(
    `SELECT toUInt64(count()) AS rows, toUInt64(countIf(differs)) AS differences, groupArrayIf(${mostExamples})(row_key, differs) AS examples
     FROM (SELECT row_key, count() != 2 OR uniqExact(row_hash) != 1 AS differs
           FROM (${rowsOf(name)} UNION ALL ${rowsOf(name + suffix)}) GROUP BY row_key ORDER BY row_key)`,
    { through },
    answer,
  );
  return found ?? { rows: 0, differences: 0, examples: [] };
};
