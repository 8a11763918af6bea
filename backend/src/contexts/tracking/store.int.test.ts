/** Two who record the same scan at once: the second waits for the first and then sees everything it wrote. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestPlatform, type TestPlatform } from '../../../test/test-platform.ts';
import { after, labelAt, planWith, scanAt } from '../../../test/test-scans.ts';
import { until } from '../../../test/tower.ts';
import { execute, hold, transact } from '../../platform/write/transact.ts';
import { recordScans, startTracking } from './decide.ts';
import { trackedStream } from './store.ts';

let test: TestPlatform;
beforeAll(async () => {
  test = await openTestPlatform();
});
afterAll(() => test.close());

const id = planWith().shipmentId;
const thread = { correlationId: 'ord_1', actor: 'test' };
const now = new Date(after(9));

it('a scan recorded while another waited for the shipment is known to the other', async () => {
  const { database } = test.platform;
  const begin = startTracking(planWith(), { createdAt: labelAt, waiting: [scanAt('picked_up', 1)], now });
  await execute(test.platform, trackedStream, { id, thread, decide: begin });
  const scans = [scanAt('in_transit', 2), scanAt('delayed', 3, { reason: 'weather' })];
  const record = { id, thread, decide: recordScans(scans) };
  let go: () => void = () => undefined;
  const held = new Promise<void>((open) => {
    go = open;
  });
  let written: () => void = () => undefined;
  const wrote = new Promise<void>((done) => {
    written = done;
  });
  const first = transact(test.platform, hold(trackedStream, [id]), async ({ apply }) => {
    const [outcome] = await apply(trackedStream, [record]);
    written();
    await held;
    return outcome;
  });
  await wrote;
  const second = transact(
    test.platform,
    hold(trackedStream, [id]),
    async ({ apply }) => (await apply(trackedStream, [record]))[0],
  );
  await until(
    async () => {
      const { rowCount } = await database.pool.query(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      return (rowCount ?? 0) > 0;
    },
    { what: 'the second to wait' },
  );
  go();
  expect((await first)?.ok).toBe(true);
  expect(await second).toMatchObject({ ok: true, facts: [] });
  const { rows } = await database.pool.query(
    "SELECT count(*)::int AS n FROM event_log WHERE stream_id = $1 AND name = 'tracking.scan_recorded'",
    [id],
  );
  expect(rows[0]?.n).toBe(3);
});
