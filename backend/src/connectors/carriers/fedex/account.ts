/**
 * An account with FedEx: OAuth client credentials as a form; a token is good for about an hour. FedEx's own limits are far
 * above the quota here; a connection's settings may say otherwise.
 */
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import type { Ask } from '../../wire/call.ts';
import { tokenIn } from '../../wire/oauth-token.ts';
import type { AccountAccess, AccountTerms, AccountToken } from '../account.ts';

const login = async (ask: Ask, { baseUrl, credentials }: AccountAccess): Promise<AccountToken> => {
  const { clientId = '', clientSecret = '' } = credentials;
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  }).toString();
  const answer = await ask({
    operation: 'login',
    url: `${baseUrl}/oauth/token`,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body,
  });
  return tokenIn(answer, { partner: 'fedex', label: 'FedEx', seconds: 3000 });
};

export const fedexAccount: AccountTerms = {
  hosts: { live: 'https://apis.fedex.com', test: 'https://apis-sandbox.fedex.com' },
  credentials: carrierFacts.fedex.credentials,
  quota: { perSecond: 5, perDay: 50_000 },
  login,
};
