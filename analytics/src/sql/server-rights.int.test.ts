/** Statements for a ClickHouse server: their text says what an analyst gets, and the engine's own parser reads each. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/test-database.ts';
import { allFacts } from '../facts/all.ts';
import { createAnalyst, createAnalystRole, dropAnalyst } from './server-rights.ts';
import { viewsDatabase } from './views.ts';

const digest = 'ab'.repeat(32);
const place = { database: 'gantry', cluster: null, tables: allFacts };
const acme = { user: 'acme_bi', merchants: ['acme', "o'neil"], digest };
const all = { user: 'everything', merchants: '*', digest } as const;
const views = viewsDatabase('gantry', acme.merchants);

describe('an analyst of a server', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database?.drop());

  it.each([null, 'main'])('is made by statements that the engine can read (cluster %s)', async (cluster) => {
    const at = { ...place, cluster };
    const statements = [
      ...createAnalystRole(cluster),
      ...createAnalyst(acme, at),
      ...createAnalyst(all, at),
      ...dropAnalyst(acme, at),
    ];
    for (const statement of statements) {
      await database.client.values(`EXPLAIN AST ${statement}`);
      if (cluster !== null) expect(statement).toContain("ON CLUSTER 'main'");
    }
  });

  it('may read the views of its merchants and nothing else', () => {
    const grants = createAnalyst(acme, place).filter((statement) => statement.startsWith('GRANT'));
    expect(grants).toEqual(['GRANT gantry_analyst TO acme_bi', `GRANT SELECT ON ${views}.* TO acme_bi`]);
    expect(createAnalystRole(null).filter((statement) => /\b(GRANT|SOURCES|FILE|TEMPORARY)\b/.test(statement))).toEqual(
      [],
    );
    expect(createAnalyst(acme, place)).toContain('REVOKE ALL ON *.* FROM acme_bi');
  });

  it('has a row policy on every view, and views that are limited by themselves', () => {
    const made = createAnalyst(acme, place);
    for (const { name } of allFacts) {
      const condition = "merchant IN ('acme', 'o\\'neil')";
      expect(made).toContain(
        `CREATE ROW POLICY OR REPLACE gantry_analyst_acme_bi ON ${views}.${name} FOR SELECT USING ${condition} TO acme_bi`,
      );
      const view = made.find((statement) => statement.startsWith(`CREATE OR REPLACE VIEW ${views}.${name} `));
      expect(view).toContain(` SQL SECURITY DEFINER AS SELECT `);
      expect(view).toContain(` FROM gantry.${name} FINAL WHERE ${condition} LIMIT `);
    }
  });

  it('is held to limits that no statement can change, and known by a digest', () => {
    const [, profile = '', quota = ''] = createAnalystRole(null);
    for (const setting of [
      'readonly = 1 CONST',
      'max_execution_time = 10 CONST',
      'max_memory_usage = 1000000000 CONST',
      'max_result_rows = 10000 CONST',
    ])
      expect(profile).toContain(setting);
    expect(profile.match(/ = /g)).toHaveLength(profile.match(/ CONST/g)?.length ?? 0);
    expect(quota).toMatch(/INTERVAL 1 hour MAX queries = \d+/);
    expect(createAnalyst(acme, place).join()).toContain(`IDENTIFIED WITH sha256_hash BY '${digest}'`);
  });

  it('cannot be named so that a statement says more', () => {
    for (const user of ["x'; DROP", 'A', 'default user', 'x`', ''])
      expect(() => createAnalyst({ ...acme, user }, place)).toThrow(RangeError);
    expect(() => createAnalyst({ ...acme, digest: "'" }, place)).toThrow(RangeError);
    expect(() => dropAnalyst({ user: 'a b', merchants: '*' }, place)).toThrow(RangeError);
  });
});
