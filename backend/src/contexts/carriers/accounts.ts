/**
 * What a context needs to ask a carrier through its account, whatever it asks for: the address of the connection, its
 * credentials, a token that is renewed when the carrier refuses it, the quota of each second and the count of each day.
 */
import type { Connection } from '@gantry/shared/events/connections';
import type { AccountAccess, AccountTerms } from '../../connectors/carriers/account.ts';
import { adapterOf } from '../../connectors/carriers/registry.ts';
import type { Ask } from '../../connectors/wire/call.ts';
import { messageOf, Upstream } from '../../kernel/errors.ts';
import type { Platform } from '../../platform/platform.ts';
import { callsOn, countCall, noteFailure } from './call-days.ts';
import { openTokens, type TokenHolder, type Tokens } from './tokens.ts';

/** A connection with the credentials people set for it, opened. */
export type ConnectionLogin = { connection: Connection; credentials: Readonly<Record<string, string>> };

/** The account that a connection has with its carrier. */
export type CarrierAccount = ConnectionLogin & { terms: AccountTerms };

/** What a carrier is asked, and under whose thread the calls are recorded: one function of its connector's. */
export type CarrierQuestion<Answer> = {
  correlationId: string;
  /** Whoever asks keeps the answers as messages. */
  answersKept?: boolean;
  put(ask: Ask, access: AccountAccess): Promise<Answer>;
};

export type Accounts = {
  /**
   * Puts a question to a carrier, once more with a new token when the one it had was refused. Every call but a login is
   * counted before it is made. Throws an Upstream when the carrier fails.
   */
  ask<Answer>(account: CarrierAccount, question: CarrierQuestion<Answer>): Promise<Answer>;
  /** Calls made through an account today (UTC), by all processes. */
  callsToday(account: CarrierAccount): Promise<number>;
};

/** The account of a connection; undefined where its carrier cannot be asked, or wants credentials that are not set. */
export const accountOf = ({ connection, credentials }: ConnectionLogin): CarrierAccount | undefined => {
  const terms = adapterOf(connection).account;
  if (!terms || (terms.credentials.length > 0 && Object.keys(credentials).length === 0)) return undefined;
  return { connection, credentials, terms };
};

/** Calls a day that an account has: what the connection's settings say, else what its carrier allows by default. */
export const callsPerDay = ({ connection, terms }: Pick<CarrierAccount, 'connection' | 'terms'>): number =>
  connection.settings.pollPerDay ?? terms.quota.perDay;

const timeoutMs = 20_000;

const baseUrlOf = ({ connection: { settings }, terms }: CarrierAccount): string =>
  (settings.baseUrl ?? terms.hosts[settings.environment]).replace(/\/+$/, '');

const holderOf = (account: CarrierAccount): TokenHolder => ({
  name: account.connection.name,
  basis: JSON.stringify([baseUrlOf(account), account.credentials]),
});

const accessOf = (account: CarrierAccount, now: Date): AccountAccess => ({
  baseUrl: baseUrlOf(account),
  credentials: account.credentials,
  settings: account.connection.settings,
  now,
});

const refusesToken = (error: unknown): boolean =>
  error instanceof Upstream && (error.code === 'http_401' || error.code === 'token_expired');

/** What opens an account. */
const secretsOf = ({ credentials, terms }: CarrierAccount): string[] =>
  terms.credentials.flatMap(({ name, secret }) => (secret ? (credentials[name] ?? []) : []));

/** The door out for one account. `secretBodies`: what is sent and answered is made of credentials, and not recorded. */
const doorOf = (
  { exchange }: Platform,
  account: CarrierAccount,
  kept: { correlationId: string; secretBodies: boolean; answersKept?: boolean; secrets?: readonly string[] },
): Ask => {
  const {
    connection: { name, settings },
    terms,
  } = account;
  return (call, accept = []) =>
    exchange.call({
      ...call,
      partner: name,
      ...kept,
      secrets: [...secretsOf(account), ...(kept.secrets ?? [])],
      timeoutMs,
      accept,
      perSecond: settings.pollPerSecond ?? terms.quota.perSecond,
      untrusted: settings.baseUrl !== undefined,
    });
};

type Means = { platform: Platform; tokens: Tokens };

const tokenOf = async (
  { platform, tokens }: Means,
  account: CarrierAccount,
  { correlationId, refused }: { correlationId: string; refused?: string },
): Promise<string | undefined> => {
  const { login } = account.terms;
  if (!login) return undefined;
  // A login costs no quota, and its bodies are secrets.
  const ask = doorOf(platform, account, { correlationId, secretBodies: true });
  return tokens.of(holderOf(account), () => login(ask, accessOf(account, platform.clock.now())), refused);
};

const put = async <Answer>(
  means: Means,
  account: CarrierAccount,
  { correlationId, answersKept = false, put: ask }: CarrierQuestion<Answer>,
): Promise<Answer> => {
  const { platform } = means;
  const { terms, connection } = account;
  // Where every call carries its own credentials, its body may be made of them; the token of a login may stand in one.
  const kept = { correlationId, secretBodies: terms.login === undefined, answersKept };
  const once = (token: string | undefined): Promise<Answer> => {
    const out = doorOf(platform, account, { ...kept, secrets: token === undefined ? [] : [token] });
    const counted: Ask = async (call, accept) => {
      await countCall(platform.database, connection.name, platform.clock.now());
      return out(call, accept);
    };
    return ask(counted, { ...accessOf(account, platform.clock.now()), ...(token === undefined ? {} : { token }) });
  };
  const token = await tokenOf(means, account, { correlationId });
  try {
    return await once(token);
  } catch (error) {
    if (token === undefined || !refusesToken(error)) throw error;
    return once(await tokenOf(means, account, { correlationId, refused: token }));
  }
};

/** Opens the accounts of this process. Tokens live as long as the value does. */
export const openAccounts = ({ platform }: { platform: Platform }): Accounts => {
  const { clock } = platform;
  const means = { platform, tokens: openTokens(() => clock.now().getTime()) };
  return {
    ask: async (account, question) => {
      try {
        return await put(means, account, question);
      } catch (error) {
        await noteFailure(platform.database, account.connection.name, { now: clock.now(), error: messageOf(error) });
        throw error;
      }
    },
    callsToday: ({ connection }) => callsOn(platform.database, connection.name, clock.now()),
  };
};
