/**
 * UPS Track Alert as a webhook. UPS signs nothing: v1 gives back the `credential` of the subscription as a header; v2
 * fetches a token from an endpoint of ours and sends it as a bearer (its `x-api-key` is a client id, so it proves nothing).
 * The connection's secret is that credential or token. Behind a gateway that renames headers, `settings.header` says where
 * it stands. Events that are not answered with 200 are lost, so the poll must fill the gaps.
 */
import type { Connection } from '@gantry/shared/events/connections';
import type { RawRequest } from '../../../kernel/raw-request.ts';
import type { Verdict } from '../../../kernel/signature.ts';
import { bearerOf, headerText, isSecret, mayPush } from '../../wire/shared-secret.ts';
import type { WebhookReader } from '../webhook.ts';
import { readUps } from './read.ts';

const verify = (request: RawRequest, connection: Connection, { secret }: { secret: string }): Verdict => {
  const { header } = connection.settings;
  const names = header === undefined ? ['credential', 'authorization'] : [header];
  const sent = names.map((name) => headerText(request.headers, name)).filter((text) => text !== undefined);
  if (sent.length === 0) return 'missing';
  const known = sent.flatMap((text) => [text, bearerOf(text)]).filter((text) => isSecret(text, secret));
  return known.length > 0 && mayPush(request, connection.settings) ? 'valid' : 'wrong';
};

export const upsWebhook: WebhookReader = {
  verify,
  read: (rawBody) => readUps(rawBody),
  receipt: () => ({ status: 200, contentType: 'application/json', body: '{"received":true}' }),
};
