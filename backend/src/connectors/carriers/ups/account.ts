/**
 * An account with UPS: OAuth client credentials, sent as Basic. Source: UPS-API/api-documentation
 * `OAuthClientCredentials.yaml`. UPS publishes no quota for Track; the one here is cautious and a connection's settings
 * may say otherwise.
 */
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import type { Ask } from '../../wire/call.ts';
import { tokenIn } from '../../wire/oauth-token.ts';
import type { AccountAccess, AccountTerms, AccountToken } from '../account.ts';

const login = async (ask: Ask, { baseUrl, credentials }: AccountAccess): Promise<AccountToken> => {
  const { clientId = '', clientSecret = '', accountNumber = '' } = credentials;
  const answer = await ask({
    operation: 'login',
    url: `${baseUrl}/security/v1/oauth/token`,
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      ...(accountNumber === '' ? {} : { 'x-merchant-id': accountNumber }),
    },
    body: 'grant_type=client_credentials',
  });
  // The life is sent as text, in seconds; a quarter of an hour when UPS leaves it out.
  return tokenIn(answer, { partner: 'ups', label: 'UPS', seconds: 900 });
};

export const upsAccount: AccountTerms = {
  hosts: { live: 'https://onlinetools.ups.com', test: 'https://wwwcie.ups.com' },
  credentials: carrierFacts.ups.credentials,
  quota: { perSecond: 3, perDay: 20_000 },
  login,
};
