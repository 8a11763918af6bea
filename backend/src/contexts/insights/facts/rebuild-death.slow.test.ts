/**
 * A rebuild that dies, or sleeps and wakes late, at each of its steps: before the step was done, and after it was done without
 * the answer being heard. Whoever feeds the tables meanwhile finds them whole, and what wakes late spoils nothing.
 */
import type { Analytics } from '@gantry/analytics/client';
import { eventFacts } from '@gantry/analytics/facts/event-facts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type FactProof, moveFacts, openFactProof, whileFed } from '../../../../test/fact-world.ts';
import { proofs } from '../../../../test/volume.ts';
import type { Database } from '../../../platform/database.ts';
import { dropLeftovers, rebuildTables } from './rebuild.ts';

vi.setConfig({ testTimeout: 900_000 });
const tables = [moveFacts, eventFacts];
let proof: FactProof;
let client: Analytics;
beforeAll(async () => {
  proof = await openFactProof();
  client = await proof.connect();
  await proof.tell(4);
});
afterAll(async () => {
  await client?.close();
  await proof?.close();
});

type Moment = 'before' | 'after';
type Step = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Steps that stop at the nth of them: nothing that comes later is done either until it is woken. */
const stoppingAt = (nth: number, moment: Moment) => {
  const steps: string[] = [];
  let stopped = false;
  const [asleep, woken] = [Promise.withResolvers<true>(), Promise.withResolvers<void>()];
  const stop = (): Promise<void> => {
    stopped = true;
    asleep.resolve(true);
    return woken.promise;
  };
  const step: Step = async (name, work) => {
    const isLast = steps.push(name.trim()) === nth;
    if (stopped || (isLast && moment === 'before')) await stop();
    const done = await work();
    if (isLast && moment === 'after') await stop();
    return done;
  };
  return { step, steps, asleep: asleep.promise, wake: () => woken.resolve() };
};

const clientBy = (step: Step): Analytics => ({
  ...client,
  select: (sql, params, row) => step(sql, () => client.select(sql, params, row)),
  values: (sql, params) => step(sql, () => client.values(sql, params)),
  insert: (target, rows, token) => step(`insert ${target.name}`, () => client.insert(target, rows, token)),
  command: (sql) => step(sql, () => client.command(sql)),
});

const databaseBy = (step: Step): Database => {
  const { database } = proof.platform;
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

/** Six seconds of silence. */
const endLeases = (): Promise<number> =>
  proof.platform.database.run(
    `UPDATE checkpoints SET lease_until = now() - interval '1 second' WHERE owner IS NOT NULL`,
  );

/** Events come, the tables are fed on, and say what the log says. */
const fedOn = (): Promise<void> =>
  whileFed({ platform: proof.platform, client, tables }, async () => {
    await proof.tell();
    await proof.caughtUp(tables);
    expect(await proof.movesIn(client)).toEqual(await proof.moves());
    const end = await proof.head();
    expect(await client.values('SELECT count(), max(seq) FROM event_facts FINAL')).toEqual([[end, end]]);
  });

const refuse = async (): Promise<void> => undefined;

/** Rebuilds and stops at the nth step, if there are so many. Answers the steps begun. */
const rebuildTo = async (nth: number, moment: Moment): Promise<string[]> => {
  const { step, steps, asleep, wake } = stoppingAt(nth, moment);
  const world = { database: databaseBy(step), client: clientBy(step), tables, refuse };
  const ended = rebuildTables(world).then(
    () => false,
    () => false,
  );
  if (await Promise.race([asleep, ended])) {
    await endLeases();
    await fedOn();
    wake();
    await ended;
    await fedOn();
  }
  return steps;
};

/** In short: each step from where tables change places, and one of each kind before. */
const shortly = (steps: readonly string[]): number[] => {
  const swap = steps.indexOf('transaction');
  const kinds = new Map(steps.slice(0, swap).map((step, n) => [step.slice(0, 12), n]));
  return [...kinds.values(), ...Array.from({ length: steps.length - swap }, (_, n) => swap + n)];
};

it('a rebuild that ends at any of its steps leaves whole tables', async () => {
  await fedOn();
  const steps = await rebuildTo(Number.POSITIVE_INFINITY, 'before');
  for (const what of [
    /^CREATE TABLE/,
    /^insert move_facts__rebuild/,
    /^transaction/,
    /^EXCHANGE/,
    /^insert fact_schema/,
    /^DROP/,
  ])
    expect(steps.filter((step) => what.test(step)).length).toBeGreaterThan(0);
  const moments: Moment[] = ['before', 'after'];
  const all = steps.flatMap((_, n) => moments.map((moment) => [n + 1, moment] as const));
  const chosen = proofs.full
    ? all
    : shortly(steps).map((n) => [n + 1, /^(transaction|EXCHANGE)/.test(steps[n] ?? '') ? 'after' : 'before'] as const);
  for (const [nth, moment] of chosen) await rebuildTo(nth, moment);
  expect(await proof.trashed()).toBe(0);
  await dropLeftovers({ database: proof.platform.database, client });
  expect(
    await client.values(
      "SELECT name FROM system.tables WHERE database = currentDatabase() AND match(name, '__rebuild')",
    ),
  ).toEqual([]);
});
