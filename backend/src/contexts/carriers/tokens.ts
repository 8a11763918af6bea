/**
 * The tokens of this process, one a connection: got when first needed, kept while they are good, and asked for once even
 * when many want one at the same moment.
 */
import type { AccountToken } from '../../connectors/carriers/account.ts';

/** Whose token it is. `basis` is what it was got with: other credentials or another address need a new login. */
export type TokenHolder = { name: string; basis: string };

export type Tokens = {
  /** A token that is good now. `refused` is one that the carrier has just refused: it is not given again. */
  of(holder: TokenHolder, login: () => Promise<AccountToken>, refused?: string): Promise<string>;
};

type Grant = { token: string; until: number };
type Login = { basis: string; grant: Promise<Grant> };

/** A token is not used in its last minute, unless it lives so short. */
const lifeMs = ({ expiresInSeconds }: AccountToken): number => Math.max(30, expiresInSeconds - 60) * 1000;

/** Opens the keeping of tokens, empty. `now` is the clock's, in milliseconds. */
export const openTokens = (now: () => number): Tokens => {
  const logins = new Map<string, Login>();

  const begin = ({ name, basis }: TokenHolder, login: () => Promise<AccountToken>): Promise<Grant> => {
    const asked = now();
    const grant = login().then((given) => ({ token: given.token, until: asked + lifeMs(given) }));
    const begun = { basis, grant };
    logins.set(name, begun);
    // A login that failed is forgotten, so that the next one who needs a token tries again.
    grant.catch(() => {
      if (logins.get(name) === begun) logins.delete(name);
    });
    return grant;
  };

  return {
    of: async (holder, login, refused) => {
      const known = logins.get(holder.name);
      if (known?.basis === holder.basis) {
        const { token, until } = await known.grant;
        if (token !== refused && until > now()) return token;
        const since = logins.get(holder.name);
        // Another has logged in while this one waited.
        if (since && since !== known && since.basis === holder.basis) return (await since.grant).token;
      }
      return (await begin(holder, login)).token;
    },
  };
};
