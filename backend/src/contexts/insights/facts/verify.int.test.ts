/** Fact tables compared with the log by themselves: what differs is found, shown, made again, and compared once more. */
import type { Analytics } from '@gantry/analytics/client';
import { eventFacts } from '@gantry/analytics/facts/event-facts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FactProof, moveFacts, openFactProof, whileFed } from '../../../../test/fact-world.ts';
import { until } from '../../../../test/until.ts';
import { readLog } from '../../../platform/log/event-log.ts';
import { type CheckedRange, checksOf } from './checks.ts';
import { everyRange, unchecked, verifyEvents, verifyRows } from './verify.ts';
import { someRanges, verifyFactsJob } from './verify-job.ts';
import { refuseAll } from './world.ts';

vi.setConfig({ testTimeout: 120_000 });
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
const fed = <T>(work: () => Promise<T>): Promise<T> =>
  whileFed({ platform: proof.platform, client, tables }, async () => {
    await proof.caughtUp(tables);
    return work();
  });
const shown = () => proof.platform.vitals.surroundings().verified;
const alter = (statement: string) => client.command(`ALTER TABLE ${statement} SETTINGS mutations_sync = 1`);
const world = () => ({ database: proof.platform.database, client, tables });

describe('events', () => {
  it('that are there and as they were are said to agree', async () => {
    await fed(async () => undefined);
    const end = await proof.head();
    expect(await verifyEvents(world(), everyRange)).toEqual({
      name: 'event_facts',
      through: end,
      rows: end,
      differences: 0,
      examples: [],
    });
  });

  it('that are lost or altered in the middle are named, shown, and there again', async () => {
    await alter("event_facts UPDATE event_id = 'other' WHERE seq = 700");
    await alter('event_facts DELETE WHERE seq IN (50, 51)');
    await verifyFactsJob({ platform: proof.platform, client, tables }).run(
      {},
      { jobId: 'j', attempt: 1, thread: { correlationId: 'j', actor: 'test' } },
    );
    const [check] = (await checksOf(proof.platform.database)).filter(({ name }) => name === 'event_facts');
    expect(check).toMatchObject({ differences: 3, examples: ['position 50', 'position 51', 'position 700'] });
    await fed(async () => {
      await until(async () => shown().some(({ name, equal }) => name === 'facts.event_facts' && equal), {
        what: 'event_facts whole again',
      });
      const end = await proof.head();
      expect(await client.values('SELECT count(), uniqExact(event_id) FROM event_facts FINAL')).toEqual([[end, end]]);
    });
    expect((await verifyEvents(world(), everyRange)).differences).toBe(0);
  });

  it('that lie in the Trash are missed by neither side', async () => {
    const { platform } = proof;
    await alter('event_facts DELETE WHERE seq = 60');
    expect((await verifyEvents(world(), everyRange)).examples).toEqual(['position 60']);
    const { events } = await readLog(platform.database, { after: 59, limit: 1 });
    await refuseAll(
      platform,
      eventFacts,
      events.map((event) => ({ event, error: new Error('no') })),
    );
    expect((await verifyEvents(world(), everyRange)).differences).toBe(0);
  });
});

it('rows that say something else are found, shown, and made again', async () => {
  const [[id] = []] = await proof.moves();
  await alter(`move_facts UPDATE moves = moves + 1 WHERE shipment_id = '${id}'`);
  expect((await verifyRows({ ...world(), tables: [moveFacts] })).get('move_facts')).toMatchObject({
    differences: 1,
    examples: [`["${id}"]`],
  });
  await fed(async () => {
    await until(async () => shown().some(({ name, equal }) => name === 'facts.move_facts' && equal), {
      what: 'move_facts whole again',
    });
    expect(await proof.movesIn(client)).toEqual(await proof.moves());
  });
});

describe('ranges', () => {
  const ranges = Array.from({ length: 300 }, (_, n) => ({ after: n * 100, through: (n + 1) * 100 }));
  const checkedAt = (at: (n: number) => number, differences = 0): Map<number, CheckedRange> =>
    new Map(ranges.map(({ after, through }, n) => [after, { after, through, at: new Date(at(n)), differences }]));
  it('that are new, have grown or differed come first; of the rest those of long ago, all of them within a day', () => {
    const checked = checkedAt((n) => 1_000_000 - n);
    checked.delete(0);
    const [second] = ranges.slice(1);
    checked.set(100, { ...second, after: 100, through: 150, at: new Date(), differences: 0 });
    checked.set(200, { after: 200, through: 300, at: new Date(), differences: 1 });
    expect(unchecked(ranges, checked).map(({ after }) => after)).toEqual([0, 100, 200]);
    expect(someRanges(ranges, checked).map(({ after }) => after)).toEqual([0, 100, 200, 29_900, 29_800, 29_700]);
    expect(someRanges(ranges, checked).length - 3).toBeGreaterThanOrEqual(300 / 144);
  });
});
