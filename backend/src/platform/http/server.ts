/** The express app: security headers, bodies with limits, the declared routes, and problems for everything that goes wrong. */
import { randomUUID } from 'node:crypto';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { messageOf, Refusal, TooMany } from '../../kernel/errors.ts';
import type { Platform } from '../platform.ts';
import { toProblem } from './problem.ts';
import { type Gate, handlerOf, type Route } from './serve.ts';
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

/** A body that is no JSON, nests too deep or holds text that no store takes is refused before anything looks at it. */
const bodyLimits: RequestHandler = (request, _response, next) => {
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
    if (problem.status >= 500)
      platform.logger.error({ error: thrown, id, method: request.method, path: request.path }, messageOf(thrown));
    response
      .status(problem.status)
      .set({
        'Cache-Control': 'no-store',
        'X-Request-Id': id,
        ...(problem.status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
        ...(problem.status === 503 ? { 'Retry-After': '2' } : {}),
        ...(thrown instanceof TooMany ? { 'Retry-After': String(thrown.retryAfter) } : {}),
      })
      .type('application/problem+json')
      .send(JSON.stringify({ ...problem, instance: `urn:uuid:${id}` }));
  };

/** A path whose handlers read the request themselves: raw bytes in, or no JSON out. */
export type RawRoute = { path: string; handler: RequestHandler[] };

const isKnownPath = (routes: readonly Route[], path: string): boolean =>
  routes.some(({ endpoint }) => new RegExp(`^${endpoint.path.replace(/:[A-Za-z]+/g, '[^/]+')}/?$`).test(path));

/** Anything under /api that is no route: 405 where the path exists for another method, else 404. */
const unknown =
  (routes: readonly Route[]): RequestHandler =>
  (request) => {
    if (isKnownPath(routes, request.originalUrl.split('?')[0] ?? ''))
      throw new Refusal('not_allowed', 'method_not_allowed', `${request.method} is not served here`);
    throw new Refusal('missing', 'no_such_route', 'There is nothing at this address');
  };

/**
 * Builds the app. `raw` handlers come first and read their own bodies (webhooks: the bytes are what is signed); what is
 * mounted on the answer afterwards (pages) comes last.
 */
export const createServer = (
  platform: Platform,
  gate: Gate,
  { routes, raw }: { routes: readonly Route[]; raw: readonly RawRoute[] },
): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  // Our own pages ask on behalf of their visitors, from this machine; others are believed when they are named.
  app.set('trust proxy', ['loopback', ...platform.config.trustProxy]);
  for (const { path, handler } of raw)
    app
      .route(path)
      .post(...handler)
      .get(...handler);
  const strict = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
    },
    strictTransportSecurity: { maxAge: 31_536_000 },
  });
  app.use(['/api', '/v3', '/health', '/metrics', '/openapi.json'], strict);
  app.use(['/api', '/v3'], express.json({ limit: '2mb' }), bodyLimits);
  for (const route of routes)
    app[route.endpoint.method.toLowerCase() as 'get'](route.endpoint.path, handlerOf(platform, gate, route));
  app.use(['/api', '/v3'], unknown(routes));
  return app;
};
