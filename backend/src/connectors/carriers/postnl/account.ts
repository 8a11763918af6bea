/**
 * An account with PostNL: an API key in a header of every call. No quota is published per account: careful by default, a
 * connection's settings may say otherwise.
 */
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import type { AccountTerms } from '../account.ts';

export const postnlAccount: AccountTerms = {
  hosts: { live: 'https://api.postnl.nl', test: 'https://api-sandbox.postnl.nl' },
  credentials: carrierFacts.postnl.credentials,
  quota: { perSecond: 5, perDay: 50_000 },
};
