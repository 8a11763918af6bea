/** The gate over printed syntax trees: what is on no list does not pass, and what is prepared is what will be judged. */
import { describe, expect, it } from 'vitest';
import { checkStatement, type GateRules } from './gate.ts';
import { SqlRefused } from './refused.ts';
import { prepareStatement } from './statement.ts';
import { readTree } from './syntax-tree.ts';
import { tokensOf } from './tokens.ts';

const rules: GateRules = {
  database: 'gantry_sql_1',
  views: new Set(['order_facts']),
  functions: new Map([
    ['file', 'file'],
    ['upper', 'upper'],
    ['ucase', 'upper'],
    ['count', 'count'],
    ['formatrow', 'formatrow'],
  ]),
};
const tree = (select: string): string =>
  `SelectWithUnionQuery (children 1)\n ExpressionList (children 1)\n  SelectQuery (children 1)\n   ExpressionList (children 1)\n${select}`;
const judged = (text: string): string => {
  try {
    checkStatement(readTree(text), rules);
    return 'passes';
  } catch (error) {
    if (error instanceof SqlRefused) return error.refusal;
    throw error;
  }
};
const from = (table: string): string =>
  `${tree('    Literal UInt64_1')}\n   TablesInSelectQuery (children 1)\n    TablesInSelectQueryElement (children 1)\n     TableExpression (children 1)\n      ${table}`;

describe('the gate', () => {
  it('lets pass what is on its lists, under any of its names and with any combinator', () => {
    for (const name of ['upper', 'UCASE', 'countIf', 'quantilesExactInclusiveIf', 'sumOrNullIf', 'plus'])
      expect(judged(tree(`    Function ${name} (children 1)\n     ExpressionList`)), name).toBe('passes');
    expect(judged(from('TableIdentifier order_facts (alias o)'))).toBe('passes');
    expect(judged(from('TableIdentifier gantry_sql_1.order_facts'))).toBe('passes');
    expect(judged(from('Function numbers (children 1)'))).toBe('passes');
  });
  it('lets no other function pass, also by its bare name, nor a table function', () => {
    for (const name of ['file', 'File', 'numbers', 'sleep', 'OrNull', 'unheard_of', 'upper x'])
      expect(judged(tree(`    Function ${name} (children 1)\n     ExpressionList`)), name).toBe('UNKNOWN_FUNCTION');
    expect(judged(tree('    Identifier file'))).toBe('UNKNOWN_FUNCTION');
    expect(judged(tree('    Identifier FILE (alias x)'))).toBe('UNKNOWN_FUNCTION');
    for (const name of ['file', 'url', 'merge', 'Numbers', 'upper'])
      expect(judged(from(`Function ${name} (children 1)`)), name).toBe('UNKNOWN_FUNCTION');
  });
  it('lets no other table pass, wherever it is named', () => {
    for (const name of [
      'gantry.order_facts',
      'gantry_sql_2.order_facts',
      'system.one',
      'gantry_sql_1.secrets',
      'a.b.c',
      '.order_facts',
    ])
      expect(judged(from(`TableIdentifier ${name}`)), name).toBe('UNKNOWN_TABLE');
    expect(
      judged(
        tree(
          '    Function in (children 1)\n     ExpressionList (children 2)\n      Identifier a\n      Identifier gantry.order_facts',
        ),
      ),
    ).toBe('UNKNOWN_TABLE');
  });
  it('lets no other kind of node pass, and no other root', () => {
    expect(judged(tree('    ColumnsApplyTransformer'))).toBe('ACCESS_DENIED');
    expect(judged(tree('    Set'))).toBe('ACCESS_DENIED');
    expect(judged(tree('    SomethingNew'))).toBe('ACCESS_DENIED');
    expect(judged("SelectWithUnionQuery (children 2)\n ExpressionList\n Literal '/x'")).toBe('ACCESS_DENIED');
    for (const root of ['InsertQuery', 'DropQuery', 'Explain EXPLAIN', 'ParallelWithQuery'])
      expect(judged(root), root).toBe('ACCESS_DENIED');
  });
  it('judges names in texts as it does those in the statement, and lets none be computed', () => {
    const call = (name: string, first: string, second: string): string =>
      judged(
        tree(`    Function ${name} (children 1)\n     ExpressionList (children 2)\n      ${first}\n      ${second}`),
      );
    const value = 'Identifier a';
    for (const name of ['sum', 'quantile(0.9)', 'sumIf', 'COUNT'])
      expect(call('arrayReduce', `Literal '${name}'`, value), name).toBe('passes');
    for (const name of ['file', 'aggThrow(0.5)', 'sum) (alias x', "sum(file(\\'x\\'))", ''])
      expect(call('arrayReduce', `Literal '${name}'`, value), name).not.toBe('passes');
    expect(call('formatRow', "Literal 'CSV'", value)).toBe('passes');
    expect(call('formatRow', "Literal 'Template'", value)).toBe('UNKNOWN_FORMAT');
    for (const type of [
      'String',
      'Nullable(Decimal(10, 2))',
      "Enum8(\\'a\\' = -1)",
      'Tuple(a String, b UInt8)',
      'double precision',
    ])
      expect(call('CAST', value, `Literal '${type}'`), type).toBe('passes');
    for (const type of [
      'AggregateFunction(sum, UInt8)',
      'Array(simpleaggregatefunction(sum, UInt64))',
      'Tuple(a AggregateFunction(uniq, String))',
      'Nested(a AggregateFunction(count))',
      'JSON',
    ])
      expect(call('accurateCastOrNull', value, `Literal '${type}'`), type).toBe('UNKNOWN_FUNCTION');
    expect(call('cast', value, 'Identifier type')).toBe('ACCESS_DENIED');
    expect(call('arrayReduce', 'Function concat (children 1)\n       ExpressionList', value)).toBe('ACCESS_DENIED');
    expect(judged(tree('    Identifier formatRow'))).toBe('UNKNOWN_FUNCTION');
  });
  it('wants patterns written out, and small', () => {
    const match = (pattern: string): string =>
      judged(
        tree(`    Function match (children 1)\n     ExpressionList (children 2)\n      Identifier a\n      ${pattern}`),
      );
    expect(match("Literal '^BR-(SP|RJ){1,3}$'")).toBe('passes');
    expect(
      match(
        "Function _CAST (children 1)\n       ExpressionList (children 2)\n        Literal 'x'\n        Literal 'String'",
      ),
    ).toBe('passes');
    expect(match('Identifier b')).toBe('ILLEGAL_PATTERN');
    expect(match("Literal '(a{1,100}){1,100}'")).toBe('ILLEGAL_PATTERN');
    expect(match(`Literal '${'a'.repeat(201)}'`)).toBe('ILLEGAL_PATTERN');
  });
  it('takes no tree that it cannot read', () => {
    for (const text of ['', '  Literal 1', 'SelectQuery\n   Literal 1', 'SelectQuery\nSelectQuery', '(odd)'])
      expect(judged(text), text).toBe('SYNTAX_ERROR');
  });
});

