/** What a tower says about itself: one that is well, and one that is ill in every part. */
import type { SystemFigures } from '@gantry/shared/api/system';
import { ago } from './ago.ts';

const second = 1 / 3600;
/** A tower that is well; a test says what ails it. */
export const system = (over: Partial<SystemFigures> = {}): SystemFigures => ({
  state: (over.troubles ?? []).length > 0 ? 'ill' : 'well',
  asOf: ago(0),
  troubles: [],
  log: { head: 1_204_381, headAgeMs: 420, unplaced: 0, oldestUnplacedMs: 0 },
  horizon: { ageMs: 0, holder: null },
  subscribers: ['orders.demand', 'tracking.begin', 'forecast', 'facts.shipment_facts', 'facts.scan_facts'].map(
    (name, n) => ({ name, position: 1_204_381 - n * 7, behind: n * 7, behindMs: n * 90, waitingFor: null }),
  ),
  queues: [
    { job: 'tracking.poll_carriers', lane: 'calls', open: 412, due: 3, oldestDueMs: 640 },
    { job: 'notifications.send_email', lane: 'calls', open: 18, due: 0, oldestDueMs: null },
    { job: 'forecast.train', lane: 'slow', open: 1, due: 0, oldestDueMs: null },
  ],
  inbox: { deferred: 0, oldestMs: 0 },
  stores: ['postgres', 'redis', 'clickhouse'].map((name, n) => ({ name, ok: true, ms: n + 1, error: null })),
  disks: [
    { name: '/var/lib/gantry/postgres', freeBytes: 81.4e9, totalBytes: 128e9, state: 'enough' },
    { name: '/var/lib/gantry/clickhouse', freeBytes: 29.1e9, totalBytes: 64e9, state: 'enough' },
  ],
  processes: (['api', 'worker'] as const).map((role, n) => ({
    id: `tower-1-${4711 + n}-ab12cd34`,
    role,
    host: 'tower-1',
    pid: 4711 + n,
    startedAt: ago(30),
    seenAt: ago(second),
    port: 3000 + n,
  })),
  verified: [{ name: 'shipment_facts', at: ago(2), equal: true, detail: '' }],
  ...over,
});
/** One that is ill in every part. */
export const illSystem = (): SystemFigures =>
  system({
    troubles: [
      {
        name: 'store.clickhouse',
        text: 'clickhouse is away: connect ECONNREFUSED 127.0.0.1:8123',
        since: ago(40 * second),
        process: null,
      },
      {
        name: 'horizon',
        text: 'A transaction has held the log back for 61 s: psql (pid 991, idle in transaction, last statement UPDATE)',
        since: ago(61 * second),
        process: null,
      },
      {
        name: 'facts.shipment_facts',
        text: 'ClickHouse: not enough space (243)',
        since: ago(38 * second),
        process: 'tower-1-4712-ab12cd34',
      },
      {
        name: 'disk./var/lib/gantry/clickhouse',
        text: '/var/lib/gantry/clickhouse has 300 MB of 64,000 MB left: writes are refused',
        since: ago(90 * second),
        process: null,
      },
      {
        name: 'verified.shipment_facts',
        text: 'shipment_facts differs from the log: 1,377 rows less than the log says',
        since: ago(2),
        process: null,
      },
    ],
    log: { head: 1_204_381, headAgeMs: 61_000, unplaced: 1_638, oldestUnplacedMs: 61_000 },
    horizon: {
      ageMs: 61_000,
      holder: {
        kind: 'session',
        pid: 991,
        application: 'psql',
        user: 'ana',
        address: '10.0.0.7',
        state: 'idle in transaction',
        since: ago(61 * second),
        statement: 'UPDATE',
        transaction: null,
      },
    },
    subscribers: system().subscribers.map((one) =>
      one.name === 'facts.shipment_facts'
        ? { ...one, behind: 48_211, behindMs: 38_000, waitingFor: 'ClickHouse: not enough space (243)' }
        : one,
    ),
    inbox: { deferred: 12, oldestMs: 4_000 },
    stores: system().stores.map((store) =>
      store.name === 'clickhouse'
        ? { ...store, ok: false, ms: 2_000, error: 'connect ECONNREFUSED 127.0.0.1:8123' }
        : store,
    ),
    disks: system().disks.map((disk, n) =>
      n === 1 ? { ...disk, freeBytes: 0.3e9, state: 'refusing' as const } : disk,
    ),
    verified: [
      {
        name: 'shipment_facts',
        at: ago(2),
        equal: false,
        detail: '1,377 rows less than the log says, positions 840,001 to 860,000',
      },
    ],
  });
