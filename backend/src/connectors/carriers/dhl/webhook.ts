/**
 * DHL's pushes. There is no signature: the unified push returns, in a header chosen at subscription, the token chosen there;
 * eCommerce Americas calls an address that only it was given. So a push is DHL's when that header carries the connection's
 * secret, or when the address carries it, and it comes from an allowed address if any are named.
 *
 * Not confirmed by any public specification, and so switchable by the connection's settings: the default header
 * `DHL-Hook-Secret` (`settings.header`), and that the activation call which precedes the first push carries DHL's own
 * `secret` in its body (and perhaps in that header) rather than our token. Such a call holds no shipments, is answered with
 * its own secret, and is never recorded: what it may do is no more than anybody could do with an empty message.
 */
import { timingSafeEqual } from 'node:crypto';
import type { Connection } from '@gantry/shared/events/connections';
import type { RawAnswer, RawRequest } from '../../../kernel/raw-request.ts';
import type { Verdict } from '../../../kernel/signature.ts';
import { readBody } from '../../wire/body.ts';
import { field, textOf } from '../../wire/json.ts';
import type { WebhookReader } from '../webhook.ts';
import { read } from './read.ts';

export const defaultHeader = 'dhl-hook-secret';

const equal = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

const headerOf = (request: RawRequest, connection: Connection): string | undefined => {
  const sent = request.headers[connection.settings.header ?? defaultHeader];
  return typeof sent === 'string' && sent !== '' ? sent : undefined;
};

/** A call about the subscription itself: a scope that is no push, or a bare secret; and nothing of any shipment. */
const aboutSubscription = (request: RawRequest): { secret: string | undefined } | undefined => {
  if (request.rawBody.length > 16_384) return undefined;
  const result = readBody(request.rawBody);
  if ('error' in result) return undefined;
  const { body } = result;
  if (
    ['shipments', 'shipment', 'packages', 'package', 'events', 'data', 'payload', 'body', 'message', 'content'].some(
      (key) => field(body, key) !== undefined,
    )
  )
    return undefined;
  const scope = textOf(field(body, 'scope')) ?? '';
  const secret = textOf(field(body, 'secret'));
  const named = /^subscription\.(?!push$)[a-z._-]{1,40}$/i.test(scope);
  return named || (secret !== undefined && scope === '') ? { secret } : undefined;
};

const tokens = (sent: string): string[] => [sent, sent.replace(/^(?:Bearer|Basic|ApiKey)\s+/i, '')];

const verify: WebhookReader['verify'] = (request, connection, { secret }): Verdict => {
  const { sourceAddresses } = connection.settings;
  if (sourceAddresses && !sourceAddresses.some((one) => one === request.address)) return 'wrong';
  const sent = headerOf(request, connection);
  if (sent !== undefined && tokens(sent).some((token) => equal(token, secret))) return 'valid';
  const subscription = aboutSubscription(request);
  if (subscription && (sent === undefined || (subscription.secret !== undefined && equal(sent, subscription.secret))))
    return 'valid';
  if (sent !== undefined) return 'wrong';
  const { pathSecret } = request;
  if (pathSecret === undefined || pathSecret === '') return 'missing';
  return equal(pathSecret, secret) ? 'valid' : 'wrong';
};

const handshake = (request: RawRequest): RawAnswer | undefined => {
  const subscription = aboutSubscription(request);
  if (!subscription) return undefined;
  const { secret } = subscription;
  return { status: 200, contentType: 'application/json', body: JSON.stringify(secret === undefined ? {} : { secret }) };
};

export const dhlWebhook: WebhookReader = {
  verify,
  read: (rawBody) => read(rawBody),
  handshake,
  // DHL retries after an hour, then after six, unless it reads exactly 200 within five seconds.
  receipt: () => ({ status: 200, contentType: 'application/json', body: '{}' }),
};
