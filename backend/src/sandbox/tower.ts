/**
 * The tower as the outside world sees it: HTTP with an API key, a bounded number of kept-alive connections, and patience.
 * What may be repeated safely (everything here is idempotent) is repeated until the tower answers.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoint, ParamsOf, Problem, ReplyOf } from '@gantry/shared/api/endpoint';
import type { MessageReply } from '@gantry/shared/api/inbox';
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
  /** For which merchant; whom the line speaks for when left out. */
  merchant?: string;
};
export type Tower = {
  origin: string;
  /** Calls a declared endpoint. Throws TowerRefusal, TowerAway, or the signal's reason. */
  call<E extends Endpoint>(endpoint: E, input?: CallInput<E>): Promise<Answer<ReplyOf<E>>>;
  /** Posts a webhook; `make` is asked again for each try, because a signature may carry the time. */
  webhook(make: () => { path: string; headers: Record<string, string>; body: string }): Promise<Answer<MessageReply>>;
  /** Opens a page as anybody may, without a key: its status and text. */
  visit(path: string): Promise<{ status: number; text: string }>;
  /** Waits until the tower answers: the world does not ask whether all is well behind it. */
  serving(): Promise<void>;
  close(): Promise<void>;
};

/** A page is opened on a phone, as most customers do. */
const phone = {
  accept: 'text/html',
  'sec-fetch-dest': 'document',
  'user-agent':
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
};

export type TowerOptions = {
  origin: string;
  key: string;
  /** For which merchant it is asked, where a call does not say; left out: for all the key serves. */
  merchant?: string | undefined;
  connections?: number;
  signal?: AbortSignal;
  /** How long to keep trying while the tower is away; for ever when left out. */
  patienceMs?: number;
  /** Told once when the tower goes away and once when it is back. */
  onAway?: (away: boolean, why: string) => void;
};

type TowerRequest = { method: string; path: string; headers: Record<string, string>; body: string | undefined };
const again = new Set([408, 425, 429, 500, 502, 503, 504, 507]);
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

type Line = { origin: string; pool: Pool; options: TowerOptions; away: boolean };

const tell = (line: Line, away: boolean, why: string): void => {
  if (away !== line.away) line.options.onAway?.(away, why);
  line.away = away;
};

const once = async (line: Line, sent: TowerRequest) => {
  const { signal } = line.options;
  const { statusCode, headers, body } = await line.pool.request({
    path: sent.path,
    method: sent.method as 'GET',
    headers: sent.headers,
    body: sent.body ?? null,
    ...(signal ? { signal } : {}),
  });
  return { status: statusCode, retryAfter: headers['retry-after'], reply: parsed(await body.text()) };
};

/** One try. Answers what came, or how long the tower wants to be left alone when it is worth another try. */
const attemptOn = async (line: Line, sent: TowerRequest, last: { attempt: number; out: boolean }) => {
  try {
    const answer = await once(line, sent);
    if (answer.status < 400) {
      tell(line, false, '');
      return { answer };
    }
    const broken = answer.status === 500 && last.attempt >= worstTries;
    if (!again.has(answer.status) || broken || last.out) {
      throw new TowerRefusal(`${sent.method} ${sent.path}`, answer.status, answer.reply as Partial<Problem>);
    }
    if (answer.status !== 429) tell(line, true, `status ${answer.status}`);
    return { retryAfter: answer.retryAfter };
  } catch (error) {
    if (error instanceof TowerRefusal) throw error;
    line.options.signal?.throwIfAborted();
    if (last.out) throw new TowerAway(line.origin, error);
    tell(line, true, error instanceof Error ? error.message : String(error));
    return {};
  }
};

const patiently = async (line: Line, make: () => TowerRequest): Promise<Answer<unknown>> => {
  const { signal, patienceMs = Number.POSITIVE_INFINITY } = line.options;
  const started = Date.now();
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted();
    const out = Date.now() - started > patienceMs;
    const { answer, retryAfter } = await attemptOn(line, make(), { attempt, out });
    if (answer) return { status: answer.status, reply: answer.reply };
    await sleep(pause(attempt, retryAfter), undefined, signal ? { signal } : {});
  }
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
  const line: Line = { origin, pool, options, away: false };
  const authorization = { authorization: `Bearer ${options.key}` };
  return {
    origin,
    call: async (endpoint, input = {}) => {
      const body = input.body === undefined ? undefined : JSON.stringify(input.body);
      const path = fill(endpoint.path, (input.params ?? {}) as Record<string, unknown>) + queryOf(input.query);
      const { merchant = options.merchant } = input;
      const headers = {
        ...authorization,
        ...(merchant === undefined ? {} : { 'gantry-merchant': merchant }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      };
      return (await patiently(line, () => ({ method: endpoint.method, path, headers, body }))) as Answer<never>;
    },
    webhook: async (make) => (await patiently(line, () => ({ method: 'POST', ...make() }))) as Answer<MessageReply>,
    visit: async (path) => {
      const { statusCode, body } = await pool.request({
        path,
        method: 'GET',
        headers: phone,
        ...(options.signal ? { signal: options.signal } : {}),
      });
      return { status: statusCode, text: await body.text() };
    },
    serving: async () => {
      await patiently(line, () => ({ method: 'GET', path: '/health/serving', headers: {}, body: undefined }));
    },
    close: () => pool.destroy(),
  };
};
