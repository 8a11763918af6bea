/**
 * Orders placed with allocation a second, over HTTP and in process, beside a bare SQL transaction that changes the same rows
 * on the same Postgres in the same run. The bare one runs before and after; what it writes is less than what an order means
 * to the tower, which seals what names people, checks the address and reads the rules first.
 */
import { saveWarehouse } from '@gantry/shared/api/inventory/places';
import { saveProduct } from '@gantry/shared/api/inventory/products';
import { moveStock } from '@gantry/shared/api/inventory/stock';
import { orderInput } from '@gantry/shared/api/orders';
import { Pool } from 'undici';
import { openPlatform } from '../../src/app/open-platform.ts';
import { openInventory } from '../../src/contexts/inventory/public.ts';
import { openIntake } from '../../src/contexts/orders/intake/intake.ts';
import { keptSecret, newSecretKey, parseConfig } from '../../src/platform/config.ts';
import { openGazetteer } from '../../src/platform/gazetteer.ts';
import { speakTo } from '../../test/tower.ts';
import { type BenchTower, enginesOf, inTower } from '../bench-tower.ts';
import type { Dials } from '../dials.ts';
import { runScript } from '../pgbench.ts';
import { meter } from '../processes.ts';
import type { Figures, Report } from '../report.ts';
import { bareScript } from './bare.ts';

/** Products that orders are of, in turns: some are asked for at the same time, none by everybody. */
const products = 200;
const skuOf = (n: number): string => `SKU-${n % products}`;
/** People who order again and again. */
const people = 1_000;

const orderOf = (n: number, run: string) => ({
  channel: 'shopify',
  externalId: `${run}-${n}`,
  customer: { email: `customer${n % people}@example.com` },
  shipTo: {
    name: 'Ann Example',
    lines: ['Weg 1'],
    city: 'Hamburg',
    postalCode: '20095',
    country: 'DE',
    latitude: 53.55,
    longitude: 9.99,
  },
  lines: [{ sku: skuOf(n), name: 'Lamp', quantity: 1, unitPrice: 1_999 }],
  currency: 'EUR',
  placedAt: new Date().toISOString(),
  deliverBy: new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10),
});

const fill = async ({ origin, adminKey: key }: BenchTower): Promise<void> => {
  const { call } = speakTo(origin);
  const insist = ({ status, body }: { status: number; body: unknown }): void => {
    if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  };
  for (const [warehouse, city, country] of [
    ['north', 'Hamburg', 'DE'],
    ['south', 'Sevilla', 'ES'],
  ] as const)
    insist(await call(saveWarehouse, { key, body: { warehouse, name: warehouse, address: { city, country } } }));
  for (let n = 0; n < products; n++) {
    insist(await call(saveProduct, { key, body: { sku: skuOf(n), name: `Lamp ${n}` } }));
    insist(
      await call(moveStock, {
        key,
        body: { kind: 'receipt', sku: skuOf(n), warehouse: 'north', quantity: 10_000_000 },
      }),
    );
  }
};

/** Does `one` again and again, `lines` at a time, for so many seconds; answers how many a second. */
const rateOf = async (lines: number, seconds: number, one: (n: number) => Promise<void>): Promise<number> => {
  const began = performance.now();
  const deadline = began + seconds * 1_000;
  let n = 0;
  const line = async (): Promise<void> => {
    while (performance.now() < deadline) await one(n++);
  };
  await Promise.all(Array.from({ length: lines }, line));
  return (n * 1_000) / (performance.now() - began);
};

const overHttp = async (
  { origin, adminKey }: BenchTower,
  { seconds, connections, run }: { seconds: number; connections: number; run: string },
) => {
  const client = new Pool(origin, { connections });
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
  const rate = await rateOf(connections, seconds, async (n) => {
    const body = JSON.stringify(orderOf(n, run));
    const answer = await client.request({ method: 'POST', path: '/api/logistics/orders', headers, body });
    const text = await answer.body.text();
    if (answer.statusCode !== 201) throw new Error(`${answer.statusCode} ${text}`);
  });
  await client.close();
  return rate;
};

