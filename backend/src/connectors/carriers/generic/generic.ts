/** The generic adapter: any carrier that posts signed JSON, read by the field mapping of its connection. */
import { verify } from '../../../kernel/signature.ts';
import type { CarrierAdapter } from '../carrier.ts';
import { parse } from './webhook.ts';

export const generic: CarrierAdapter = {
  name: 'generic',
  verify: (request, connection, secret, now) =>
    verify({ scheme: connection.signature, secret, headers: request.headers, rawBody: request.rawBody, now }),
  parse,
};
