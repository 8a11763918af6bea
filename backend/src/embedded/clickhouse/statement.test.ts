import { describe, expect, test } from 'vitest';
import { describeStatement, fromFile, intoFile, type SelectStatement } from './statement.ts';

function select(sql: string): SelectStatement {
  const statement = describeStatement(sql);
  if (statement.kind !== 'select') throw new Error(`${statement.kind}: ${sql}`);
  return statement;
}

describe('describeStatement', () => {
  test('finds the kind behind comments and brackets', () => {
    expect(describeStatement('-- SELECT\n/* x */ INSERT INTO t VALUES (1)').kind).toBe('insert');
    expect(describeStatement('(SELECT 1) UNION ALL (SELECT 2)').kind).toBe('select');
    expect(describeStatement('WITH 1 AS x SELECT x').kind).toBe('select');
    expect(describeStatement("WITH 1 AS x INSERT INTO t SELECT x, 'FORMAT a'").kind).toBe('insert');
    expect(describeStatement('CREATE TABLE t AS SELECT 1').kind).toBe('other');
  });

  test('takes FORMAT only where it closes the statement', () => {
    expect(select('SELECT 1 FORMAT JSONEachRow').format).toBe('JSONEachRow');
    expect(select('SELECT 1 FORMAT CSV SETTINGS max_threads = 1;').format).toBe('CSV');
    expect(select("SELECT 'x FORMAT CSV', format('{}', 1) -- FORMAT CSV").format).toBeUndefined();
    expect(select('SELECT * FROM (SELECT 1 FORMAT_x)').format).toBeUndefined();
    expect(select("SELECT $q$ it's FORMAT CSV $q$ FORMAT TSV").format).toBe('TSV');
  });

  test('knows scalar subqueries from the others', () => {
    expect(select('SELECT (SELECT max(a) FROM t)').scalar).toBe(true);
    expect(select('WITH (SELECT 1) AS x SELECT x').scalar).toBe(true);
    expect(select('SELECT 1 FROM (SELECT 1) WHERE a IN (SELECT 1)').scalar).toBe(false);
    expect(select('WITH x AS (SELECT 1) SELECT * FROM x').scalar).toBe(false);
  });

  test('finds where rows start and where INFILE goes', () => {
    const sql = 'INSERT INTO t (a, `b FORMAT x`) SETTINGS a = \'FORMAT y\' FORMAT JSONEachRow {"a":1}';
    const statement = describeStatement(sql);
    if (statement.kind !== 'insert' || !statement.data) throw new Error('no data');
    expect(statement.data.format).toBe('JSONEachRow');
    expect(sql.slice(statement.data.headEnd)).toBe(' {"a":1}');
    const head = fromFile(sql.slice(0, statement.data.headEnd), statement.data.infileAt ?? -1, "/a'b");
    expect(head).toContain("`b FORMAT x`)  FROM INFILE '/a\\'b' COMPRESSION 'none' SETTINGS a =");
    expect(describeStatement('INSERT INTO t SELECT 1')).toEqual({ kind: 'insert', data: undefined });
    expect(describeStatement('INSERT INTO t VALUES (1) FORMAT')).toEqual({ kind: 'insert', data: undefined });
  });

  test('writes OUTFILE before FORMAT, or with one after trailing comments', () => {
    const plain = 'SELECT 1; -- done';
    expect(intoFile(plain, select(plain), { file: '/f', format: 'CSV' })).toBe(
      "SELECT 1\nINTO OUTFILE '/f' COMPRESSION 'none'\nFORMAT CSV",
    );
    const formatted = 'SELECT 1 FORMAT TSV SETTINGS a = 1';
    expect(intoFile(formatted, select(formatted), { file: '/f', format: 'TSV' })).toBe(
      "SELECT 1 \nINTO OUTFILE '/f' COMPRESSION 'none'\nFORMAT TSV SETTINGS a = 1",
    );
  });
});
