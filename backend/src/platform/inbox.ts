/**
 * The one way in for raw messages: bytes first, since they are what is signed -> proved -> read -> recorded, and only then
 * acknowledged. What arrives together is committed together. What nobody can read goes to the Trash; when recording itself
 * fails the bytes are kept and worked through later: acknowledged means stored.
 */
import type { Endpoint } from '@gantry/shared/api/endpoint';
import type { MessageReply } from '@gantry/shared/api/inbox';
import express, { type NextFunction, type Request, type Response } from 'express';
import { messageOf, Refusal } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import { isOutage } from '../kernel/outage.ts';
import type { RawAnswer, RawRequest } from '../kernel/raw-request.ts';
import { insistOnRoom } from './disk/room.ts';
import type { RawRoute } from './http/serve.ts';
import { keepMessages } from './inbox/kept-messages.ts';
import type { RawMessage, Receiver } from './inbox/receiver.ts';
import { recordMessages } from './inbox/record.ts';
import { inboundParts, inboundRefused } from './metrics.ts';
import type { Platform } from './platform.ts';
import { type Batched, batched } from './write/batched.ts';

const connectionName = /^[a-z0-9][a-z0-9_-]{0,39}$/;
const mostQuery = 16_000;
const mostBytes = '1mb';

/** `reply` is null for messages that only say hello; `answer` is what the sender wants to read, where its format says so. */
type Reception = { reply: MessageReply | null; answer: RawAnswer | undefined };

export type Inbox = {
  routes: readonly RawRoute[];
  /** Resolves when everything that was let in is written. */
  idle(): Promise<void>;
};

type Lane = Batched<RawMessage<unknown>, MessageReply>;

const requestOf = (request: Request): RawRequest => {
  const query = request.originalUrl.includes('?')
    ? request.originalUrl.slice(request.originalUrl.indexOf('?') + 1)
    : '';
  const posted = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const pathSecret = request.params.pathSecret;
  return {
    method: request.method === 'GET' ? 'GET' : 'POST',
    headers: request.headers,
    // A GET push has no body: what it says stands in its query, and that is what is kept.
    rawBody: request.method === 'GET' ? Buffer.from(query) : posted,
    query,
    pathSecret: typeof pathSecret === 'string' ? pathSecret : undefined,
    address: request.ip,
  };
};

const noConnection = (name: string): Refusal =>
  new Refusal('missing', 'no_such_connection', `No connection called ${name} takes messages here`);

/** The connection of a name, once the message has proved to come from it. */
const proved = async (
  receiver: Receiver<unknown>,
  name: string,
  { request, now }: { request: RawRequest; now: Date },
): Promise<unknown> => {
  const opened = await receiver.find(name);
  if (opened === undefined || receiver.listens?.(opened) === false) throw noConnection(name);
  const verdict = receiver.verify(request, opened, now);
  if (verdict !== 'valid') {
    inboundRefused.inc({ receiver: receiver.name, connection: name, verdict });
    throw new Refusal('unauthenticated', `signature_${verdict}`, `The signature is ${verdict}`);
  }
  return opened;
};

/** Keeps what could not be recorded now. */
const putOff = async (
  platform: Platform,
  { name }: Receiver<unknown>,
  { messageId, connection, source, body, receivedAt }: RawMessage<unknown>,
): Promise<MessageReply> => {
  const reply: MessageReply = { outcome: 'deferred', recorded: 0, duplicates: 0, waiting: 0, trashed: 0 };
  await platform.database.transaction((tx) =>
    keepMessages({ privacy: platform.privacy, tx }, [
      { messageId, receiver: name, connection, source, body, receivedAt, ...reply },
    ]),
  );
  return reply;
};

const observe = (receiver: string, connection: string, reply: MessageReply): void => {
  for (const outcome of ['recorded', 'duplicates', 'waiting', 'trashed'] as const)
    if (reply[outcome] > 0) inboundParts.inc({ receiver, connection, outcome }, reply[outcome]);
};

const receive = async (
  platform: Platform,
  { receiver, lane }: { receiver: Receiver<unknown>; lane: Lane },
  { name, request }: { name: string; request: RawRequest },
): Promise<Reception> => {
  const now = platform.clock.now();
  const opened = await proved(receiver, name, { request, now });
  const greeting = receiver.greet?.(request, opened);
  if (greeting) return { reply: null, answer: greeting };
  insistOnRoom(platform, 'sender');
  const message: RawMessage<unknown> = {
    messageId: newId('whk', now),
    connection: name,
    opened,
    source: 'push',
    body: request.rawBody,
    receivedAt: now.toISOString(),
  };
  const answer = receiver.receipt?.(request, opened);
  try {
    const reply = await lane.submit(message);
    observe(receiver.name, name, reply);
    return { reply, answer };
  } catch (error) {
    if (isOutage(error)) throw error;
    platform.logger.error({ error: messageOf(error), message: message.messageId }, 'message kept for later');
    return { reply: await putOff(platform, receiver, message), answer };
  }
};

/** The parameter of a receiver's paths that names the connection; undefined for one with a single, nameless sender. */
const connectionParameter = (endpoints: readonly Endpoint[]): string | undefined =>
  endpoints
    .flatMap(({ path }) => [...path.matchAll(/:([A-Za-z]+)/g)].map(([, name]) => name))
    .find((name) => name !== 'pathSecret');

const routeOf = (platform: Platform, receiver: Receiver<unknown>, lane: Lane): RawRoute => {
  const { endpoints } = receiver;
  const parameter = connectionParameter(endpoints);
  const handle = async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    // Where GET is served Express serves HEAD as well, which brings no message.
    if (request.method === 'HEAD') return next();
    const name = parameter === undefined ? '' : String(request.params[parameter]);
    if (parameter !== undefined && !connectionName.test(name)) throw noConnection(name);
    if (request.originalUrl.length > mostQuery) throw new Refusal('malformed', 'too_long', 'The address is too long');
    const { reply, answer } = await receive(platform, { receiver, lane }, { name, request: requestOf(request) });
    if (answer) response.status(answer.status).type(answer.contentType).send(answer.body);
    else response.status(reply?.outcome === 'recorded' ? 200 : 202).json(reply);
  };
  return { endpoints, handler: [express.raw({ type: () => true, limit: mostBytes }), handle] };
};

/** Opens the inbox of a process that takes messages. */
export const openInbox = (platform: Platform, receivers: readonly Receiver<unknown>[]): Inbox => {
  const opened = receivers.map((receiver) => {
    const lane: Lane = batched((batch) => recordMessages(platform, receiver, batch), { most: 256, lanes: 2 });
    return { lane, route: routeOf(platform, receiver, lane) };
  });
  return {
    routes: opened.map(({ route }) => route),
    idle: async () => {
      for (const { lane } of opened) await lane.idle();
    },
  };
};