const inProcess = async (
  tower: BenchTower,
  { seconds, connections, sku }: { seconds: number; connections: number; sku?: string },
) => {
  const { databaseUrl, redisUrl, clickhouseUrl } = tower.file();
  const secretKey = keptSecret(tower.home, 'secret.key', newSecretKey);
  const config = { ...parseConfig({ GANTRY_LOG_LEVEL: 'silent' }), databaseUrl, redisUrl, clickhouseUrl, secretKey };
  const { platform, close } = openPlatform(config, 'bench', 8);
  const inventory = openInventory({ gazetteer: openGazetteer(), demandIs: () => undefined });
  const merchants = {
    find: async (merchant: string) => ({
      merchant,
      name: '',
      state: 'active' as const,
      retentionDays: null,
      createdAt: null,
    }),
  };
  const intake = openIntake({ platform, merchants, inventory });
  const rate = await rateOf(connections * 2, seconds, async (n) => {
    const { lines, ...order } = orderOf(n, sku === undefined ? 'inside' : 'plain');
    const input = orderInput.parse({ ...order, lines: lines.map((one) => ({ ...one, sku: sku ?? one.sku })) });
    await intake.place({ input, merchant: 'main', thread: { correlationId: '', actor: 'bench' } });
  });
  await intake.idle();
  await close();
  return rate;
};

/** Processor time of each process for one order, while orders are placed at the rate it answers. */
const metered = async (
  tower: BenchTower,
  name: string,
  placing: () => Promise<number>,
): Promise<{ rate: number; spent: Figures }> => {
  const used = meter(tower.file().pids);
  // The tower's processes are children of this one, whose own time is what is meant here.
  const own = process.cpuUsage();
  const began = performance.now();
  const rate = await placing();
  const orders = (rate * (performance.now() - began)) / 1_000;
  const { user, system } = process.cpuUsage(own);
  const spent = Object.entries({ ...used(), bench: (user + system) / 1e6 }).map(([part, seconds]) => [
    `${name}: ${part} us/order`,
    (seconds * 1e6) / orders,
  ]);
  return { rate, spent: Object.fromEntries(spent) };
};

const reserved = async ({ database }: BenchTower): Promise<Figures> => {
  const { rows } = await database.query<{ orders: number; units: number; reservations: number }>(
    `SELECT (SELECT count(*)::int FROM orders WHERE stage = 'allocated') AS orders, (SELECT sum(reserved)::int FROM stock_balances) AS units,
       (SELECT sum(quantity)::int FROM stock_reservations) AS reservations`,
  );
  const { orders = 0, units = 0, reservations = 0 } = rows[0] ?? {};
  if (orders !== units || units !== reservations)
    throw new Error(`${orders} orders have ${units} units in ${reservations} reservations`);
  return { 'orders with their unit': orders };
};

/** Runs all of it. */
export const run = (dials: Dials): Promise<Report> =>
  inTower(async (tower) => {
    const { connections } = dials;
    const seconds = dials.seconds ?? 20;
    await fill(tower);
    await overHttp(tower, { seconds: Math.min(5, seconds), connections, run: 'warm' }).then((rate) =>
      console.log(`warm: ${Math.round(rate)}/s`),
    );
    const script = await bareScript(tower.database);
    const before = await runScript(tower, script, seconds);
    console.log(`bare SQL: ${Math.round(before.tps)}/s`);
    const http = await metered(tower, 'over HTTP', () => overHttp(tower, { seconds, connections, run: 'http' }));
    console.log(`over HTTP: ${Math.round(http.rate)}/s`);
    const inside = await metered(tower, 'in process', () => inProcess(tower, { seconds, connections }));
    console.log(`in process: ${Math.round(inside.rate)}/s`);
    const plain = await metered(tower, 'without allocation', () =>
      inProcess(tower, { seconds, connections, sku: 'not-in-the-catalog' }),
    );
    const after = await runScript(tower, script, seconds);
    await tower.database.query('DROP SCHEMA bench CASCADE');
    const bare = (before.tps + after.tps) / 2;
    return {
      bench: 'orders',
      engines: { ...(await enginesOf(tower)), pgbench: before.version },
      figures: {
        ...(await reserved(tower)),
        'bare SQL before /s': before.tps,
        'bare SQL after /s': after.tps,
        'over HTTP orders/s': http.rate,
        'in process orders/s': inside.rate,
        'without allocation, in process orders/s': plain.rate,
        ...http.spent,
        ...inside.spent,
        ...plain.spent,
        'ratio over HTTP': http.rate / bare,
        'ratio in process': inside.rate / bare,
      },
    };
  });
