/**
 * From a declared endpoint to a route: who is asking, may they, what did they say, do it, answer. Everything a handler
 * gets has been checked against the declaration, and every reply is what the declaration promises.
 */
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ReplyOf } from '@gantry/shared/api/endpoint';
import { type Caller, merchantActedFor } from '@gantry/shared/caller';
import type { Request, RequestHandler, Response } from 'express';
import { type FieldError, Refusal } from '../../kernel/errors.ts';
import { type Reading, read } from '../../kernel/faults.ts';
import { isStorable, notStorable } from '../../kernel/storable.ts';
import { insistOnRoom } from '../disk/room.ts';
import type { Thread } from '../log/event-log.ts';
import { httpRequests } from '../metrics.ts';
import type { Platform } from '../platform.ts';
import { type Gate, insist, insistOnVertical } from './admission.ts';
import { insistOnOwnPage } from './browser/same-origin.ts';
import { type Visit, visitOf } from './browser/visit.ts';
import { unreadBytesOf } from './byte-body.ts';
import { once } from './idempotency.ts';
import type { Answer } from './kept-replies.ts';

/** A request that was admitted and whose every part is as declared. */
export type EndpointRequest<E extends Endpoint> = {
  platform: Platform;
  caller: Caller;
  /** Where the request comes from, as far as proxies that are believed say it; for rate limits. */
  address: string;
  /** How it came: cookies, the device, what links are made of. */
  visit: Visit;
  params: ParamsOf<E>;
  query: QueryOf<E>;
  body: BodyOf<E>;
  /** The bytes of a JSON body as they came; undefined where none was sent. */
  sent: Uint8Array | undefined;
  /** The thread of a command: `thread('ord_…')`. */
  thread(correlationId: string): Thread;
};
/** A plain reply, or one with a status of its own. */
export type EndpointReply<E extends Endpoint> = ReplyOf<E> | { status: number; reply: ReplyOf<E> };
export type Route = { endpoint: Endpoint; handle(request: EndpointRequest<Endpoint>): Promise<unknown> };
/** What an endpoint that `produces` something else than JSON answers: bytes, and what they are called where they are saved. */
export type Produced = { fileName: string; bytes: Uint8Array; headers?: Readonly<Record<string, string>> };

/** An endpoint that reads or writes bytes itself: a webhook, a picture. It decides whom it answers. */
export type RawRoute = { endpoints: readonly Endpoint[]; handler: readonly RequestHandler[] };

/** Serves a declared endpoint. */
export const serve = <E extends Endpoint>(
  endpoint: E,
  handle: (request: EndpointRequest<E>) => Promise<EndpointReply<E>>,
): Route => ({ endpoint, handle });

/** Serves a declared endpoint whose reply is a file of the type that it `produces`. Who may ask follows from its declaration as ever. */
export const serveFile = <E extends Endpoint>(
  endpoint: E,
  handle: (request: EndpointRequest<E>) => Promise<Produced>,
): Route => {
  if (endpoint.produces === undefined) throw new Error(`${endpoint.id} does not say what it produces`);
  return { endpoint, handle };
};

/** Shown in the browser, under a name of letters that no header can be broken with; nothing in it may do anything. */
const sendProduced = (response: Response, type: string, { fileName, bytes, headers }: Produced): void => {
  response
    .set({
      'Content-Type': type,
      'Content-Disposition': `inline; filename="${fileName.replace(/[^A-Za-z0-9._-]+/g, '-')}"`,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      ...headers,
    })
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
};

const isShaped = (value: unknown): value is { status: number; reply: unknown } =>
  typeof value === 'object' &&
  value !== null &&
  'status' in value &&
  'reply' in value &&
  Object.keys(value).length === 2;

/** The parts of a request that its sender addresses it by: what is wrong with them is no matter of its body. */
const readAddress = ({ params, query }: Endpoint, request: Request): Reading<{ params: unknown; query: unknown }> => {
  const faults: FieldError[] = [];
  for (const [path, value] of Object.entries({ ...request.query, ...request.params })) {
    if (Array.isArray(value)) faults.push({ path, message: 'is given more than once' });
    if ([value].flat().some((text) => typeof text === 'string' && !isStorable(text))) faults.push(notStorable(path));
  }
  const [param, asked] = [read(params, request.params), read(query, request.query)];
  const said = new Set(faults.map(({ path }) => path));
  for (const part of [param, asked]) if (!part.ok) faults.push(...part.faults.filter(({ path }) => !said.has(path)));
  if (!param.ok || !asked.ok || faults.length > 0) return { ok: false, faults };
  return { ok: true, data: { params: param.data, query: asked.data } };
};

