/**
 * Passwords as argon2id hashes (RFC 9106) at the cost that OWASP asks for: 19 MiB, two passes. Two are reckoned at a time, so that nobody fills the memory by trying; reckoning happens outside of JavaScript's thread.
 */
import { hash, verify } from '@node-rs/argon2';
import { newToken } from '../../../kernel/ids.ts';
import { createSlots } from '../../../platform/live/slots.ts';

// Argon2id is the library's default; its constants are an enum that cannot be imported here.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const atATime = 2;

/** The same keys typed on another machine may make other code points. */
const typed = (password: string): string => password.normalize('NFKC');

export type Passwords = {
  /** What is kept of a password. */
  hash(password: string): Promise<string>;
  /** Whether it is the one behind a hash; against none it takes as long and is false. */
  matches(password: string, kept: string | null | undefined): Promise<boolean>;
};

export const createPasswords = (): Passwords => {
  const slots = createSlots(atATime);
  const reckon = (password: string): Promise<string> => slots.use(() => hash(typed(password), cost));
  // Nobody's password: what is compared for an address that is not known.
  let nobodys: Promise<string> | undefined;
  return {
    hash: reckon,
    matches: async (password, kept) => {
      nobodys ??= reckon(newToken());
      const against = kept ?? (await nobodys);
      const same = await slots.use(() => verify(against, typed(password)));
      return kept ? same : false;
    },
  };
};
