/**
 * A tower under test, api and worker in this process, with short ways to do over HTTP what the world does. The files of a
 * vitest worker share one tower: each has a carrier of its own there and looks at nothing but what it made. A test that
 * kills things, counts everything or needs another configuration takes a fresh one.
 */
import type { Endpoint, ParamsOf, ReplyOf } from '@gantry/shared/api/endpoint';
import pg from 'pg';
import type { z } from 'zod';
import { startApi } from '../src/app/api.ts';
import type { ProcessConfig } from '../src/app/open-platform.ts';
import { startWorker } from '../src/app/worker.ts';
import { sign } from '../src/kernel/signature.ts';
import { watchAnswers } from './answers.ts';
import { adminKey, freshStores } from './fresh-stores.ts';
import { until } from './until.ts';

export { adminKey, until };
export const carrierSecret = 'a-secret-of-a-carrier-0123456789';

export type TestRequest<E extends Endpoint> = {
  params?: ParamsOf<E>;
  query?: Record<string, string | number | boolean>;
  body?: z.input<E['body']>;
  key?: string | null;
  headers?: Record<string, string>;
};
export type TestAnswer<E extends Endpoint> = {
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

const connection = {
  signature: {
    algorithm: 'sha256' as const,
    encoding: 'hex' as const,
    header: 'x-signature',
    prefix: '',
    toleranceSeconds: 300,
  },
};

/** What the world says to a tower over HTTP. */
export const speakTo = (origin: string) => ({
  call: async <E extends Endpoint>(
    endpoint: E,
    { params, query = {}, body, key = adminKey, headers = {} }: TestRequest<E> = {},
  ): Promise<TestAnswer<E>> => {
    const response = await fetch(origin + pathOf(endpoint, (params ?? {}) as Record<string, unknown>, query), {
      method: endpoint.method,
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(endpoint.method === 'GET' ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(endpoint.method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as TestAnswer<E>['body'],
    };
  },
  /** Sends raw bytes as a carrier would; signed rightly unless `headers` say otherwise. */
  webhook: async (name: string, body: unknown, headers?: Record<string, string>) => {
    const raw = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${origin}/api/logistics/events/webhooks/${name}`, {
      method: 'POST',
      headers: headers ?? sign(connection.signature, carrierSecret, raw),
      body: raw,
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  },
});

/** A tower as the world knows it, whichever processes it is; `carrier` is whose webhooks it is sent. */
export type SpokenTower = ReturnType<typeof speakTo> & { carrier: string };

export type TestTower = Awaited<ReturnType<typeof startFreshTower>>;

/** Starts api and worker over fresh stores, for one test file alone. `change` adjusts the configuration first. */
export const startFreshTower = async (change: Partial<ProcessConfig> = {}) => {
  const { config: base, drop } = await freshStores();
  const config = { ...base, ...change };
  const api = await startApi(config);
  let worker = await startWorker(config);
  await Promise.all([api.whole, worker.whole]);
  const origin = `http://127.0.0.1:${api.port}`;
  const answers = await watchAnswers(origin);
  const database = new pg.Pool({ connectionString: config.databaseUrl, max: 4 });
  // Its connections are ended from outside when the database is dropped, and in tests that kill Postgres.
  database.on('error', () => undefined);
  database.on('connect', (client) => void client.on('error', () => undefined));
  return {
    origin,
    config,
    ...speakTo(origin),
    /** The name of the carrier that this file connects, ships with and posts scans of. */
    carrier: 'acme',
    database,
    /** Every endpoint and room of it. */
    serves: api.serves,
    /** Throws where this tower has answered what its OpenAPI document does not declare. */
    insistOnAnswers: answers.insist,
    /** Ends the worker and starts another; `meanwhile` is done while there is none. */
    restartWorker: async (meanwhile: () => Promise<void> = async () => undefined): Promise<void> => {
      const before = worker;
      try {
        await before.stop();
        await meanwhile();
      } finally {
        worker = await startWorker(config);
        await worker.whole;
      }
    },
    stop: async (): Promise<void> => {
      await database.end();
      await worker.stop();
      await api.stop();
      await drop();
      answers.end();
      await answers.insist();
    },
  };
};

/** One for each vitest worker; it ends with the worker's process, and its databases with the stores. */
let shared: Promise<TestTower> | undefined;
let files = 0;

/**
 * The tower that the files of a vitest worker share, with a carrier of this file's own; given a change of the
 * configuration, a fresh one.
 */
export const startTestTower = async (change?: Partial<ProcessConfig>): Promise<TestTower> => {
  if (change) return startFreshTower(change);
  shared ??= startFreshTower();
  const tower = await shared;
  return { ...tower, carrier: `acme-${++files}`, stop: tower.insistOnAnswers };
};
