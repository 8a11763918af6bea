/**
 * From a declared endpoint to a route: who is asking, may they, what did they say, do it, answer. Everything a handler
 * gets has been checked against the declaration, and every reply is what the declaration promises.
 */
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ReplyOf } from '@gantry/shared/api/endpoint';
import { type Caller, merchantActedFor } from '@gantry/shared/caller';
import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { type FieldError, Refusal } from '../../kernel/errors.ts';
import { insistOnRoom } from '../disk/room.ts';
import type { Thread } from '../log/event-log.ts';
import { httpRequests } from '../metrics.ts';
import type { Platform } from '../platform.ts';
import { type Gate, insist, insistOnVertical } from './admission.ts';
import { type Answer, once } from './idempotency.ts';
import { fieldErrors } from './problem.ts';
import { insistOnOwnPage } from './same-origin.ts';
import { isStorable, notStorable } from './storable.ts';
import { type Visit, visitOf } from './visit.ts';

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
  /** The thread of a command: `thread('ord_…')`. */
  thread(correlationId: string): Thread;
};
/** A plain reply, or one with a status of its own. */
export type EndpointReply<E extends Endpoint> = ReplyOf<E> | { status: number; reply: ReplyOf<E> };
export type Route = { endpoint: Endpoint; handle(request: EndpointRequest<Endpoint>): Promise<unknown> };
/** An endpoint that reads or writes bytes itself: a webhook, a picture. It decides whom it answers. */
export type RawRoute = { endpoints: readonly Endpoint[]; handler: readonly RequestHandler[] };

/** Serves a declared endpoint. */
export const serve = <E extends Endpoint>(
  endpoint: E,
  handle: (request: EndpointRequest<E>) => Promise<EndpointReply<E>>,
): Route => ({ endpoint, handle });

const parsed = <S extends z.ZodType>(
  schema: S,
  value: unknown,
  { prefix, errors }: { prefix: string; errors: FieldError[] },
): z.output<S> => {
  const result = schema.safeParse(value ?? {});
  if (!result.success) errors.push(...fieldErrors(result.error, prefix));
  return result.data as z.output<S>;
};

const isShaped = (value: unknown): value is { status: number; reply: unknown } =>
  typeof value === 'object' &&
  value !== null &&
  'status' in value &&
  'reply' in value &&
  Object.keys(value).length === 2;

const read = (route: Route, request: Request): Pick<EndpointRequest<Endpoint>, 'params' | 'query' | 'body'> => {
  const errors: FieldError[] = [];
  const { endpoint } = route;
  const params = parsed(endpoint.params, request.params, { prefix: '', errors });
  const query = parsed(endpoint.query, request.query, { prefix: '', errors });
  const body = parsed(endpoint.body, endpoint.method === 'GET' ? {} : request.body, { prefix: '', errors });
  for (const [path, value] of Object.entries({ ...request.query, ...request.params }))
    if ([value].flat().some((text) => typeof text === 'string' && !isStorable(text))) errors.push(notStorable(path));
  if (errors.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', errors);
  return { params, query, body };
};

/** The express handler of a route. */
export const handlerOf = (platform: Platform, gate: Gate, route: Route): RequestHandler => {
  const { endpoint } = route;
  const { publicOrigin } = platform.config;
  const answer = async (request: Request, response: Response): Promise<Answer> => {
    insistOnVertical(gate, endpoint.vertical);
    const caller = await gate.identify(request);
    const visit = visitOf(publicOrigin, request, response);
    if (endpoint.method !== 'GET') insistOnOwnPage(request, caller, [visit.origin, publicOrigin]);
    insist(caller, endpoint);
    if (endpoint.method !== 'GET' && !endpoint.reads) insistOnRoom(platform, 'caller');
    const admitted = {
      platform,
      caller,
      address: request.ip ?? '',
      visit,
      ...read(route, request),
      thread: (correlationId: string): Thread => ({
        correlationId,
        actor: caller.id,
        merchant: merchantActedFor(caller),
      }),
    };
    const work = async (): Promise<Answer> => {
      const replied = await route.handle(admitted);
      const shaped = isShaped(replied) ? replied : { status: endpoint.success ?? 200, reply: replied };
      return { status: shaped.status, body: shaped.reply };
    };
    const key = request.get('idempotency-key');
    // The answer of whoever is not known yet belongs to nobody, and what they may be given is a cookie.
    if (!key || endpoint.method === 'GET' || endpoint.area === 'public') return work();
    return once(
      platform,
      {
        holder: caller.id,
        endpoint: `${endpoint.id} ${request.path}`,
        key,
        body: request.body,
        confidential: endpoint.confidential,
      },
      work,
    );
  };
  return async (request: Request, response: Response): Promise<void> => {
    const end = httpRequests.startTimer({ endpoint: endpoint.id });
    response.on('finish', () => end({ status: String(response.statusCode) }));
    const { status, body } = await answer(request, response);
    response.status(status).set('Cache-Control', 'no-store').json(body);
  };
};
