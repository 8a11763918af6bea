/**
 * An account with USPS: OAuth client credentials as JSON. A token without the scope `tracking` is good for nothing and says
 * so at once. USPS allows sixty calls an hour by default. A connection's `baseUrl` may be the folder of the Tracking API.
 */
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import { Upstream } from '../../../kernel/errors.ts';
import { readBody } from '../../wire/body.ts';
import type { Ask, OutsideAnswer } from '../../wire/call.ts';
import { field } from '../../wire/json.ts';
import { tokenIn } from '../../wire/oauth-token.ts';
import type { AccountAccess, AccountTerms, AccountToken } from '../account.ts';

/** Throws when the answer names scopes and the one of tracking is not among them. */
const mustMayTrack = (answer: OutsideAnswer): void => {
  const read = readBody(Buffer.from(answer.body));
  const scope = 'body' in read ? field(read.body, 'scope') : undefined;
  if (typeof scope === 'string' && !/\btracking\b/.test(scope))
    throw new Upstream('usps', 'no_scope', 'USPS has not granted the scope tracking to these credentials', false);
};

const login = async (ask: Ask, { baseUrl, credentials }: AccountAccess): Promise<AccountToken> => {
  const { clientId = '', clientSecret = '' } = credentials;
  const answer = await ask({
    operation: 'login',
    url: `${baseUrl.replace(/\/tracking\/v3$/, '')}/oauth2/v3/token`,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: 'tracking',
    }),
  });
  const token = tokenIn(answer, { partner: 'usps', label: 'USPS', seconds: 3600 });
  mustMayTrack(answer);
  return token;
};

export const uspsAccount: AccountTerms = {
  hosts: { live: 'https://apis.usps.com', test: 'https://apis-tem.usps.com' },
  credentials: carrierFacts.usps.credentials,
  quota: { perSecond: 1, perDay: 1_440 },
  login,
};
