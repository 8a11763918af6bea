import { describe, expect, it } from 'vitest';
import { behindLimitMs, type Figures, findings, troublesOf, waitOf } from './judge.ts';

const at = '2026-11-28T02:00:00.000Z';
const worker = {
  id: 'w',
  role: 'worker' as const,
  host: 'h',
  pid: 1,
  startedAt: at,
  seenAt: at,
  port: 4000,
};
const well: Figures = {
  asOf: at,
  log: { head: 10, headAgeMs: 3_600_000, unplaced: 0, oldestUnplacedMs: 0 },
  horizon: { ageMs: 0, holder: null },
  subscribers: [{ name: 'orders.reactions', position: 10, behind: 0, behindMs: 0, waitingFor: null }],
  queues: [{ job: 'orders.poll', lane: 'calls', open: 3, due: 0, oldestDueMs: null }],
  inbox: { deferred: 0, oldestMs: 0 },
  stores: [{ name: 'redis', ok: true, ms: 1, error: null }],
  disks: [{ name: 'home', freeBytes: 5e9, totalBytes: 1e10, state: 'low' }],
  processes: [worker],
  verified: [{ name: 'facts.scan_facts', at, equal: true, detail: '' }],
};
const session = {
  kind: 'session' as const,
  pid: 123,
  application: 'psql',
  user: 'analyst',
  address: '10.0.0.9',
  state: 'idle in transaction',
  since: at,
  statement: 'UPDATE',
  transaction: null,
};
const late = behindLimitMs + 4_400;

describe('a tower', () => {
  it('is well when nothing is behind, however long nothing has happened', () => {
    expect(findings(well)).toEqual([]);
  });
  it('is judged well before ten seconds are over', () => {
    expect(behindLimitMs).toBeLessThan(10_000);
  });
  it.each<[string, Partial<Figures>, string, string]>([
    [
      'a store is away',
      { stores: [{ name: 'redis', ok: false, ms: 2_000, error: 'no answer in 2000 ms' }] },
      'store.redis',
      'redis is away: no answer in 2000 ms',
    ],
    [
      'events wait for their position',
      { log: { head: 10, headAgeMs: 1, unplaced: 1_638, oldestUnplacedMs: late } },
      'log',
      '1,638 events wait for a position, the oldest for 12 s',
    ],
    [
      'a transaction holds the log back',
      { horizon: { ageMs: late, holder: session } },
      'horizon',
      'A transaction has held the log back for 12 s: psql (pid 123, idle in transaction, last statement UPDATE)',
    ],
    [
      'a prepared transaction does',
      {
        horizon: {
          ageMs: late,
          holder: { ...session, kind: 'prepared', pid: null, state: 'prepared', transaction: 'batch-7' },
        },
      },
      'horizon',
      'A transaction has held the log back for 12 s: the prepared transaction batch-7 of analyst',
    ],
    [
      'a subscriber is behind',
      {
        subscribers: [
          {
            name: 'facts.scan_facts',
            position: 9,
            behind: 1,
            behindMs: late,
            waitingFor: 'ClickHouse: no space (243)',
          },
        ],
      },
      'subscriber.facts.scan_facts',
      'facts.scan_facts is 1 event and 12 s behind and waits: ClickHouse: no space (243)',
    ],
    [
      'a job that is due is not taken up',
      { queues: [{ job: 'orders.poll', lane: 'calls', open: 3, due: 2, oldestDueMs: late }] },
      'job.orders.poll',
      '2 jobs are due: orders.poll, the oldest for 12 s',
    ],
    [
      'a message waits to be recorded',
      { inbox: { deferred: 1, oldestMs: late } },
      'inbox',
      '1 message waits to be recorded, the oldest for 12 s',
    ],
    ['no worker is alive', { processes: [{ ...worker, role: 'api' }] }, 'worker', 'No worker is alive'],
    [
      'a table differs from the log',
      { verified: [{ name: 'facts.scan_facts', at, equal: false, detail: '1,377 of 20,000 rows' }] },
      'verified.facts.scan_facts',
      'facts.scan_facts differs from the log: 1,377 of 20,000 rows',
    ],
  ])('is ill when %s', (_, change, name, text) => {
    expect(findings({ ...well, ...change })).toMatchObject([{ name, text }]);
  });
  it('is not ill of what is on its way', () => {
    const ms = behindLimitMs;
    const busy: Partial<Figures> = {
      log: { head: 10, headAgeMs: 1, unplaced: 5, oldestUnplacedMs: ms },
      horizon: { ageMs: ms, holder: session },
      subscribers: [{ name: 'a', position: 1, behind: 9_000, behindMs: ms, waitingFor: null }],
      queues: [{ job: 'a.b', lane: null, open: 9_000, due: 9_000, oldestDueMs: ms }],
      inbox: { deferred: 5, oldestMs: ms },
    };
    expect(findings({ ...well, ...busy })).toEqual([]);
  });
  it('says only that Postgres is away when nothing else can be known', () => {
    const blind: Partial<Figures> = {
      log: { head: null, headAgeMs: null, unplaced: null, oldestUnplacedMs: null },
      horizon: { ageMs: null, holder: null },
      subscribers: [{ name: 'a', position: null, behind: null, behindMs: null, waitingFor: null }],
      queues: [],
      inbox: { deferred: null, oldestMs: null },
      processes: [],
      stores: [{ name: 'postgres', ok: false, ms: 3, error: 'connect ECONNREFUSED' }],
    };
    expect(findings({ ...well, ...blind })).toMatchObject([{ name: 'store.postgres' }]);
  });
  it('tells what is found and what is said once, what is found first', () => {
    const found = [{ name: 'horizon', text: 'found', forMs: 12_000 }];
    const told = ['horizon', 'lane'].map((name) => ({ name, text: 'told', since: at, process: 'w' }));
    expect(troublesOf(found, told, () => at)).toEqual([
      { name: 'horizon', text: 'found', since: at, process: null },
      { name: 'lane', text: 'told', since: at, process: 'w' },
    ]);
  });
  it('tells of a disk that several processes watch once, and of each process that lacks a store', () => {
    const told = ['api', 'worker'].flatMap((process) =>
      ['disk.home', 'store.redis'].map((name) => ({ name, text: 'told', since: at, process })),
    );
    expect(troublesOf([], told, () => at).map(({ name, process }) => `${name} ${process}`)).toEqual([
      'disk.home api',
      'store.redis api',
      'store.redis worker',
    ]);
  });
});

describe('what a reader waits for', () => {
  const reader = { name: 'facts.scan_facts', behind: 3, store: 'clickhouse' };
  const away = { name: 'clickhouse', ok: false, ms: 2_000, error: 'no answer in 2000 ms' };
  const says = { name: 'facts.scan_facts', text: 'ClickHouse: not enough space (243)', since: at, process: 'w' };
  it.each<[string, Partial<typeof reader> & { behind?: number | null }, Parameters<typeof waitOf>[1], string | null]>([
    ['what it says itself', {}, { told: [says], stores: [away] }, says.text],
    ['its store, before it has noticed', {}, { told: [], stores: [away] }, 'clickhouse is away: no answer in 2000 ms'],
    ['nothing at the head of the log', { behind: 0 }, { told: [], stores: [away] }, null],
    ['nothing while its store answers', {}, { told: [], stores: [{ ...away, ok: true }] }, null],
    ['nothing that it does not fill', { store: 'redis' }, { told: [], stores: [away] }, null],
  ])('is %s', (_what, over, known, wait) => {
    expect(waitOf({ ...reader, ...over }, known)).toBe(wait);
  });
});
