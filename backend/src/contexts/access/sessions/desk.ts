/** What the parts of sessions work with, opened once for a process: passwords, and how often strangers may try something. */
import type { Caller } from '@gantry/shared/caller';
import { Refusal } from '../../../kernel/errors.ts';
import { addressKey, type Limit, openLimit } from '../../../platform/http/limits.ts';
import type { Platform } from '../../../platform/platform.ts';
import { tellCallersChanged } from '../ended-callers.ts';
import { createPasswords, type Passwords } from './password.ts';

export type Desk = {
  platform: Platform;
  passwords: Passwords;
  /** Does what somebody may have guessed (a password, a code, a token); an address that guessed wrong too often is refused. */
  guarded<T>(address: string, work: () => Promise<T>): Promise<T>;
  /** Counts a mail that a stranger asks for. Throws TooMany beyond the limit. */
  countMail(key: string): Promise<void>;
  /** Does what tells whether a name is somebody's already, also of another merchant; who asks for too many is refused. */
  naming<T>(caller: Pick<Caller, 'merchants'>, work: () => Promise<T>): Promise<T>;
  /** Tells every process that people have changed. */
  changed(): void;
  /** Takes work that goes on beside an answer, so that the process waits for it before it ends. */
  beside(work: Promise<void>): void;
  /** Resolves when nothing goes on beside any more. */
  idle(): Promise<void>;
};

/** Wrong guesses from one address in a quarter of an hour: more than the people of an office, fewer than a list of passwords. */
const guesses = { name: 'access.guesses', points: 50, seconds: 900 };
const mails = { name: 'access.mails', points: 10, seconds: 3_600 };

const taken = { name: 'access.names_taken', points: 10, seconds: 3_600 };

const isTaken = (error: unknown): boolean => error instanceof Refusal && error.kind === 'conflict';

const isWrongGuess = (error: unknown): boolean =>
  error instanceof Refusal && (error.kind === 'unauthenticated' || error.kind === 'missing');

/**
 * A try is counted before its work and given back when it was no wrong one, so that many at once are no more tries than one
 * after the other.
 */
const counted = async <T>(
  limit: Limit,
  key: string,
  { work, isWrong }: { work: () => Promise<T>; isWrong: (error: unknown) => boolean },
): Promise<T> => {
  await limit.take(key);
  try {
    const done = await work();
    await limit.giveBack(key);
    return done;
  } catch (error) {
    if (!isWrong(error)) await limit.giveBack(key);
    throw error;
  }
};

/** Opens the desk of a process. */
export const openDesk = (platform: Platform): Desk => {
  const limit = openLimit(platform.redis, guesses);
  const mailLimit = openLimit(platform.redis, mails);
  const takenLimit = openLimit(platform.redis, taken);
  const going = new Set<Promise<void>>();
  return {
    platform,
    passwords: createPasswords(),
    guarded: (address, work) => counted(limit, addressKey(address), { work, isWrong: isWrongGuess }),
    // The operator may read all names anyway. A merchant's people are one: they make themselves as many keys as they like.
    naming: ({ merchants }, work) =>
      merchants === '*' ? work() : counted(takenLimit, [...merchants].sort()[0] ?? '', { work, isWrong: isTaken }),
    countMail: (key) => mailLimit.take(addressKey(key)),
    changed: () => tellCallersChanged(platform),
    beside: (work) => {
      going.add(work);
      void work.finally(() => going.delete(work));
    },
    idle: async () => void (await Promise.all(going)),
  };
};
