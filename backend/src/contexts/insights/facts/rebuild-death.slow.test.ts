/**
 * A rebuild that dies, or sleeps and wakes late, at each of its steps: before the step was done, and after it was done without
 * the answer being heard. Whoever feeds the tables meanwhile finds them whole, and what wakes late spoils nothing.
 */
import type { Analytics } from '@gantry/analytics/client';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type FactProof, openFactProof, whileFed } from '../../../../test/fact-world.ts';
import {
  allSteps,
  clientBy,
  databaseBy,
  expectedSteps,
  type Moment,
  type Step,
  spread,
  swapSteps,
  rebuiltTables as tables,
} from '../../../../test/rebuild-steps.ts';
import { rebuildDeaths } from '../../../../test/volume.ts';
import { dropLeftovers, rebuildTables } from './rebuild.ts';

vi.setConfig({ testTimeout: 900_000 });
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
  const world = { database: databaseBy(proof.platform.database, step), client: clientBy(client, step), tables, refuse };
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

it('a rebuild that ends at any of its steps leaves whole tables', async () => {
  await fedOn();
  const steps = await rebuildTo(Number.POSITIVE_INFINITY, 'before');
  for (const what of expectedSteps) expect(steps.filter((step) => what.test(step)).length).toBeGreaterThan(0);
  const chosen = spread(rebuildDeaths.every ? allSteps(steps) : swapSteps(steps), rebuildDeaths.slept);
  for (const [nth, moment] of chosen) await rebuildTo(nth, moment);
  expect(await proof.trashed()).toBe(0);
  await dropLeftovers({ database: proof.platform.database, client });
  expect(
    await client.values(
      "SELECT name FROM system.tables WHERE database = currentDatabase() AND match(name, '__rebuild')",
    ),
  ).toEqual([]);
});