describe('a statement that is made ready', () => {
  const names = { published: 'gantry_sql', database: 'gantry_sql_1' };
  const ready = (text: string) => prepareStatement(text, names, rules.views);
  it('names the real database, and only where a database is named', () => {
    expect(ready("SELECT gantry_sql.order_facts.city, 'gantry_sql.x' FROM gantry_sql.order_facts").sql).toBe(
      "SELECT gantry_sql_1.order_facts.city, 'gantry_sql.x' FROM gantry_sql_1.order_facts",
    );
    expect(ready('SELECT `gantry_sql`.order_facts.city, t.gantry_sql.x FROM t').sql).toBe(
      'SELECT gantry_sql_1.order_facts.city, t.gantry_sql.x FROM t',
    );
  });
  it('has its format taken off, and no other is known', () => {
    expect(ready('SELECT 1\nFORMAT JSON')).toEqual({ sql: 'SELECT 1', format: 'JSON' });
    expect(() => ready('SELECT 1\nFORMAT Template')).toThrow(SqlRefused);
  });
  it('is a question about views where a client asks what there is', () => {
    expect(ready('SHOW TABLES FROM gantry_sql\nFORMAT JSON')).toEqual({
      sql: 'SELECT name FROM catalog_tables ORDER BY name',
      format: 'JSON',
    });
    expect(ready('DESCRIBE TABLE gantry_sql.order_facts').sql).toContain(
      "FROM catalog_columns WHERE table = 'order_facts'",
    );
    expect(ready('SELECT name FROM system.columns').sql).toBe('SELECT name FROM gantry_sql_1.catalog_columns');
    for (const text of [
      'SHOW TABLES FROM gantry',
      'DESCRIBE TABLE other.order_facts',
      'DESCRIBE TABLE nothing',
      'SHOW USERS',
      'EXPLAIN SELECT 1',
      'SET x = 1',
    ])
      expect(() => ready(text), text).toThrow(SqlRefused);
  });
  it('says nothing of the machine', () => {
    expect(ready('SELECT hostName(), currentUser(), currentDatabase(), hostName').sql).toBe(
      "SELECT 'gantry', 'analyst', 'gantry_sql', hostName",
    );
  });
  it('holds no name that could pass for another line of a tree', () => {
    for (const text of ['SELECT 1 AS `a\\nb`', 'SELECT 1 AS `a\nb`', 'SELECT 1 AS `x (children 2)`'])
      expect(() => ready(text), text).toThrow(SqlRefused);
  });
});

it('texts, names and words are told apart', () => {
  expect(tokensOf("SELECT `a b`, 'it\\'s', x.y FROM t1").map(({ kind, text }) => [kind, text])).toEqual([
    ['word', 'SELECT'],
    ['name', 'a b'],
    ['symbol', ','],
    ['text', ''],
    ['symbol', ','],
    ['word', 'x'],
    ['symbol', '.'],
    ['word', 'y'],
    ['word', 'FROM'],
    ['word', 't1'],
  ]);
});
