/**
 * Glovo's webhook: the `partnerSecret` of the registration comes back as the whole `Authorization` header; there is no
 * signature. Two independent clients agree on that, the official text was not found: `settings.header` names another header
 * where Glovo or a gateway uses one.
 */
import type { Connection } from '@gantry/shared/events/connections';
import type { RawRequest } from '../../../kernel/raw-request.ts';
import type { Verdict } from '../../../kernel/signature.ts';
import { bearerOf, headerText, isSecret, mayPush } from '../../wire/shared-secret.ts';
import type { WebhookReader } from '../webhook.ts';
import { readGlovo } from './read.ts';

const verify = (request: RawRequest, connection: Connection, { secret }: { secret: string }): Verdict => {
  const sent = headerText(request.headers, connection.settings.header ?? 'authorization');
  if (sent === undefined) return 'missing';
  const known = isSecret(sent, secret) || isSecret(bearerOf(sent), secret);
  return known && mayPush(request, connection.settings) ? 'valid' : 'wrong';
};

export const glovoWebhook: WebhookReader = {
  verify,
  read: (rawBody) => readGlovo(rawBody),
  receipt: () => ({ status: 200, contentType: 'application/json', body: '{"received":true}' }),
};
