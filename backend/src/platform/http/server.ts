/** The express app: security headers, bodies with limits, the declared routes, and problems for everything that goes wrong. */
import { randomUUID } from 'node:crypto';
import type { Endpoint } from '@gantry/shared/api/endpoint';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { messageOf, OutOfRoom, Refusal, TooMany } from '../../kernel/errors.ts';
import type { Platform } from '../platform.ts';
import { type Gate, insistOnVertical } from './admission.ts';
import { insistOnDeclarations } from './declared.ts';
import { toProblem } from './problem.ts';
import { handlerOf, type RawRoute, type Route } from './serve.ts';
import { isStorable, notStorable } from './storable.ts';

const maxDepth = 40;

/** How deep a parsed body nests; deeper ones are refused before anything looks at them. */
export const tooDeep = (value: unknown, left = maxDepth): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if (left === 0) return true;
  return Object.values(value).some((inner) => tooDeep(inner, left - 1));
};

const unstorable = (value: unknown, path: string): string | undefined => {
  if (typeof value === 'string') return isStorable(value) ? undefined : path;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = isStorable(key) ? unstorable(inner, path ? `${path}.${key}` : key) : path;
    if (found !== undefined) return found;
  }
  return undefined;
};

const readsJson = express.json({ limit: '2mb' });
const hasNoBody = (method: string): boolean => method === 'GET' || method === 'HEAD';
/** Bodies of requests that may have one. What a GET carries is looked at by nobody. */
const jsonBody: RequestHandler = (request, response, next) =>
  hasNoBody(request.method) ? next() : readsJson(request, response, next);

/** A body that is no JSON, nests too deep or holds text that no store takes is refused before anything looks at it. */
const bodyLimits: RequestHandler = (request, _response, next) => {
  if (hasNoBody(request.method)) return next();
  const type = request.get('content-type');
  const sent = Number(request.get('content-length') ?? 0) > 0 || request.get('transfer-encoding') !== undefined;
  if (sent && request.body === undefined)
    throw new Refusal('unsupported', 'not_json', `Send application/json, not ${type ?? 'a body without a type'}`);
  if (tooDeep(request.body))
    throw new Refusal('malformed', 'too_deep', `The body nests deeper than ${maxDepth} levels`);
  const path = unstorable(request.body, '');
  if (path !== undefined) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [notStorable(path)]);
  next();
};

/** Answers what was thrown; a bug is logged with the id that the answer carries. */
export const problemHandler =
  (platform: Platform): ErrorRequestHandler =>
  (thrown, request, response, next) => {
    if (response.headersSent) return next(thrown);
    const problem = toProblem(thrown);
    const id = randomUUID();
    // What is away or full is said once by whoever watches it, not with every request.
    const known = problem.status === 503 || thrown instanceof OutOfRoom;
    if (problem.status >= 500)
      platform.logger[known ? 'debug' : 'error'](
        // The path as it is declared: as it was asked it may hold a customer's link.
        { error: thrown, id, method: request.method, path: request.route?.path ?? request.baseUrl },
        messageOf(thrown),
      );
    response
      .status(problem.status)
      .set({
        'Cache-Control': 'no-store',
        'X-Request-Id': id,
        ...(problem.status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
        ...(problem.status === 503 ? { 'Retry-After': '2' } : {}),
        ...(thrown instanceof TooMany || thrown instanceof OutOfRoom
          ? { 'Retry-After': String(thrown.retryAfter) }
          : {}),
      })
      .type('application/problem+json')
      .send(JSON.stringify({ ...problem, instance: `urn:uuid:${id}` }));
  };

const isKnownPath = (endpoints: readonly Endpoint[], wanted: string): boolean =>
  endpoints.some(({ path }) => new RegExp(`^${path.replace(/:[A-Za-z]+/g, '[^/]+')}/?$`).test(wanted));

/** Anything under /api that is no route: 405 where the path exists for another method, else 404. */
const unknown =
  (endpoints: readonly Endpoint[]): RequestHandler =>
  (request) => {
    if (isKnownPath(endpoints, request.originalUrl.split('?')[0] ?? ''))
      throw new Refusal('not_allowed', 'method_not_allowed', `${request.method} is not served here`);
    throw new Refusal('missing', 'no_such_route', 'There is nothing at this address');
  };

const mounts = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' } as const;

const mountRaw = (app: Express, gate: Gate, { endpoints, handler }: RawRoute): void => {
  for (const { method, path, vertical } of endpoints) {
    const switched: RequestHandler = (_request, _response, next) => {
      insistOnVertical(gate, vertical);
      next();
    };
    app[mounts[method]](path, switched, ...handler);
  }
};

/** `waitsFor` says what the process still needs before it can answer; nothing, when it is left out. */
export type Served = { routes: readonly Route[]; raw: readonly RawRoute[]; waitsFor?(): string | undefined };

/** Whoever asks before the process is whole is told so, and asks again: it would know neither their key nor what is switched on. */
const whenWhole =
  (waitsFor: () => string | undefined): RequestHandler =>
  (_request, _response, next) => {
    const awaited = waitsFor();
    if (awaited === undefined) return next();
    throw new Refusal('unavailable', 'starting', `Gantry is starting and waits for ${awaited}. Try again in a moment.`);
  };

/**
 * Builds the app. Raw routes come first and read their own bodies (webhooks: the bytes are what is signed); what is mounted
 * on the answer afterwards (pages) comes last. Throws when an endpoint is not declared as it must be.
 */
export const createServer = (
  platform: Platform,
  gate: Gate,
  { routes, raw, waitsFor = () => undefined }: Served,
): Express => {
  const endpoints = [...routes.map(({ endpoint }) => endpoint), ...raw.flatMap((one) => one.endpoints)];
  insistOnDeclarations(endpoints);
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  // Our own pages ask on behalf of their visitors, from this machine; others are believed when they are named.
  app.set('trust proxy', ['loopback', ...platform.config.trustProxy]);
  app.use(['/api', '/v3', '/socket.io', '/metrics'], whenWhole(waitsFor));
  for (const one of raw) mountRaw(app, gate, one);
  const strict = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
    },
    strictTransportSecurity: { maxAge: 31_536_000 },
  });
  app.use(['/api', '/v3', '/health', '/metrics', '/openapi.json'], strict);
  app.use(['/api', '/v3'], jsonBody, bodyLimits);
  for (const route of routes) app[mounts[route.endpoint.method]](route.endpoint.path, handlerOf(platform, gate, route));
  app.use(['/api', '/v3'], unknown(endpoints));
  return app;
};
