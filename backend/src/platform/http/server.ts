/** The express app: security headers, the declared routes with their bodies, and problems for everything that goes wrong. */
import { randomUUID } from 'node:crypto';
import type { Problem } from '@gantry/shared/api/endpoint';
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express';
import helmet from 'helmet';
import { messageOf, OtherMethods, OutOfRoom, Refusal, TooMany } from '../../kernel/errors.ts';
import type { Platform } from '../platform.ts';
import { type Gate, insistOnVertical } from './admission.ts';
import { insistOnDeclarations } from './declared.ts';
import { jsonBody } from './json-body.ts';
import { otherMethods } from './methods.ts';
import { toProblem } from './problem.ts';
import { handlerOf, type RawRoute, type Route } from './serve.ts';

/** What a 401 asks for. Whoever showed a key learns that it is none (RFC 6750); a carrier is asked for its signature. */
const challenge = (code: string, request: Request): string => {
  if (code.startsWith('signature_')) return 'Signature realm="gantry"';
  const shown = request.get('authorization') !== undefined;
  return `Bearer realm="gantry"${shown ? ', error="invalid_token"' : ''}`;
};

/** The headers that say more of a refusal than its body. */
const headersOf = (thrown: unknown, { status, code }: Problem, request: Request): Record<string, string> => {
  if (status === 401) return { 'WWW-Authenticate': challenge(code, request) };
  if (thrown instanceof OtherMethods) return { Allow: thrown.allow.join(', ') };
  if (thrown instanceof TooMany || thrown instanceof OutOfRoom) return { 'Retry-After': String(thrown.retryAfter) };
  return status === 503 ? { 'Retry-After': '2' } : {};
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
        ...headersOf(thrown, problem, request),
      })
      .type('application/problem+json')
      .send(JSON.stringify({ ...problem, instance: `urn:uuid:${id}` }));
  };

/** Anything else under /api. */
const unknown: RequestHandler = () => {
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
  const strict = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
    },
    strictTransportSecurity: { maxAge: 31_536_000 },
  });
  app.use(['/api', '/v3', '/health', '/metrics', '/openapi.json', '/docs'], strict);
  for (const one of raw) mountRaw(app, gate, one);
  for (const route of routes) {
    const { method, path, accepts } = route.endpoint;
    // What is no JSON is read by whoever serves it, once it is known that it is wanted.
    app[mounts[method]](path, ...(accepts === undefined ? jsonBody : []), handlerOf(platform, gate, route));
  }
  app.use(['/api', '/v3'], otherMethods(endpoints), unknown);
  return app;
};
