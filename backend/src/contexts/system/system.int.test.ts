import { readSystem } from '@gantry/shared/api/system';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey, freshStores } from '../../../test/fresh-stores.ts';
import { until } from '../../../test/until.ts';
import { openWire, type Wire } from '../../../test/wire.ts';
import { type RunningApi, startApi } from '../../app/api.ts';
import { openPlatform } from '../../app/open-platform.ts';
import { type RunningWorker, startWorker } from '../../app/worker.ts';
import { machineEndpoints } from '../../platform/http/health.ts';
import { startHeartbeat } from '../../platform/vitals/heartbeat.ts';

type Stores = Awaited<ReturnType<typeof freshStores>>;
type Health = { status: string; reasons: { name: string; text: string; since: string }[] };

const authorization = { authorization: `Bearer ${adminKey}` };
const replyOf = (path: string) => machineEndpoints.find((endpoint) => endpoint.path === path)?.reply;

describe('a tower', () => {
  let stores: Stores;
  let wire: Wire;
  let api: RunningApi;
  let worker: RunningWorker;
  beforeAll(async () => {
    stores = await freshStores();
    // The api has a line of its own to Postgres, which is cut for it alone.
    wire = await openWire(stores.config.databaseUrl);
    api = await startApi({ ...stores.config, databaseUrl: wire.url });
    worker = await startWorker(stores.config);
  });
  afterAll(async () => {
    await worker.stop();
    await api.stop();
    await wire.close();
    await stores.drop();
  });
  const ask = (path: string, { port }: { port: number } = api, headers = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers });
  const health = async (of?: { port: number }): Promise<Health & { http: number }> => {
    const response = await ask('/health/ready', of);
    return { http: response.status, ...((await response.json()) as Health) };
  };
  const isReady = (of?: { port: number }) =>
    until(async () => (await health(of)).http === 200, { what: 'a ready tower' });
  const read = async () => readSystem.reply.parse(await (await ask(readSystem.path, api, authorization)).json());
  const metrics = async (of: { port: number }) => (await ask('/metrics', of, authorization)).text();
  /** Values of a gauge by its labels. */
  const gauge = (text: string, name: string): Map<string, number> =>
    new Map(
      [...text.matchAll(new RegExp(`^gantry_${name}(\\{.*\\})? (\\S+)$`, 'gm'))].map(([, labels = '', value]) => [
        labels,
        Number(value),
      ]),
    );

  it('is ready within seconds of its start', async () => {
    const began = Date.now();
    await isReady();
    expect(Date.now() - began).toBeLessThan(5_000);
    expect(await health()).toMatchObject({ http: 200, status: 'ready', reasons: [] });
    for (const path of ['/health/ready', '/health/serving', '/health/live'])
      replyOf(path)?.parse(await (await ask(path)).json());
  });
  it('tells a manager how everything is', async () => {
    // The port is told by the first beat after it is known.
    const figures = await until(async () => {
      const said = await read();
      const isTold = said.processes.length === 2 && said.processes.every(({ port }) => port !== null);
      return isTold && said.state === 'well' && said;
    });
    expect(figures).toMatchObject({ state: 'well', troubles: [], log: { unplaced: 0, oldestUnplacedMs: 0 } });
    expect(figures.stores.map(({ name, ok }) => [name, ok])).toEqual([
      ['postgres', true],
      ['redis', true],
      ['clickhouse', true],
    ]);
    const names = figures.subscribers.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['facts.shipment_facts', 'tracking.shipments', 'trash.resume']));
    expect(new Set(names).size).toBe(names.length);
    expect(figures.processes).toMatchObject([
      { role: 'api', port: api.port, pid: process.pid },
      { role: 'worker', port: worker.port },
    ]);
  });
  it('shows its figures to Prometheus, in the worker too', async () => {
    for (const of of [api, worker]) {
      expect((await ask('/metrics', of)).status).toBe(401);
      const text = await until(async () => {
        const said = await metrics(of);
        const lag = gauge(said, 'subscriber_lag_seconds').get('{subscriber="facts.shipment_facts"}');
        return gauge(said, 'well').get('') === 1 && lag === 0 && said;
      });
      expect(gauge(text, 'store_up')).toEqual(
        new Map(['postgres', 'redis', 'clickhouse'].map((name) => [`{store="${name}"}`, 1])),
      );
      for (const name of [
        'log_head',
        'log_unplaced',
        'log_unplaced_age_seconds',
        'horizon_age_seconds',
        'inbox_deferred_age_seconds',
      ])
        expect(gauge(text, name).size, name).toBe(1);
    }
    expect((await ask('/health/live', worker)).status).toBe(200);
    await isReady(worker);
  });
  it('answers an unknown address of the worker with Problem Details', async () => {
    const response = await ask('/nothing', worker);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 404, code: 'no_such_route' });
  });
  it('is ill and still serving when its worker is gone, and says what stands; ready again when one works', async () => {
    await worker.stop();
    await until(async () => (await health()).reasons.some(({ name }) => name === 'worker'));
    const silent = await health();
    expect(silent).toMatchObject({
      http: 503,
      status: 'not_ready',
      reasons: [{ name: 'worker', text: 'No worker is alive' }],
    });
    expect((await ask('/health/serving')).status).toBe(200);
    // A key is an event, which now waits for its position.
    const created = await fetch(`http://127.0.0.1:${api.port}/api/logistics/access/keys`, {
      method: 'POST',
      headers: { ...authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'while the worker is away', kind: 'api', area: 'staff' }),
    });
    expect(created.status).toBeLessThan(300);
    const behind = await until(async () => (await health()).reasons.find(({ name }) => name === 'log'));
    expect(behind.text).toMatch(/^1 event waits for a position, the oldest for [89] s$/);
    expect((await read()).log).toMatchObject({ unplaced: 1 });
    // The tower that test files share sets the gauges of the same registry, in turn with this one.
    await until(async () => gauge(await metrics(api), 'log_unplaced').get('') === 1, { what: 'the gauge of it' });
    worker = await startWorker(stores.config);
    await isReady();
    expect((await read()).log).toMatchObject({ unplaced: 0, oldestUnplacedMs: 0 });
  });
  it('says that Postgres is away, and what it knows by itself, to whoever has a key that was good', async () => {
    expect((await read()).state).toBe('well');
    wire.cut();
    const away = await until(async () => {
      const said = await read();
      return said.log.head === null && said;
    });
    expect(away).toMatchObject({
      state: 'ill',
      log: { unplaced: null },
      horizon: { ageMs: null, holder: null },
      inbox: { deferred: null },
    });
    expect(away.stores.map(({ name, ok }) => [name, ok])).toEqual([
      ['postgres', false],
      ['redis', true],
      ['clickhouse', true],
    ]);
    expect((await health()).reasons.map(({ name }) => name)).toContain('store.postgres');
    expect((await health()).reasons.map(({ name }) => name)).not.toContain('worker');
    expect((await ask('/health/serving')).status).toBe(503);
    expect((await ask('/health/live')).status).toBe(200);
    // The worker of this test shares the registry, and has a line of its own.
    await until(async () => {
      const said = await metrics(api);
      return Number.isNaN(gauge(said, 'log_head').get('')) && gauge(said, 'store_up').get('{store="postgres"}') === 0;
    });
    // A key that was not asked for before is no key that was good.
    const other = await ask(readSystem.path, api, { authorization: `Bearer ${adminKey}x` });
    expect(other.status).toBe(503);
    wire.letGo();
    await isReady();
  });
  it('tells what another of its processes waits for', async () => {
    const { platform, close } = await openPlatform(stores.config, 'worker', 4);
    platform.vitals.tell('facts.shipment_facts', 'ClickHouse: not enough space (243)');
    const end = startHeartbeat(platform, 'worker');
    const told = await until(async () => (await health()).reasons.find(({ name }) => name === 'facts.shipment_facts'));
    expect(told.text).toBe('ClickHouse: not enough space (243)');
    const { subscribers, troubles } = await read();
    expect(subscribers.find(({ name }) => name === 'facts.shipment_facts')?.waitingFor).toBe(told.text);
    expect(troubles).toMatchObject([{ process: platform.vitals.process }]);
    await end();
    await close();
    await isReady();
  });
});
