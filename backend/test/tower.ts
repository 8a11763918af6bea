/**
 * A tower under test: its own databases cloned from the template, api and worker in this process, and short ways to do
 * over HTTP what the world does. `until` waits for facts; nothing here sleeps for a fixed time.
 */
import { randomBytes } from 'node:crypto';
import { connect as connectAnalytics } from '@gantry/analytics/client';
import { allFacts } from '@gantry/analytics/facts/all';
import { migrate as migrateAnalytics } from '@gantry/analytics/migrate';
import type { Endpoint, ParamsOf, ReplyOf } from '@gantry/shared/api/endpoint';
import pg from 'pg';
import { createClient } from 'redis';
import type { z } from 'zod';
import { startApi } from '../src/app/api.ts';
import type { Settled } from '../src/app/open-platform.ts';
import { startWorker } from '../src/app/worker.ts';
import { sign } from '../src/kernel/signature.ts';
import { parseConfig } from '../src/platform/config.ts';
import { template } from './stores.ts';

export const adminKey = 'test-admin-key-0123456789';
export const carrierSecret = 'a-secret-of-a-carrier-0123456789';

const named = (url: string, name: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).toString();

/** Asks until the answer is there; fails with what it saw last when `ms` have passed. */
export const until = async <T>(
  ask: () => Promise<T | undefined | false | null>,
  { ms = 20_000, what = 'the expected fact' }: { ms?: number; what?: string } = {},
): Promise<T> => {
  const deadline = Date.now() + ms;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false && answer !== null) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error(
    `${what} did not come within ${ms} ms; last: ${last instanceof Error ? last.stack : JSON.stringify(last)}`,
  );
};

/** Fresh databases for one tower, and their removal. */
export const freshStores = async (): Promise<{ config: Settled; drop(): Promise<void> }> => {
  const { DATABASE_URL: database = '', REDIS_URL: redis = '', CLICKHOUSE_URL: clickhouse = '' } = process.env;
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({ connectionString: database });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  const redisUrl = named(redis, '1');
  const cache = await createClient({ url: redisUrl }).connect();
  await cache.flushDb();
  cache.destroy();
  const clickhouseUrl = named(clickhouse, name);
  const analytics = await connectAnalytics(clickhouseUrl);
  await migrateAnalytics(analytics, allFacts);
  const env = {
    DATABASE_URL: named(database, name),
    REDIS_URL: redisUrl,
    CLICKHOUSE_URL: clickhouseUrl,
    PORT: '0',
    GANTRY_DEMO: '0',
    GANTRY_ADMIN_KEY: adminKey,
    GANTRY_SECRET_KEY: 'ab'.repeat(32),
    GANTRY_LOG_LEVEL: process.env.GANTRY_LOG_LEVEL ?? 'silent',
  };
  return {
    config: parseConfig(env) as Settled,
    drop: async () => {
      await analytics.command(`DROP DATABASE IF EXISTS ${name}`);
      await analytics.close();
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
};

type Sent<E extends Endpoint> = {
  params?: ParamsOf<E>;
  query?: Record<string, string | number | boolean>;
  body?: z.input<E['body']>;
  key?: string | null;
  headers?: Record<string, string>;
};
export type Answered<E extends Endpoint> = {
  status: number;
  headers: Headers;
  body: ReplyOf<E> & Record<string, unknown>;
};

const pathOf = (endpoint: Endpoint, params: Record<string, unknown>, query: Record<string, unknown>): string => {
  const path = endpoint.path.replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams(
    Object.entries(query).map(([k, v]): [string, string] => [k, String(v)]),
  ).toString();
  return search ? `${path}?${search}` : path;
};

export type TestTower = Awaited<ReturnType<typeof startTestTower>>;

/** Starts api and worker over fresh stores. `change` adjusts the configuration first. */
export const startTestTower = async (change: Partial<Settled> = {}) => {
  const { config: base, drop } = await freshStores();
  const config = { ...base, ...change };
  const api = await startApi(config);
  let worker = await startWorker(config);
  const origin = `http://127.0.0.1:${api.port}`;

  const call = async <E extends Endpoint>(
    endpoint: E,
    { params, query = {}, body, key = adminKey, headers = {} }: Sent<E> = {},
  ): Promise<Answered<E>> => {
    const response = await fetch(origin + pathOf(endpoint, (params ?? {}) as Record<string, unknown>, query), {
      method: endpoint.method,
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(endpoint.method === 'GET' ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(endpoint.method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answered<E>['body'] };
  };
  const connection = {
    signature: {
      algorithm: 'sha256' as const,
      encoding: 'hex' as const,
      header: 'x-signature',
      prefix: '',
      toleranceSeconds: 300,
    },
  };
  /** Sends raw bytes as a carrier would; signed rightly unless `headers` say otherwise. */
  const webhook = async (name: string, body: unknown, headers?: Record<string, string>) => {
    const raw = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${origin}/api/logistics/events/webhooks/${name}`, {
      method: 'POST',
      headers: headers ?? sign(connection.signature, carrierSecret, raw),
      body: raw,
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return {
    origin,
    config,
    call,
    webhook,
    database: new pg.Pool({ connectionString: config.databaseUrl, max: 4 }),
    restartWorker: async () => {
      await worker.stop();
      worker = await startWorker(config);
    },
    async stop() {
      await this.database.end();
      await worker.stop();
      await api.stop();
      await drop();
    },
  };
};
