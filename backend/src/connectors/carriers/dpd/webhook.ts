/**
 * DPD's push as a webhook. DPD signs nothing: the secret is the last part of the address it was given, and the sender's
 * address is checked where the connection names the allowed ones (DPD's manual names one, which may change, so it is a
 * setting and not a constant). DPD repeats a push for 48 hours unless its pushid comes back in the answer.
 */
import type { Connection } from '@gantry/shared/events/connections';
import type { RawAnswer, RawRequest } from '../../../kernel/raw-request.ts';
import type { Verdict } from '../../../kernel/signature.ts';
import { escaped } from '../../wire/escaped.ts';
import { isSecret, mayPush } from '../../wire/shared-secret.ts';
import type { WebhookReader } from '../webhook.ts';
import { queryOf, readPush } from './read-push.ts';

const verify = (request: RawRequest, connection: Connection, { secret }: { secret: string }): Verdict => {
  if (request.pathSecret === undefined || request.pathSecret === '') return 'missing';
  if (!isSecret(request.pathSecret, secret)) return 'wrong';
  return mayPush(request, connection.settings) ? 'valid' : 'wrong';
};

/** The receipt DPD wants to read: the pushid it sent, and OK. */
const receipt = (request: RawRequest): RawAnswer => {
  const query = request.query === '' ? queryOf(request.rawBody.toString('utf8')) : request.query;
  const params = new URLSearchParams(query);
  const name = [...params.keys()].find((key) => key.toLowerCase() === 'pushid') ?? 'pushid';
  const pushId = (params.get(name) ?? '').slice(0, 200);
  return {
    status: 200,
    contentType: 'application/xml; charset=utf-8',
    body: `<push><pushid>${escaped(pushId)}</pushid><status>OK</status></push>`,
  };
};

export const dpdWebhook: WebhookReader = { verify, read: (rawBody) => readPush(rawBody), receipt };
