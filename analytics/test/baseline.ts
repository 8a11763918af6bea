/** The database as the numbered migrations before declarations made it, for tests: existing installations look like this. */
import { readFile } from 'node:fs/promises';
import type { Analytics } from '../src/client.ts';
import type { FactTable } from '../src/fact-table.ts';
import { allFacts } from '../src/facts/all.ts';

const listOf = (names: readonly string[]): string =>
  names.map((name, at) => `('${String(at + 1).padStart(4, '0')}_${name}.sql', '', '')`).join(', ');

/** The statements the migrations gave, in order. */
export const baselineStatements = async (kind: 'single' | 'cluster'): Promise<string[]> =>
  (await readFile(new URL(`./${kind}.sql`, import.meta.url), 'utf8'))
    .split(/;$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');

/** Columns that the migrations made and no declaration has any more: free text, in which a person may be named. */
export const formerColumns = ['detail', 'cancel_reason'];
/** Columns that declarations have had since. */
export const laterColumns = ['merchant'];

/** Columns of which another type, or another meaning, is declared since: a total may be unknown. */
export const changedColumns = ['total_minor'];

/** A statement without the lines of columns that only one side has, or that have changed, so that the rest can be compared word for word. */
export const inCommon = (statement: string): string =>
  statement
    .split('\n')
    .filter(
      (line) => ![...formerColumns, ...laterColumns, ...changedColumns].some((name) => line.startsWith(`    ${name} `)),
    )
    .map((line) => line.replace(/,$/, ''))
    .join('\n');

/** The declared tables that the migrations made; one declared since then has no place among them. */
export const baselineTables = async (): Promise<FactTable[]> => {
  const statements = (await baselineStatements('single')).join('\n');
  return allFacts.filter(({ name }) => statements.includes(`EXISTS ${name}\n`));
};

/** Makes the tables in an empty database on one machine, with the list of migrations that goes with them. */
export const applyBaseline = async (client: Analytics): Promise<void> => {
  const statements = await baselineStatements('single');
  for (const statement of statements) await client.command(statement);
  const names = statements.flatMap((statement) => /EXISTS (\w+)/.exec(statement)?.[1] ?? []);
  await client.command(
    "CREATE TABLE schema_migrations (name String COMMENT 'File name', checksum String COMMENT 'Its checksum', cluster String COMMENT 'Its cluster') ENGINE = ReplacingMergeTree ORDER BY name COMMENT 'Migrations'",
  );
  await client.command(`INSERT INTO schema_migrations VALUES ${listOf(names)}`);
};
