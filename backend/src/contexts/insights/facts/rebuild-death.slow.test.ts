/**
 * A rebuild that dies, or sleeps and wakes late, at each of its steps: before the step was done, and after it was done without
 * the answer being heard. Whoever feeds the tables meanwhile finds them whole, and what wakes late spoils nothing.
 */
import type { Analytics } from '@gantry/analytics/client';
import { eventFacts } from '@gantry/analytics/facts/event-facts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type FactProof, moveFacts, openFactProof, whileFed } from '../../../../test/fact-world.ts';
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
  let steps = 0;
  let stoppedAt: string | undefined;
  const [asleep, woken] = [Promise.withResolvers<string>(), Promise.withResolvers<void>()];
  const stop = (name: string): Promise<void> => {
    stoppedAt ??= name;
    asleep.resolve(stoppedAt);
    return woken.promise;
  };
  const step: Step = async (name, work) => {
    const last = ++steps === nth;
    if (stoppedAt !== undefined || (last && moment === 'before')) await stop(name);
    const done = await work();
    if (last && moment === 'after') await stop(name);
    return done;
  };
  return { step, asleep: asleep.promise, wake: () => woken.resolve() };
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

/** Rebuilds and dies at the nth step. Answers the step, or undefined when there were fewer. */
const dieAt = async (nth: number, moment: Moment): Promise<string | undefined> => {
  const { step, asleep, wake } = stoppingAt(nth, moment);
  const world = { database: databaseBy(step), client: clientBy(step), tables, refuse };
  const ended = rebuildTables(world).then(
    () => undefined,
    () => undefined,
  );
  const stoppedAt = await Promise.race([asleep, ended]);
  if (stoppedAt === undefined) return undefined;
  await endLeases();
  await fedOn();
  wake();
  await ended;
  await fedOn();
  return stoppedAt;
};

it.each<Moment>(['before', 'after'])('a rebuild that ends %s any of its steps leaves whole tables', async (moment) => {
  await fedOn();
  const steps: string[] = [];
  for (let nth = 1; ; nth++) {
    const step = await dieAt(nth, moment);
    if (step === undefined) break;
    steps.push(step.replace(/\s+/g, ' ').slice(0, 60));
  }
  // It went through all that a rebuild does.
  for (const what of [
    /^CREATE TABLE/,
    /^insert move_facts__rebuild/,
    /^transaction/,
    /^EXCHANGE/,
    /^insert fact_schema/,
    /^DROP/,
  ])
    expect(steps.some((step) => what.test(step))).toBe(true);
  expect(await proof.trashed()).toBe(0);
  await dropLeftovers({ database: proof.platform.database, client });
  expect(
    await client.values("SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE '%\\_\\_re%'"),
  ).toEqual([]);
});
