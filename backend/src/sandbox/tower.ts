/**
 * The tower as the outside world sees it: HTTP with an API key, a bounded number of kept-alive connections, and patience.
 * What may be repeated safely (everything here is idempotent) is repeated until the tower answers.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoint, ParamsOf, Problem, ReplyOf } from '@gantry/shared/api/endpoint';
import type { WebhookReply } from '@gantry/shared/api/tracking';
import { Pool } from 'undici';
import type { z } from 'zod';

/** The tower understood and refused (4xx), or kept failing (5xx). */
export class TowerRefusal extends Error {
  readonly status: number;
  readonly problem: Partial<Problem>;
  constructor(request: string, status: number, problem: Partial<Problem>) {
    const fields = problem.errors?.map((error) => `${error.path}: ${error.message}`).join('; ');
    super(
      `${request}: ${status} ${problem.code ?? ''} ${problem.detail ?? problem.title ?? ''} ${fields ?? ''}`.trim(),
    );
    this.name = 'TowerRefusal';
    this.status = status;
    this.problem = problem;
  }
}

/** Nobody answered for as long as the caller is patient. */
export class TowerAway extends Error {
  constructor(origin: string, cause: unknown) {
    super(`no answer from ${origin}`, { cause });
    this.name = 'TowerAway';
  }
}

export type Answer<Reply> = { status: number; reply: Reply };
export type CallInput<E extends Endpoint> = {
  params?: ParamsOf<E>;
  query?: Record<string, string | number | boolean>;
  body?: z.input<E['body']>;
};
export type Tower = {
  origin: string;
  /** Calls a declared endpoint. Throws TowerRefusal, TowerAway, or the signal's reason. */
  call<E extends Endpoint>(endpoint: E, input?: CallInput<E>): Promise<Answer<ReplyOf<E>>>;
  /** Posts a webhook; `make` is asked again for each try, because a signature may carry the time. */
  webhook(make: () => { path: string; headers: Record<string, string>; body: string }): Promise<Answer<WebhookReply>>;
  /** Waits until /health/ready says so. */
  ready(): Promise<void>;
  close(): Promise<void>;
};

export type TowerOptions = {
  origin: string;
  key: string;
  connections?: number;
  signal?: AbortSignal;
  /** How long to keep trying while the tower is away; for ever when left out. */
  patienceMs?: number;
  /** Told once when the tower goes away and once when it is back. */
  onAway?: (away: boolean, why: string) => void;
};

type Sent = { method: string; path: string; headers: Record<string, string>; body: string | undefined };
const again = new Set([408, 425, 429, 500, 502, 503, 504]);
const worstTries = 6;

const fill = (path: string, params: Record<string, unknown>): string =>
  path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));

const queryOf = (query: Record<string, string | number | boolean> = {}): string => {
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  return search === '' ? '' : `?${search}`;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return { detail: text.slice(0, 200) };
  }
};

/** Milliseconds to wait before a try: what the tower asked for, else doubling from 150 ms to 4 s, spread by chance. */
const pause = (attempt: number, retryAfter: unknown): number => {
  const asked = Number(retryAfter);
  if (Number.isFinite(asked) && asked > 0) return Math.min(asked, 60) * 1000;
  return Math.min(4000, 150 * 2 ** Math.min(attempt, 6)) * (0.6 + 0.8 * Math.random());
};

/** Opens a line to a tower. */
export const openTower = (options: TowerOptions): Tower => {
  const origin = new URL(options.origin).origin;
  const pool = new Pool(origin, {
    connections: options.connections ?? 8,
    keepAliveTimeout: 20_000,
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
    connect: { timeout: 5_000 },
  });
  const { signal } = options;
  let away = false;
  const tell = (now: boolean, why: string) => {
    if (now !== away) options.onAway?.(now, why);
    away = now;
  };
  const once = async (sent: Sent) => {
    const { statusCode, headers, body } = await pool.request({
      path: sent.path,
      method: sent.method as 'GET',
      headers: sent.headers,
      body: sent.body ?? null,
      ...(signal ? { signal } : {}),
    });
    return { status: statusCode, retryAfter: headers['retry-after'], reply: parsed(await body.text()) };
  };
  const patient = async (make: () => Sent): Promise<Answer<unknown>> => {
    const started = Date.now();
    const out = () => options.patienceMs !== undefined && Date.now() - started > options.patienceMs;
    for (let attempt = 0; ; attempt++) {
      signal?.throwIfAborted();
      const sent = make();
      let retryAfter: unknown;
      try {
        const answer = await once(sent);
        if (answer.status < 400) {
          tell(false, '');
          return { status: answer.status, reply: answer.reply };
        }
        const worst = answer.status === 500 && attempt >= worstTries;
        if (!again.has(answer.status) || worst || out()) {
          throw new TowerRefusal(`${sent.method} ${sent.path}`, answer.status, answer.reply as Partial<Problem>);
        }
        retryAfter = answer.retryAfter;
        if (answer.status !== 429) tell(true, `status ${answer.status}`);
      } catch (error) {
        if (error instanceof TowerRefusal) throw error;
        signal?.throwIfAborted();
        if (out()) throw new TowerAway(origin, error);
        tell(true, error instanceof Error ? error.message : String(error));
      }
      await sleep(pause(attempt, retryAfter), undefined, signal ? { signal } : {});
    }
  };
  const authorization = { authorization: `Bearer ${options.key}` };
  return {
    origin,
    call: async (endpoint, input = {}) => {
      const body = input.body === undefined ? undefined : JSON.stringify(input.body);
      const path = fill(endpoint.path, (input.params ?? {}) as Record<string, unknown>) + queryOf(input.query);
      const headers = { ...authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
      return (await patient(() => ({ method: endpoint.method, path, headers, body }))) as Answer<never>;
    },
    webhook: async (make) => (await patient(() => ({ method: 'POST', ...make() }))) as Answer<WebhookReply>,
    ready: async () => {
      await patient(() => ({ method: 'GET', path: '/health/ready', headers: {}, body: undefined }));
    },
    close: () => pool.destroy(),
  };
};
