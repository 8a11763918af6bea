/**
 * An account with Aramex: there is no token, every call carries the account in its body, and what is wrong with it is told
 * with HTTP 200. No quota is published: careful by default, a connection's settings may say otherwise.
 */
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import type { AccountAccess, AccountTerms } from '../account.ts';

/** The account as every call of Aramex's repeats it. */
export const clientInfo = ({ credentials }: AccountAccess) => ({
  UserName: credentials.userName ?? '',
  Password: credentials.password ?? '',
  Version: credentials.version || 'v1.0',
  AccountNumber: credentials.accountNumber ?? '',
  AccountPin: credentials.accountPin ?? '',
  AccountEntity: credentials.accountEntity ?? '',
  AccountCountryCode: credentials.accountCountryCode ?? '',
  Source: 24,
});

export const aramexAccount: AccountTerms = {
  hosts: { live: 'https://ws.aramex.net/ShippingAPI.V2', test: 'https://ws.dev.aramex.net/ShippingAPI.V2' },
  credentials: carrierFacts.aramex.credentials,
  quota: { perSecond: 1, perDay: 10_000 },
};
