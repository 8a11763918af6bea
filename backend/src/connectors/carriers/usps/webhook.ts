/**
 * USPS's notifications as a webhook. `X-HMAC` is the base64 of an HMAC-SHA256 of the envelope's `timestamp` followed by its
 * `payload`, both exactly as sent (`hmac-header` is the header's older name). What stands around them, the links and the
 * subscription's id, is not signed and so is never used. No tolerance is published: five minutes, unless the connection's
 * signature says otherwise, which may also describe another scheme over the raw body, for the flat records.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Connection } from '@gantry/shared/events/connections';
import type { RawRequest } from '../../../kernel/raw-request.ts';
import { type Verdict, verify as verifyScheme } from '../../../kernel/signature.ts';
import { headerText, mayPush } from '../../wire/shared-secret.ts';
import { readSentTime } from '../../wire/time.ts';
import type { WebhookReader } from '../webhook.ts';
import { isGreeting } from './envelopes.ts';
import { readUsps } from './read.ts';

const headers = ['x-hmac', 'hmac-header'];
const toleranceSeconds = 300;

type Signed = { timestamp: string; payload: string };

/** The two signed texts as the envelope holds them, untouched; undefined when the body is no envelope. */
const signedIn = (rawBody: Buffer): Signed | undefined => {
  try {
    const body: unknown = JSON.parse(rawBody.toString('utf8'));
    if (body === null || typeof body !== 'object' || Array.isArray(body)) return undefined;
    const { timestamp, payload } = body as { timestamp?: unknown; payload?: unknown };
    if (typeof timestamp !== 'string' && typeof timestamp !== 'number') return undefined;
    const text = typeof payload === 'string' ? payload : payload === undefined ? '' : JSON.stringify(payload);
    return { timestamp: String(timestamp), payload: text };
  } catch {
    return undefined;
  }
};

const matches = (sent: string, secret: string, { timestamp, payload }: Signed): boolean => {
  if (secret === '' || !/^[A-Za-z0-9+/_-]{43}=?$/.test(sent)) return false;
  const expected = createHmac('sha256', secret).update(timestamp).update(payload).digest();
  const signature = Buffer.from(sent, 'base64');
  return signature.length === expected.length && timingSafeEqual(signature, expected);
};

/** Seconds between a notification's time and now; undefined for a time without zone, of which nothing can be said. */
const ageOf = (timestamp: string, now: Date): number | undefined => {
  const time = readSentTime(timestamp);
  return time?.kind === 'instant' ? Math.abs(now.getTime() - Date.parse(time.at)) / 1000 : undefined;
};

const verify = (
  request: RawRequest,
  connection: Connection,
  { secret, now }: { secret: string; now: Date },
): Verdict => {
  const { rawBody } = request;
  const { signature: scheme, settings } = connection;
  const names = settings.header === undefined ? headers : [settings.header];
  const sent = names.map((name) => headerText(request.headers, name)).find((text) => text !== undefined);
  if (sent === undefined)
    return scheme ? verifyScheme({ scheme, secret, headers: request.headers, rawBody, now }) : 'missing';
  const signed = signedIn(rawBody);
  if (!signed || !matches(sent, secret, signed))
    return scheme?.header && names.includes(scheme.header)
      ? verifyScheme({ scheme, secret, headers: request.headers, rawBody, now })
      : 'wrong';
  if (!mayPush(request, settings)) return 'wrong';
  const age = ageOf(signed.timestamp, now);
  return age === undefined || age <= (scheme?.toleranceSeconds ?? toleranceSeconds) ? 'valid' : 'expired';
};

export const uspsWebhook: WebhookReader = {
  verify,
  read: (rawBody) => readUsps(rawBody),
  handshake: ({ rawBody }) =>
    isGreeting(rawBody) ? { status: 200, contentType: 'application/json', body: '{"status":"OK"}' } : undefined,
};
