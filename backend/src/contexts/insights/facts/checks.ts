/** How fact tables compared with the log, kept until they are compared again. All SQL on checks and ranges is here. */
import type { Verification } from '@gantry/shared/api/system';
import type { Sql } from '../../../platform/database.ts';
import { subscriberOf } from './world.ts';

/** A comparison of a table with the log through a position: rows compared, how many differ, and some that do. */
export type FactCheck = { name: string; through: number; rows: number; differences: number; examples: string[] };

/** A comparison, and when it was made. */
export type KeptCheck = FactCheck & { at: Date };

type Row = Omit<KeptCheck, 'through' | 'rows' | 'differences'> & Record<'through' | 'rows' | 'differences', string>;

/** The newest comparison of each table. */
export const checksOf = async (sql: Sql): Promise<KeptCheck[]> => {
  const rows = await sql.rows<Row>(
    'SELECT name, at, through, rows, differences, examples FROM fact_checks ORDER BY name',
  );
  return rows.map((row) => ({
    ...row,
    through: Number(row.through),
    rows: Number(row.rows),
    differences: Number(row.differences),
  }));
};

/** Keeps a comparison in the place of the one before. */
export const noteCheck = async (sql: Sql, check: FactCheck): Promise<void> => {
  await sql.run(
    `INSERT INTO fact_checks (name, at, through, rows, differences, examples) VALUES ($1, now(), $2, $3, $4, $5::jsonb)
     ON CONFLICT (name) DO UPDATE SET at = EXCLUDED.at, through = EXCLUDED.through, rows = EXCLUDED.rows,
       differences = EXCLUDED.differences, examples = EXCLUDED.examples`,
    check.name,
    check.through,
    check.rows,
    check.differences,
    JSON.stringify(check.examples),
  );
};

/** A range of the log that was compared: positions from the one behind `after`. */
export type CheckedRange = { after: number; through: number; at: Date; differences: number };

/** The ranges that were compared, by where they begin. */
export const rangesOf = async (sql: Sql): Promise<Map<number, CheckedRange>> => {
  const rows = await sql.rows<{ after: string; through: string; at: Date; differences: string }>(
    'SELECT after, through, at, differences FROM fact_ranges',
  );
  return new Map(
    rows.map(({ at, ...row }) => {
      const after = Number(row.after);
      return [after, { after, through: Number(row.through), at, differences: Number(row.differences) }];
    }),
  );
};

/** Keeps that a range was compared. */
export const noteRange = async (sql: Sql, { after, through, differences }: Omit<CheckedRange, 'at'>): Promise<void> => {
  await sql.run(
    `INSERT INTO fact_ranges (after, through, at, differences) VALUES ($1, $2, now(), $3)
     ON CONFLICT (after) DO UPDATE SET through = EXCLUDED.through, at = EXCLUDED.at, differences = EXCLUDED.differences`,
    after,
    through,
    differences,
  );
};

const whole = new Intl.NumberFormat('en');

/** A comparison as the system page shows it. */
const verificationOf = ({ name, at, rows, differences, examples }: KeptCheck): Verification => ({
  name: subscriberOf({ name }),
  at: at.toISOString(),
  equal: differences === 0,
  detail:
    differences === 0
      ? ''
      : `${whole.format(differences)} of ${whole.format(rows)} rows differ from the log, such as ${examples.slice(0, 3).join(', ')}; gantry analytics rebuild ${name}`,
});

/** How each table compared with the log, those that nobody compared yet among them. */
export const verificationsOf = (names: readonly string[], checks: readonly KeptCheck[]): Verification[] =>
  names.map((name) => {
    const check = checks.find((one) => one.name === name);
    return check ? verificationOf(check) : { name: subscriberOf({ name }), at: null, equal: null, detail: '' };
  });
