/**
 * Api and worker outlive their stores: started before them, and under a load while each of them is killed, cut off or
 * stopped. Nobody starts the two again here, so whatever would end one of them fails the test.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { migrate } from '@gantry/prisma/migrate';
import { performance as performanceFigures } from '@gantry/shared/api/insights';
import { getOrder } from '@gantry/shared/api/orders';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newHome } from '../bench/bench-tower.ts';
import { type Stack, startStack } from '../src/embedded/stack.ts';
import { type AppProcess, startAppProcess } from './app-process.ts';
import { connectCarrier, newShipment, postScans, timelineWhen } from './doings.ts';
import { adminKey, type SpokenTower, speakTo, until } from './tower.ts';

const home = newHome();
let stack: Stack;
let api: AppProcess;
let worker: AppProcess;
let tower: SpokenTower;
let origin = '';
let admin: pg.Pool;

const start = (role: 'api' | 'worker'): AppProcess =>
  startAppProcess(
    {
      GANTRY_ROLE: role,
      PORT: '0',
      GANTRY_HOME: home,
      DATABASE_URL: stack.databaseUrl,
      REDIS_URL: stack.redisUrl,
      CLICKHOUSE_URL: stack.clickhouseUrl,
      GANTRY_ADMIN_KEY: adminKey,
      GANTRY_SECRET_KEY: 'ab'.repeat(32),
      GANTRY_DEMO: '0',
      GANTRY_LOG_LEVEL: 'warn',
    },
    join(home, `${role}.log`),
  );

/** How often the processes ended: never. */
const endings = (): (string | undefined)[] => [api.ended(), worker.ended()];
const alive = [undefined, undefined];

/** A new parcel goes its way from order to delivery, as the page that people look at tells it. */
const works = async (): Promise<void> => {
  await until(
    async () => {
      const { shipmentId, number } = await newShipment(tower);
      const { status } = await postScans(tower, { number, code: 'OK', at: new Date().toISOString(), country: 'ES' });
      if (status !== 200) throw new Error(`a webhook was answered ${status}`);
      await timelineWhen(tower, shipmentId, ({ standing }) => standing.status === 'delivered');
      return true;
    },
    { ms: 60_000, what: 'a parcel delivered' },
  );
};
const well = (): Promise<boolean> =>
  until(
    async () => {
      const answer = await fetch(`${origin}/health/ready`);
      if (answer.status !== 200) throw new Error(await answer.text());
      return true;
    },
    { ms: 60_000, what: 'a tower that is well' },
  );

/** Asks and writes all the time, by HTTP, until it is stopped; answers arrive or not. */
const busy = (): (() => Promise<void>) => {
  let over = false;
  const line = async (): Promise<void> => {
    while (!over) {
      await newShipment(tower).catch(() => undefined);
      await tower.webhook(tower.carrier, { scans: [] }).catch(() => undefined);
      await fetch(`${origin}/api/logistics/wall`).catch(() => undefined);
    }
  };
  const lines = [line(), line(), line(), line()];
  return async () => {
    over = true;
    await Promise.all(lines);
  };
};

beforeAll(async () => {
  mkdirSync(home, { recursive: true });
  stack = await startStack({ home });
  await stack.stop();
});
afterAll(async () => {
  await Promise.all([api?.stop(), worker?.stop()]);
  await admin?.end();
  await stack?.stop();
  rmSync(home, { recursive: true, force: true });
});

describe.runIf(process.platform === 'linux')('processes without stores', () => {
  it('are up at once, say what they wait for, and answer 503 with Retry-After', async () => {
    api = start('api');
    worker = start('worker');
    origin = `http://127.0.0.1:${await api.ready}`;
    tower = { ...speakTo(origin), carrier: 'acme' };
    const workers = `http://127.0.0.1:${await worker.ready}`;
    for (const each of [origin, workers]) {
      expect((await fetch(`${each}/health/live`)).status).toBe(200);
      const serving = await fetch(`${each}/health/serving`);
      expect([serving.status, await serving.json()]).toMatchObject([
        503,
        { waitsFor: 'the database and its migrations' },
      ]);
    }
    const unready = (await (await fetch(`${origin}/health/ready`)).json()) as { reasons: { name: string }[] };
    expect(unready.reasons.map(({ name }) => name).sort()).toEqual(
      expect.arrayContaining(['start', 'store.clickhouse', 'store.postgres', 'store.redis']),
    );
    for (const path of [
      '/api/logistics/orders',
      '/api/logistics/events/webhooks/acme',
      '/socket.io/?EIO=4&transport=polling',
    ]) {
      const answer = await fetch(origin + path, { method: path.includes('webhooks') ? 'POST' : 'GET' });
      expect([answer.status, answer.headers.get('content-type')], path).toEqual([
        503,
        'application/problem+json; charset=utf-8',
      ]);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    await until(async () => (await fetch(`${origin}/docs`)).status === 200);
    expect(endings()).toEqual(alive);
  });
  it('wait for the migrations, and are whole a moment after', async () => {
    stack = await startStack({ home });
    admin = new pg.Pool({ connectionString: stack.databaseUrl, max: 2 });
    admin.on('error', () => undefined);
    admin.on('connect', (client) => void client.on('error', () => undefined));
    const serving = await fetch(`${origin}/health/serving`);
    expect(serving.status).toBe(503);
    await migrate(stack.databaseUrl);
    const began = performance.now();
    await Promise.all([api.whole, worker.whole]);
    expect(performance.now() - began).toBeLessThan(3_000);
    await connectCarrier(tower);
    await works();
    await well();
    expect(endings()).toEqual(alive);
  });
});

const backends = async (application: string): Promise<number[]> => {
  const { rows } = await admin.query<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE application_name LIKE $1 AND pid <> pg_backend_pid()',
    [application],
  );
  return rows.map(({ pid }) => pid);
};
const kill = (pid: number | undefined, signal: NodeJS.Signals = 'SIGKILL'): void => {
  if (pid === undefined) throw new Error('there is nobody to kill');
  process.kill(pid, signal);
};
/** Sends a signal to a store, once it runs: it may just be coming back. */
const end = async (name: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
  await until(async () => {
    kill(stack.pids[name], signal);
    return true;
  });
};

