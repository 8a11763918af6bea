/**
 * The one way to the server's HTTP interface: an endpoint declared in shared goes in, its typed reply comes out, and
 * everything that can go wrong comes as one error that carries Problem Details.
 */
import type { Endpoint, Problem, ReplyOf } from '@gantry/shared/api/endpoint';

type PartOf<Part> = Part extends { _zod: { input: infer Input } } ? Input : never;

/** What a call sends; parts the endpoint does not take are left out. */
export type CallInput<E extends Endpoint> = {
  params?: PartOf<E['params']>;
  query?: PartOf<E['query']>;
  body?: PartOf<E['body']>;
};

export type CallOptions = {
  fetch?: typeof fetch;
  /** The merchant it is about, where somebody serves several; null for all they may. Who asks is told by a cookie. */
  merchant?: string | null;
  signal?: AbortSignal;
  /** A name for this very call: sent again, it does nothing twice and gets the same answer. */
  once?: string;
  /** Scheme and host in front of the path; the page's own when left out. */
  origin?: string;
};

/** A call that did not succeed. `problem.status` is 0 when no answer came at all. */
export class CallFailed extends Error {
  readonly problem: Problem;
  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail ?? problem.title, options);
    this.name = 'CallFailed';
    this.problem = problem;
  }
}

const local = (code: string, title: string, status = 0): Problem => ({ type: 'about:blank', title, status, code });

/** The path with its parameters and query filled in. Throws when a parameter is missing. */
export const pathOf = (path: string, params: object = {}, query: object = {}): string => {
  const values = params as Record<string, unknown>;
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined || value === null || value === '') throw new Error(`${path} needs ${name}`);
    return encodeURIComponent(String(value));
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.append(name, String(value));
  return search.size === 0 ? filled : `${filled}?${search}`;
};

/** What a response that is no good answer says went wrong. */
export const problemFrom = async (response: Response): Promise<Problem> => {
  const fallback = local('unexpected_answer', `The server answered ${response.status}`, response.status);
  try {
    const body: unknown = await response.json();
    if (typeof body !== 'object' || body === null) return fallback;
    return { ...fallback, ...body, status: response.status };
  } catch {
    return fallback;
  }
};

/** No answer came at all. */
export const unreachable = (cause: unknown): CallFailed =>
  new CallFailed(local('unreachable', 'The tower cannot be reached'), { cause });

const send = async (url: string, init: RequestInit, fetcher: typeof fetch): Promise<Response> => {
  try {
    return await fetcher(url, init);
  } catch (cause) {
    const late = cause instanceof DOMException && cause.name === 'TimeoutError';
    throw late ? new CallFailed(local('no_answer', 'The tower did not answer in time'), { cause }) : unreachable(cause);
  }
};

/** Calls an endpoint. Rejects with CallFailed, and with nothing else, when there is no good answer. */
export const call = async <E extends Endpoint>(
  endpoint: E,
  input: CallInput<E> = {},
  options: CallOptions = {},
): Promise<ReplyOf<E>> => {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (options.merchant) headers['gantry-merchant'] = options.merchant;
  if (options.once) headers['idempotency-key'] = options.once;
  const init: RequestInit = { method: endpoint.method, headers, cache: 'no-store' };
  if (options.signal) init.signal = options.signal;
  if (input.body !== undefined) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(input.body);
  }
  const path = pathOf(endpoint.path, input.params as object, input.query as object);
  const response = await send((options.origin ?? '') + path, init, options.fetch ?? fetch);
  if (!response.ok) throw new CallFailed(await problemFrom(response));
  try {
    return (await response.json()) as ReplyOf<E>;
  } catch (cause) {
    throw new CallFailed(local('unreadable_answer', 'The answer could not be read', response.status), { cause });
  }
};
