/**
 * An account with DHL: credentials of the unified API (`DHL-API-Key`), of MyDHL API (Basic), of Parcel DE (Basic beside an
 * application name), or of several; there is no token. By default the unified API allows 250 calls a day and one in five
 * seconds, so that is the quota for all.
 */
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import type { AccountAccess, AccountTerms } from '../account.ts';

const hosts = { live: 'https://api-eu.dhl.com', test: 'https://api-test.dhl.com' };
/** Systems beside the unified API stand elsewhere; an address of the connection's own serves all of them. */
const elsewhere = {
  express: { live: 'https://express.api.dhl.com/mydhlapi', test: 'https://express.api.dhl.com/mydhlapi/test' },
  parcelDe: { live: 'https://api-eu.dhl.com', test: 'https://api-sandbox.dhl.com' },
};

/** Where one of the other systems stands. */
export const baseOf = (system: keyof typeof elsewhere, { baseUrl, settings }: AccountAccess): string =>
  Object.values(hosts).includes(baseUrl) ? elsewhere[system][settings.environment] : baseUrl;

/** The `Authorization` of MyDHL API and Parcel DE. */
export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

export const dhlAccount: AccountTerms = {
  hosts,
  credentials: carrierFacts.dhl.credentials,
  quota: { perSecond: 0.2, perDay: 250 },
};
