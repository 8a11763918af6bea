/**
 * What a carrier wants of those who ask it: where it stands, which credentials it gives its customers, how often it may be
 * asked and how one logs in. An account belongs to the carrier, not to one of its capabilities: they share its token and
 * its quota.
 */
import type { ConnectionSettings } from '@gantry/shared/events/connections';
import type { CarrierCredential } from '@gantry/shared/vocabulary/carriers';
import type { Ask } from '../wire/call.ts';

/** What a call may use. `baseUrl` has no slash at its end. */
export type AccountAccess = {
  baseUrl: string;
  credentials: Readonly<Record<string, string>>;
  settings: ConnectionSettings;
  /** What `login` gave, while it is good. */
  token?: string;
  now: Date;
};

/** What a login gives: the token, or the whole header that carries it. */
export type AccountToken = { token: string; expiresInSeconds: number };

export type AccountTerms = {
  hosts: { live: string; test: string };
  /** The credentials the carrier gives its customers: those of the vocabulary, which the form draws. */
  credentials: readonly CarrierCredential[];
  /** Calls a second and a day the carrier allows by default; a connection's settings may say otherwise. */
  quota: { perSecond: number; perDay: number };
  /** Gets a token; left out where every call carries its own credentials. */
  login?(ask: Ask, access: AccountAccess): Promise<AccountToken>;
};
