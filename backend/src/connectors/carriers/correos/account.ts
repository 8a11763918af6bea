/**
 * An account with Correos. With OAuth credentials it is one of the new APIs (client credentials at Correos ID, whose token
 * comes as `idToken` and lives about an hour); with a user and a password alone it is one of the older locator (Basic).
 * No quota is published: careful by default, a connection's settings may say otherwise.
 */
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import type { Ask } from '../../wire/call.ts';
import { tokenIn } from '../../wire/oauth-token.ts';
import type { AccountAccess, AccountTerms, AccountToken } from '../account.ts';

const hosts = { live: 'https://api1.correos.es', test: 'https://api1.correospre.es' };
// Login and the old locator live on hosts of their own; under any other base address everything is together.
// The hosts of the test environment are taken from the pattern of the live ones and not confirmed.
const loginHosts: Record<string, string> = {
  [hosts.live]: 'https://apioauthcid.correos.es',
  [hosts.test]: 'https://apioauthcid.correospre.es',
};
const locatorHosts: Record<string, string> = {
  [hosts.live]: 'https://localizador.correos.es',
  [hosts.test]: 'https://localizador.correospre.es',
};

/** Where the older locator stands. */
export const locatorOf = ({ baseUrl }: AccountAccess): string => locatorHosts[baseUrl] ?? baseUrl;

/** True of an account of the older locator. */
export const isOld = ({ credentials }: AccountAccess): boolean =>
  !credentials.oauthClientId && Boolean(credentials.username);

/** Gives the whole `Authorization` header, whose scheme differs between the two. */
const login = async (ask: Ask, access: AccountAccess): Promise<AccountToken> => {
  const { credentials, baseUrl } = access;
  if (isOld(access)) {
    const pair = `${credentials.username}:${credentials.password ?? ''}`;
    return { token: `Basic ${Buffer.from(pair).toString('base64')}`, expiresInSeconds: 24 * 3600 };
  }
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: credentials.oauthClientId ?? '',
    client_secret: credentials.oauthClientSecret ?? '',
    scope: credentials.scope || 'AP3 LBS RCG',
  });
  const answer = await ask({
    operation: 'login',
    url: `${loginHosts[baseUrl] ?? baseUrl}/Api/Authorize/Token`,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: body.toString(),
  });
  const life = 3300;
  const given = tokenIn(answer, {
    partner: 'correos',
    label: 'Correos',
    names: ['idToken', 'access_token'],
    seconds: life,
  });
  // A life of a day or longer is not believed: the documented one is about an hour.
  const { expiresInSeconds } = given;
  return { token: `Bearer ${given.token}`, expiresInSeconds: expiresInSeconds < 86_400 ? expiresInSeconds : life };
};

export const correosAccount: AccountTerms = {
  hosts,
  credentials: carrierFacts.correos.credentials,
  quota: { perSecond: 2, perDay: 20_000 },
  login,
};
