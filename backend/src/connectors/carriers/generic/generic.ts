/** The generic adapter: any carrier that posts signed JSON, read by the field mapping of its connection or, without one, by obvious names. */

import type { WebhookMapping } from '@gantry/shared/events/connections';
import { signatureScheme } from '@gantry/shared/events/connections';
import { verify } from '../../../kernel/signature.ts';
import type { CarrierAdapter, StatusRow } from '../carrier.ts';
import { obviousStatuses } from './obvious.ts';
import { read } from './webhook.ts';

const plainScheme = signatureScheme.parse({});

const rowsOf = ({ statuses }: WebhookMapping): StatusRow[] =>
  Object.entries(statuses).map(([code, { status, reason, actionRequiredBy }]) => ({
    code,
    status,
    ...(reason ? { reason } : {}),
    ...(actionRequiredBy ? { actionRequiredBy } : {}),
  }));

export const generic: CarrierAdapter = {
  name: 'generic',
  statuses: ({ mapping }) => (mapping ? rowsOf(mapping) : obviousStatuses),
  webhook: {
    verify: ({ headers, rawBody }, { signature }, { secret, now }) =>
      verify({ scheme: signature ?? plainScheme, secret, headers, rawBody, now }),
    read,
  },
};