describe.runIf(process.platform === 'linux')('processes outlive', () => {
  it.each<[string, () => Promise<void>]>([
    [
      'every connection to Postgres being ended',
      async () =>
        void (await admin.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'gantry-%'`,
        )),
    ],
    [
      'a backend of the api being killed, which takes all others down',
      async () => kill((await backends('gantry-api'))[0]),
    ],
    ['a backend of the worker being killed', async () => kill((await backends('gantry-worker'))[0])],
    ['Postgres itself being killed', async () => end('postgres')],
    ['Redis being killed', async () => end('redis')],
    ['ClickHouse being killed', async () => end('clickhouse')],
    [
      'all of them being killed at once',
      async () => {
        await Promise.all(['postgres', 'redis', 'clickhouse'].map((name) => end(name)));
      },
    ],
  ])(
    '%s, under a load',
    async (_what, happens) => {
      const rest = busy();
      try {
        for (let times = 0; times < 1; times++) {
          await works();
          await happens();
          await works();
        }
      } finally {
        await rest();
      }
      await well();
      expect(endings()).toEqual(alive);
      expect(api.log() + worker.log()).not.toMatch(/unhandled|uncaught/i);
    },
    240_000,
  );
});

const timed = async (work: () => Promise<number>): Promise<{ ms: number; status: number }> => {
  const began = performance.now();
  const status = await work();
  return { ms: performance.now() - began, status };
};

describe.runIf(process.platform === 'linux')('a store that hangs', () => {
  it('delays no page, lookup, order or webhook where it is Redis', async () => {
    await well();
    const { trackingToken, number, orderId } = await newShipment(tower);
    let minute = 0;
    const asks: Record<string, () => Promise<number>> = {
      page: async () => (await fetch(`${origin}/track/${trackingToken}`)).status,
      unknown: async () => (await fetch(`${origin}/track/no-such-token-of-anybody-00000`)).status,
      order: async () => (await tower.call(getOrder, { params: { orderId } })).status,
      webhook: async () => {
        const at = new Date(Date.now() - ++minute * 60_000).toISOString();
        return (await postScans(tower, { number, code: 'IT', at, country: 'ES' })).status;
      },
    };
    const round = async (): Promise<{ ms: number; status: number }[]> => {
      const all = [];
      for (let n = 0; n < 8; n++) for (const ask of Object.values(asks)) all.push(await timed(ask));
      return all;
    };
    const answered = (all: { status: number }[]): boolean =>
      all.every(({ status }) => [200, 404, 429].includes(status));
    const slow = (all: { ms: number }[]): number => all.filter(({ ms }) => ms >= 190).length;
    await round();
    const before = await round();
    await end('redis', 'SIGSTOP');
    try {
      const during = await round();
      expect([answered(before), answered(during)]).toEqual([true, true]);
      // One question finds out; a machine that is busy elsewhere may be slow once more.
      expect(slow(during)).toBeLessThanOrEqual(slow(before) + 2);
      await works();
      await until(async () => (await fetch(`${origin}/health/ready`)).status === 503);
    } finally {
      await end('redis', 'SIGCONT');
    }
    await works();
    await well();
  }, 240_000);
  it('fails questions of figures within ten seconds where it is ClickHouse, and nothing else', async () => {
    const figures = async () => (await tower.call(performanceFigures, { query: { period: '30d' } })).status;
    expect(await figures()).toBe(200);
    await end('clickhouse', 'SIGSTOP');
    try {
      await works();
      const asked = await Promise.all(
        [1, 2, 3].map(() =>
          timed(async () => (await tower.call(performanceFigures, { query: { period: '7d' } })).status),
        ),
      );
      expect(asked.map(({ status }) => status)).toEqual([503, 503, 503]);
      expect(Math.max(...asked.map(({ ms }) => ms))).toBeLessThan(11_000);
      expect((await fetch(`${origin}/health/serving`)).status).toBe(200);
      await works();
    } finally {
      await end('clickhouse', 'SIGCONT');
    }
    await until(async () => (await figures()) === 200, { ms: 20_000 });
    await well();
    expect(endings()).toEqual(alive);
  }, 240_000);
  it('holds up no graceful stop', async () => {
    await end('redis', 'SIGSTOP');
    await end('clickhouse', 'SIGSTOP');
    try {
      const stopped = await Promise.all([api.stop(), worker.stop()]);
      expect(stopped.map(({ code }) => code)).toEqual([0, 0]);
      expect(Math.max(...stopped.map(({ ms }) => ms))).toBeLessThan(9_000);
    } finally {
      for (const name of ['redis', 'clickhouse']) await end(name, 'SIGCONT');
    }
  });
});
