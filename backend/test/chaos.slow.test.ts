/**
 * The short form of `pnpm bench chaos`: the whole tower under load while its processes are killed and stopped by the schedule
 * of a fixed seed. Times to recover are the bench's to judge, on a machine of its own; what was kept and what was said are
 * judged here.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { type RunResult, runChaos } from '../bench/chaos/run.ts';
import { brisk, type FaultKind, scheduleOf } from '../bench/chaos/schedule.ts';

const seed = 17;
const seconds = 26;
/** Each is over within seconds and leaves the tower to mend itself. */
const kinds: readonly FaultKind[] = [
  'kill-api',
  'kill-worker',
  'kill-worker-2',
  'kill-clickhouse',
  'kill-postgres',
  'redis-emptied',
  'stop-clickhouse',
  'stop-redis',
];

describe.runIf(process.platform === 'linux')('a tower that is hurt', () => {
  let result: RunResult;
  beforeAll(async () => {
    const faults = scheduleOf({ seed, seconds, kinds, pace: brisk });
    result = await runChaos({ seed, seconds, shipments: 40, faults: () => faults, tell: console.log });
  }, 240_000);

  it('was hurt while it was used', () => {
    expect(result.recoveries.length).toBeGreaterThanOrEqual(3);
    expect(result.recoveries.flatMap(({ remarks }) => remarks)).toEqual([]);
    for (const [thing, least] of [
      ['scan', 1_000],
      ['order', 20],
      ['shipment', 20],
    ] as const) {
      const acknowledged = [...result.history.outcomes[thing].values()].filter((is) => is === 'acknowledged');
      expect(acknowledged.length, thing).toBeGreaterThan(least);
    }
  });
  it('has everything it acknowledged exactly once in the log, in rows, in ClickHouse and on sockets', () => {
    expect(result.differences).toEqual([]);
  });
  it('comes to rest by itself', () => {
    expect(result.restless).toEqual([]);
  });
  it('never said that it was well while it was behind', () => {
    expect(result.lies).toEqual([]);
  });
  it('lost no process but those that were killed', () => {
    expect(result.deaths).toEqual([]);
  });
});
