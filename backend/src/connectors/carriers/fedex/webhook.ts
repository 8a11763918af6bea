/**
 * FedEx's push as a webhook. It is signed with an HMAC-SHA256 of the raw body under the project's security token, in
 * `fdx-signature` (`x-fdx-sc-signature` is seen too). FedEx's own words say hexadecimal in one place and base64 in another,
 * so both are taken; a connection may name another header, or a whole scheme of its own, without a line of code.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Connection } from '@gantry/shared/events/connections';
import type { RawRequest } from '../../../kernel/raw-request.ts';
import { type Verdict, verify as verifyScheme } from '../../../kernel/signature.ts';
import { headerText, mayPush } from '../../wire/shared-secret.ts';
import type { WebhookReader } from '../webhook.ts';
import { readFedex } from './read.ts';

const headers = ['fdx-signature', 'x-fdx-sc-signature'];

/** The bytes a signature stands for; undefined when it is neither hexadecimal nor base64 of a SHA-256. */
const bytesOf = (signature: string): Buffer | undefined => {
  const text = signature.replace(/^sha256=/i, '');
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : undefined;
};

const verify = (
  request: RawRequest,
  connection: Connection,
  { secret, now }: { secret: string; now: Date },
): Verdict => {
  const { rawBody } = request;
  if (connection.signature)
    return verifyScheme({ scheme: connection.signature, secret, headers: request.headers, rawBody, now });
  const { header } = connection.settings;
  const sent = (header === undefined ? headers : [header])
    .map((name) => headerText(request.headers, name))
    .find((text) => text !== undefined);
  if (sent === undefined) return 'missing';
  const signature = bytesOf(sent);
  const expected = createHmac('sha256', secret).update(rawBody).digest();
  if (secret === '' || signature?.length !== expected.length || !timingSafeEqual(signature, expected)) return 'wrong';
  return mayPush(request, connection.settings) ? 'valid' : 'wrong';
};

export const fedexWebhook: WebhookReader = { verify, read: (rawBody) => readFedex(rawBody) };
