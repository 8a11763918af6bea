/** Levels of confidence judged by the record in ClickHouse: a level that misses its claim loses its name by itself. */
import { gzipSync } from 'node:zlib';
import { type Analytics, connect } from '@gantry/analytics/client';
import { etaFacts } from '@gantry/analytics/facts/eta-facts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestPlatform, type TestPlatform } from '../../../test/test-platform.ts';
import { type OpenContexts, openContexts } from '../../app/contexts.ts';
import { forecastStanding } from './accuracy.ts';
import { emptyEtaModel } from './model/estimate-eta.ts';
import { openModelBook, putInForce } from './models.ts';

const begun = Date.UTC(2026, 10, 1);
const thread = { correlationId: 'test', actor: 'test' };
const run = { jobId: 'job_test', attempt: 1, thread };
let test: TestPlatform;
let analytics: Analytics;
let forecast: OpenContexts['forecast'];

beforeAll(async () => {
  test = await openTestPlatform();
  analytics = await connect(test.config.clickhouseUrl);
  ({ forecast } = openContexts(test.platform, analytics));
  const bytes = gzipSync(JSON.stringify(emptyEtaModel));
  await putInForce(
    test.platform,
    { bytes, shipments: 9, asOf: new Date(begun).toISOString() },
    { thread, spreadMs: 0 },
  );
});
afterAll(async () => {
  await analytics?.close();
  await test?.close();
});

/** A hundred shipments that arrived in an hour, each with one estimate claimed high that held or missed. */
const invent = async (hour: number, held: boolean): Promise<void> => {
  const rows = Array.from({ length: 100 }, (_, nth) =>
    etaFacts.values({
      shipmentId: `invented_${hour}_${nth}`,
      carrier: 'acme',
      lane: 'ES>ES',
      arrivedAt: begun + hour * 3_600_000,
      issuedAt: [Date.UTC(2026, 9, 30)],
      stages: ['in_transit'],
      confidences: ['medium'],
      errorHours: [1],
      held: [true],
      widthHours: [2],
      claimedConfidences: ['high'],
      claimedHeld: [held],
      version: 1,
      merchant: 'main',
    }),
  );
  await analytics.insert(
    { name: 'eta_facts', columns: etaFacts.columns.map((column) => column.name) },
    rows,
    `invented-${hour}`,
  );
};
const judge = async (): Promise<{ demotedTo: unknown[]; told: string[]; demoted: string[] }> => {
  const job = forecast.jobs.find(({ name }) => name === 'forecast.judge_eta_levels');
  await job?.run({}, run);
  const { levels } = await forecastStanding(test.platform);
  const { rows } = await test.platform.database.pool.query<{ told: string }>(
    `SELECT payload->>'from' || ' as ' || (payload->>'to') AS told FROM event_log WHERE name = 'tracking.eta_level_demoted' ORDER BY version`,
  );
  const { demoted } = await openModelBook(test.platform).current();
  const demotedTo = Object.values(levels).map((one) => one.demotedTo);
  return { demotedTo, told: rows.map(({ told }) => told), demoted: [...demoted] };
};

it('is demoted by what it missed, stays so, and is raised again by what it would have kept', async () => {
  expect(await judge()).toEqual({ demotedTo: [null, null, null], told: [], demoted: [] });
  await invent(1, false);
  expect(await judge()).toEqual({ demotedTo: ['medium', null, null], told: ['high as medium'], demoted: ['high'] });
  for (const hour of [2, 3, 4]) await invent(hour, true);
  expect((await judge()).told).toEqual(['high as medium']);
  for (const hour of [5, 6]) await invent(hour, true);
  expect(await judge()).toEqual({
    demotedTo: [null, null, null],
    told: ['high as medium', 'high as high'],
    demoted: [],
  });
});
