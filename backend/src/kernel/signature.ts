/**
 * HMAC signatures of webhooks, both ways: what a sender puts into its headers and how a receiver judges them. Pure; the
 * scheme is configuration (`signatureScheme` of the contract), so one implementation serves every carrier and partner.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SignatureScheme } from '@gantry/shared/events/connections';

/** `expired` is a genuine signature outside the time tolerance; `wrong` covers everything forged or malformed. */
export type Verdict = 'valid' | 'missing' | 'wrong' | 'expired';

/** Header names in lower case, as node hands them over. */
export type Headers = Record<string, string | string[] | undefined>;

const digest = (scheme: SignatureScheme, secret: string, parts: (string | Uint8Array)[]): Buffer => {
  const hmac = createHmac(scheme.algorithm, secret);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
};

const signedParts = (rawBody: Uint8Array, timestamp: string | undefined): (string | Uint8Array)[] =>
  timestamp === undefined ? [rawBody] : [`${timestamp}.`, rawBody];

/**
 * The headers that sign a body. `timestamp` is used only by schemes with a timestamp header; seconds since 1970 of the
 * current time when left out.
 */
export const sign = (
  scheme: SignatureScheme,
  secret: string,
  rawBody: Uint8Array | string,
  timestamp: string = String(Math.floor(Date.now() / 1000)),
): Record<string, string> => {
  const body = typeof rawBody === 'string' ? Buffer.from(rawBody) : rawBody;
  const stamped = scheme.timestampHeader === undefined ? undefined : timestamp;
  const signature = scheme.prefix + digest(scheme, secret, signedParts(body, stamped)).toString(scheme.encoding);
  const headers: Record<string, string> = { [scheme.header]: signature };
  if (scheme.timestampHeader !== undefined) headers[scheme.timestampHeader] = timestamp;
  return headers;
};

const decode = (text: string, encoding: SignatureScheme['encoding']): Buffer | undefined => {
  if (encoding === 'hex') return /^(?:[0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex') : undefined;
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
};

/** Milliseconds since 1970 of a timestamp header: seconds, milliseconds or ISO 8601 with an offset. */
const instantOf = (timestamp: string): number | undefined => {
  if (/^\d{9,14}(\.\d+)?$/.test(timestamp)) {
    const value = Number(timestamp);
    return value >= 1e11 ? value : value * 1000;
  }
  if (!/^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/i.test(timestamp)) return undefined;
  const parsed = Date.parse(timestamp);
  return Number.isNaN(parsed) ? undefined : parsed;
};

/**
 * Judges a signed request over its raw bytes, in constant time. The signature is judged before the age, so that only a
 * genuine sender with a slow clock is ever told `expired`. `now` is the receiver's clock.
 */
export const verify = (request: {
  scheme: SignatureScheme;
  secret: string;
  headers: Headers;
  rawBody: Uint8Array;
  now: Date;
}): Verdict => {
  const { scheme, secret, headers, rawBody, now } = request;
  const sent = headers[scheme.header];
  const timestamp = scheme.timestampHeader === undefined ? undefined : headers[scheme.timestampHeader];
  if (sent === undefined || sent === '') return 'missing';
  if (scheme.timestampHeader !== undefined && (timestamp === undefined || timestamp === '')) return 'missing';
  if (typeof sent !== 'string' || Array.isArray(timestamp) || !sent.startsWith(scheme.prefix)) return 'wrong';
  const signature = decode(sent.slice(scheme.prefix.length).trim(), scheme.encoding);
  const expected = digest(scheme, secret, signedParts(rawBody, timestamp));
  if (!signature || signature.length !== expected.length || !timingSafeEqual(signature, expected)) return 'wrong';
  if (timestamp === undefined) return 'valid';
  const at = instantOf(timestamp);
  if (at === undefined) return 'wrong';
  return Math.abs(now.getTime() - at) <= scheme.toleranceSeconds * 1000 ? 'valid' : 'expired';
};
