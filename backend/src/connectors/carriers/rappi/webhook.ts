/**
 * Rappi's webhook. `Rappi-Signature: t=<timestamp>,sign=<hex>` is an HMAC-SHA256 of the timestamp, a dot and the raw body.
 * A PING must be answered {"status":"OK"} every three minutes, or Rappi switches the store off. Source: Rappi's developer
 * portal, «Webhooks». Rappi names no tolerance for the timestamp: five minutes, or what the connection's signature says.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Connection } from '@gantry/shared/events/connections';
import type { RawAnswer, RawRequest } from '../../../kernel/raw-request.ts';
import type { Verdict } from '../../../kernel/signature.ts';
import { readBody } from '../../wire/body.ts';
import { headerText, mayPush } from '../../wire/shared-secret.ts';
import type { WebhookReader } from '../webhook.ts';
import { messageOf } from './message.ts';
import { readRappi } from './read.ts';

const tolerance = 300;

/** `t` and `sign` of the header, in any order. */
const partsOf = (header: string): { t: string; sign: string } | undefined => {
  const parts = new Map(
    header.split(',').map((part): [string, string] => {
      const at = part.indexOf('=');
      return [part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()];
    }),
  );
  const t = parts.get('t');
  const sign = parts.get('sign');
  return t && sign ? { t, sign } : undefined;
};

/** Seconds or milliseconds since 1970, told apart by size. */
const instantOf = (t: string): number | undefined => {
  if (!/^\d{1,14}$/.test(t)) return undefined;
  const value = Number(t);
  return value >= 1e11 ? value : value * 1000;
};

type Context = { secret: string; now: Date };

const verify = (request: RawRequest, connection: Connection, { secret, now }: Context): Verdict => {
  const header = headerText(request.headers, connection.settings.header ?? 'rappi-signature');
  if (header === undefined) return 'missing';
  const parts = partsOf(header);
  if (!parts || secret === '' || !/^[0-9a-f]{64}$/i.test(parts.sign)) return 'wrong';
  const expected = createHmac('sha256', secret).update(`${parts.t}.`).update(request.rawBody).digest();
  const at = instantOf(parts.t);
  if (!timingSafeEqual(Buffer.from(parts.sign, 'hex'), expected) || at === undefined) return 'wrong';
  if (!mayPush(request, connection.settings)) return 'wrong';
  const allowed = (connection.signature?.toleranceSeconds ?? tolerance) * 1000;
  return Math.abs(now.getTime() - at) <= allowed ? 'valid' : 'expired';
};

const answer = (body: Record<string, string>): RawAnswer => ({
  status: 200,
  contentType: 'application/json',
  body: JSON.stringify(body),
});
const ok = answer({ status: 'OK' });

/** What the address says the message is, where each event was registered with an address of its own. */
const eventIn = (query: string): string | undefined =>
  new URLSearchParams(query).get('event')?.trim().toUpperCase() || undefined;

const aboutStores = /^(?:PING|STORE_|MENU_)/;

/** A PING, and what else is about a store: nothing to record, only to be answered. */
const handshake = ({ query, rawBody }: RawRequest): RawAnswer | undefined => {
  const event = eventIn(query);
  if (event !== undefined) return aboutStores.test(event) ? ok : undefined;
  const found = readBody(rawBody);
  return 'body' in found && messageOf(found.body).kind === 'store' ? ok : undefined;
};

export const rappiWebhook: WebhookReader = {
  verify,
  read: (rawBody) => readRappi(rawBody),
  handshake,
  receipt: () => ok,
};