/** A body that was not sent is an empty one; where that will not do, it is missed rather than each of its fields. */
const readBody = ({ method, body, accepts }: Endpoint, request: Request): Reading<unknown> => {
  if (accepts !== undefined) return { ok: true, data: unreadBytesOf(request, accepts) };
  if (method !== 'GET' && request.body !== undefined) return read(body, request.body);
  const empty = read(body, {});
  const missed = { path: '', message: 'a JSON object is expected, and no body was sent' };
  return empty.ok ? empty : { ok: false, faults: [missed] };
};

const readParts = (
  endpoint: Endpoint,
  request: Request,
): Pick<EndpointRequest<Endpoint>, 'params' | 'query' | 'body'> => {
  const address = readAddress(endpoint, request);
  const body = readBody(endpoint, request);
  const inBody = body.ok ? [] : body.faults;
  if (!address.ok)
    throw new Refusal('malformed', 'invalid', 'Some parameters are not valid', [...address.faults, ...inBody]);
  if (!body.ok) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', inBody);
  return { ...address.data, body: body.data };
};

const sentIn = ({ locals }: Response): Uint8Array | undefined =>
  locals.sent instanceof Uint8Array ? locals.sent : undefined;

/** The thread of an order that was only made while the request was worked on. */
const threadIn = (reply: unknown): string[] => {
  const { orderId } = (reply ?? {}) as { orderId?: unknown };
  return typeof orderId === 'string' ? [orderId] : [];
};

/** The express handler of a route. */
export const handlerOf = (platform: Platform, gate: Gate, route: Route): RequestHandler => {
  const { endpoint } = route;
  const { publicOrigin } = platform.config;
  const answer = async (request: Request, response: Response): Promise<Answer> => {
    insistOnVertical(gate, endpoint.vertical);
    const caller = await gate.identify(request, endpoint);
    const visit = visitOf(publicOrigin, request, response);
    if (endpoint.method !== 'GET') insistOnOwnPage(request, caller, [visit.origin, publicOrigin]);
    insist(caller, endpoint);
    if (endpoint.method !== 'GET' && !endpoint.reads) insistOnRoom(platform, 'caller');
    const threads = new Set<string>();
    const admitted = {
      platform,
      caller,
      address: request.ip ?? '',
      visit,
      ...readParts(endpoint, request),
      sent: sentIn(response),
      thread: (correlationId: string): Thread => {
        threads.add(correlationId);
        return { correlationId, actor: caller.id, merchant: merchantActedFor(caller) };
      },
    };
    const work = async (): Promise<Answer> => {
      const replied = await route.handle(admitted);
      const shaped = isShaped(replied) ? replied : { status: endpoint.success ?? 200, reply: replied };
      return { status: shaped.status, body: shaped.reply };
    };
    const key = request.get('idempotency-key');
    // The answer of whoever is not known yet belongs to nobody, and what they may be given is a cookie. What only reads is
    // asked again: its answer (a customer's links, say) is kept nowhere.
    const isKept = endpoint.method !== 'GET' && !endpoint.reads && endpoint.area !== 'public' && !endpoint.accepts;
    if (!key || !isKept) return work();
    return once(
      platform,
      {
        // Under another merchant the same request is another one.
        holder: caller.merchant === null ? caller.id : `${caller.id} ${caller.merchant}`,
        endpoint: `${endpoint.id} ${request.path}`,
        key,
        body: request.body,
      },
      async () => {
        const done = await work();
        return { answer: done, threads: [...threads, ...threadIn(done.body)] };
      },
    );
  };
  return async (request: Request, response: Response): Promise<void> => {
    const end = httpRequests.startTimer({ endpoint: endpoint.id });
    response.on('finish', () => end({ status: String(response.statusCode) }));
    const { status, body } = await answer(request, response);
    if (endpoint.produces !== undefined) return sendProduced(response, endpoint.produces, body as Produced);
    response.status(status).set('Cache-Control', 'no-store').json(body);
  };
};
