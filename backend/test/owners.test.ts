/** Owners of tables: a table is read and written in SQL only by the context whose .prisma file declares it, or by the platform. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { floorOf, isTest, root, sourceFiles } from './source-files.ts';

type Model = { model: string; table: string; owner: string };

const schema = join(root, 'prisma/schema');
const models: Model[] = readdirSync(schema).flatMap((file) =>
  [...readFileSync(join(schema, file), 'utf8').matchAll(/^model (\w+) \{([\s\S]*?)^\}/gm)].map(
    ([, model = '', body]) => ({
      model: `${model[0]?.toLowerCase()}${model.slice(1)}`,
      table: /@@map\("(\w+)"\)/.exec(body ?? '')?.[1] ?? model,
      // A context with many tables has several files: access.prisma, access-people.prisma.
      owner: basename(file, '.prisma').split('-')[0] ?? '',
    }),
  ),
);

/** Comments may speak of any table. */
const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1');

const listed =
  /\b(?:FROM|JOIN|INTO|UPDATE|USING)\s+(?:ONLY\s+)?("?[a-z_]+"?(?:\s+(?:AS\s+)?[a-z]\w*)?(?:,\s*"?[a-z_]+"?(?:\s+(?:AS\s+)?[a-z]\w*)?)*)/g;

/** The tables that the SQL of a text names after the words that lead to one. */
const inSql = (text: string): string[] =>
  [...text.matchAll(/`[^`]*`|'(?:[^'\n\\]|\\.)*'|"[^"\n]*"/g)].flatMap(([literal]) =>
    [...literal.matchAll(listed)].flatMap(([, list = '']) =>
      list.split(',').map((one) => one.trim().split(/\s/)[0]?.replaceAll('"', '') ?? ''),
    ),
  );

/** Tables a source asks for: in its SQL, through Prisma, or by declaring their rows. */
export const tablesIn = (source: string): Model[] => {
  const text = withoutComments(source);
  const named = new Set([
    ...inSql(text),
    ...[...text.matchAll(/\btable: '([a-z_]+)'/g)].map(([, table = '']) => table),
  ]);
  const asked = new Set(
    [...text.matchAll(/\b(?:prisma|tx)\.(\w+)\.(?:find|create|update|upsert|delete|count|group|aggregate)/g)].map(
      ([, model]) => model,
    ),
  );
  return models.filter(({ table, model }) => named.has(table) || asked.has(model));
};

const ownerOf = (file: string): string => floorOf(file).replace('contexts/', '');

describe('owners of tables', () => {
  it('sees the tables and who asks for them', () => {
    expect(models.length).toBeGreaterThan(20);
    expect(
      tablesIn("sql.rows('SELECT 1 FROM orders o, shipments s')")
        .map(({ owner }) => owner)
        .sort(),
    ).toEqual(['orders', 'shipping']);
    expect(tablesIn('await prisma.trackedShipment.findMany({})').map(({ owner }) => owner)).toEqual(['tracking']);
    expect(tablesIn('// SELECT 1 FROM orders')).toEqual([]);
  });
  it('nobody reads or writes the table of another', () => {
    const files = sourceFiles('backend/src').filter((file) => !isTest(file));
    const trespasses = files.flatMap((file) =>
      tablesIn(readFileSync(join(root, file), 'utf8'))
        .filter(({ owner }) => owner !== ownerOf(file))
        .map(({ table, owner }) => `${file}: ${table} is ${owner}'s`),
    );
    expect(trespasses).toEqual([]);
  });
  it('every table has somebody who asks for it', () => {
    const known = new Set(
      sourceFiles('backend/src').flatMap((file) =>
        tablesIn(readFileSync(join(root, file), 'utf8')).map(({ table }) => table),
      ),
    );
    expect(models.filter(({ table }) => !known.has(table))).toEqual([]);
  });
});
