/** The stores of a rebuild, with a say in each thing that it asks of them: what the proofs of its deaths count and stop. */
import type { Analytics } from '@gantry/analytics/client';
import { eventFacts } from '@gantry/analytics/facts/event-facts';
import type { Database } from '../src/platform/database.ts';
import { moveFacts } from './fact-world.ts';

export const rebuiltTables = [moveFacts, eventFacts];

export type Moment = 'before' | 'after';
export type Step = <T>(name: string, work: () => Promise<T>) => Promise<T>;

export const clientBy = (client: Analytics, step: Step): Analytics => ({
  ...client,
  select: (sql, params, row) => step(sql, () => client.select(sql, params, row)),
  values: (sql, params) => step(sql, () => client.values(sql, params)),
  insert: (target, rows, token) => step(`insert ${target.name}`, () => client.insert(target, rows, token)),
  command: (sql) => step(sql, () => client.command(sql)),
});

export const databaseBy = (database: Database, step: Step): Database => {
  const query = (...asked: unknown[]): unknown =>
    step(JSON.stringify(asked[0]), () => Reflect.apply(database.pool.query, database.pool, asked));
  return {
    ...database,
    pool: Object.assign(Object.create(database.pool), { query }),
    rows: (text, ...values) => step(text, () => database.rows(text, ...values)),
    run: (text, ...values) => step(text, () => database.run(text, ...values)),
    transaction: (work) => step('transaction', () => database.transaction(work)),
  };
};

/** What the steps of a whole rebuild must hold, or the wrong things are counted. */
export const expectedSteps = [
  /^CREATE TABLE/,
  /^insert move_facts__rebuild/,
  /^transaction/,
  /^EXCHANGE/,
  /^insert fact_schema/,
  /^DROP/,
];

/** Each step from where tables change places, by its number, with the moment at which its end does most. */
export const swapSteps = (steps: readonly string[]): [nth: number, moment: Moment][] => {
  const from = steps.indexOf('transaction');
  return steps.slice(from).map((step, n) => [from + n + 1, /^(transaction|EXCHANGE)/.test(step) ? 'after' : 'before']);
};

/** Every step, before and after it was done. */
export const allSteps = (steps: readonly string[]): [nth: number, moment: Moment][] =>
  steps.flatMap((_, n): [number, Moment][] => [
    [n + 1, 'before'],
    [n + 1, 'after'],
  ]);

/** Some of a list, evenly spread. */
export const spread = <T>(list: readonly T[], most: number): T[] => {
  const each = Math.max(1, list.length / most);
  return list.filter((_, n) => Math.floor((n + 0.5) / each) !== Math.floor((n - 0.5) / each));
};
