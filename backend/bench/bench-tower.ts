/** A tower for one bench: started as people start it, in a home of its own that is deleted afterwards, with a network of shipments to scan. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Pool } from 'undici';
import { startTower, type Tower } from '../cli/tower.ts';
import { parseConfig } from '../src/platform/config.ts';
import type { Figures } from './report.ts';

export const carrier = { name: 'bench-carrier', secret: 'a-secret-of-the-bench-0123456789' };
export type BenchTower = Tower & { home: string; database: pg.Pool };
export type Shipment = { id: string; number: string };

/** A folder under the system's temporary one that the Postgres user can get through to. */
export const newHome = (): string => {
  const home = mkdtempSync(join(tmpdir(), 'gantry-bench-'));
  chmodSync(home, 0o755);
  return home;
};

/** Runs `work` on a tower in a fresh home; stops it and deletes the home, whatever happens. */
export const inTower = async <T>(work: (tower: BenchTower) => Promise<T>): Promise<T> => {
  const home = newHome();
  const config = parseConfig({ GANTRY_HOME: home, GANTRY_DEMO: '0', PORT: '0', GANTRY_LOG_LEVEL: 'warn' });
  process.env.GANTRY_LOG_LEVEL = 'warn';
  let tower: Tower | undefined;
  let database: pg.Pool | undefined;
  const end = async (): Promise<void> => {
    await database?.end();
    await tower?.stop();
    rmSync(home, { recursive: true, force: true });
  };
  const interrupted = (): void => void end().finally(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    tower = await startTower(config, { portIsOpen: true, tell: (text) => console.log(`tower: ${text}`) });
    database = new pg.Pool({ connectionString: tower.file().databaseUrl, max: 4 });
    return await work({ ...tower, home, database });
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    await end();
  }
};

/** Versions of the engines underneath. */
export const enginesOf = async ({ database, file }: BenchTower): Promise<Figures> => {
  const { rows } = await database.query<{ server_version: string }>('SHOW server_version');
  const { origin, username, password } = new URL(file().clickhouseUrl);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const answer = await fetch(`${origin}/?query=SELECT%20version()`, { headers: { authorization } });
  return { Postgres: rows[0]?.server_version ?? '?', ClickHouse: (await answer.text()).trim() };
};

/** Asks until the answer is true; throws after `ms`. */
export const until = async (what: string, ask: () => Promise<boolean>, ms = 120_000): Promise<void> => {
  const deadline = Date.now() + ms;
  while (!(await ask())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${ms / 1000} s`);
    await new Promise((done) => setTimeout(done, 50));
  }
};

const connection = {
  mapping: {
    events: 'scans',
    trackingNumber: 'tracking_number',
    code: 'code',
    occurredAt: 'time',
    description: 'description',
    place: { city: 'city', country: 'country', latitude: 'latitude', longitude: 'longitude' },
    statuses: {
      PU: { status: 'picked_up' },
      DF: { status: 'departed_facility' },
      AF: { status: 'arrived_at_facility' },
      IT: { status: 'in_transit' },
    },
  },
  secret: carrier.secret,
};

/** The nth order, as a channel sends it. */
export const orderBody = (n: number) => ({
  channel: 'shopify',
  externalId: `bench-${n}`,
  customer: { email: `customer${n}@example.com` },
  shipTo: { city: 'Hamburg', country: 'DE', postalCode: '20095', latitude: 53.55, longitude: 9.99 },
  lines: [{ sku: 'SKU-1', quantity: 1, unitPrice: 1_999 }],
  currency: 'EUR',
  placedAt: new Date(Date.now() - 86_400_000).toISOString(),
  deliverBy: new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10),
});
/** The nth shipment; its number is made of `n`. */
export const shipmentBody = (n: number, orderId: string) => ({
  orderId,
  carrier: carrier.name,
  trackingNumber: `BENCH${String(n).padStart(8, '0')}`,
  origin: { city: 'Madrid', country: 'ES', latitude: 40.42, longitude: -3.7 },
  packages: [{ weightGrams: 900 }],
});

/** Connects a carrier and makes `count` shipments under tracking's eye, all over HTTP. */
export const makeNetwork = async (
  { origin, adminKey, database }: Pick<BenchTower, 'origin' | 'adminKey' | 'database'>,
  count: number,
): Promise<Shipment[]> => {
  const client = new Pool(origin, { connections: 32 });
  const send = async (method: 'PUT' | 'POST', path: string, body: unknown): Promise<Record<string, unknown>> => {
    const { statusCode, body: answer } = await client.request({
      method,
      path,
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const parsed = (await answer.json()) as Record<string, unknown>;
    if (statusCode >= 300) throw new Error(`${method} ${path}: ${statusCode} ${JSON.stringify(parsed)}`);
    return parsed;
  };
  await send('PUT', `/api/logistics/carriers/connections/${carrier.name}`, connection);
  const made: Shipment[] = [];
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < count) {
      const n = next++;
      const { orderId } = await send('POST', '/api/logistics/orders', orderBody(n));
      const { shipmentId } = await send('POST', '/api/logistics/shipping/shipments', shipmentBody(n, String(orderId)));
      made.push({ id: String(shipmentId), number: shipmentBody(n, '').trackingNumber });
    }
  };
  await Promise.all(Array.from({ length: 32 }, one));
  await client.close();
  await until('every shipment tracked', async () => {
    const { rows } = await database.query<{ n: number }>('SELECT count(*)::int AS n FROM tracked_shipments');
    return rows[0]?.n === count;
  });
  return made;
};
