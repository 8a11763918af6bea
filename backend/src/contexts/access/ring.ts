/**
 * The proofs that are shown just now (keys, cookies), remembered for a few seconds so that a busy client does not ask the
 * database each time. Whatever ends clears the memory in every process at once.
 */
import { digest } from '../../kernel/ids.ts';
import { createCache } from '../../platform/cache.ts';
import type { Platform } from '../../platform/platform.ts';
import { onCallersChanged } from './ended-callers.ts';
import { createRecall } from './recall.ts';

/** What we keep of a secret. Looked up as a whole, so how long that takes tells nothing of a secret that is nearly right. */
export const digestOf = (secret: string): string => digest(secret).toString('hex');

/** How one kind of proof is looked up and judged. */
export type Proofs<Holder> = {
  /** Whose a digest is, or was. */
  find(digest: string): Promise<Holder | undefined>;
  isAlive(holder: Holder, digest: string, now: Date): boolean;
};

export type Ring<Holder> = {
  /** Whose living secret this is; undefined for every other text. */
  find(secret: string): Promise<Holder | undefined>;
  /** Forgets whatever it remembers. */
  forget(): void;
  close(): void;
};

/** Opens the ring of a process for one kind of proof. */
export const openRing = <Holder>(platform: Platform, { find, isAlive }: Proofs<Holder>): Ring<Holder> => {
  const { clock } = platform;
  // Whether it is alive depends on which of its secrets was shown, so that is asked below.
  const recall = createRecall<Holder>(clock, () => true);
  // By digest: no secret stays in memory for longer than its request.
  const known = createCache({
    ttlMs: 5_000,
    most: 5_000,
    load: (digest: string) => recall.through(digest, () => find(digest)),
  });
  const forget = (): void => {
    known.clear();
    recall.clear();
  };
  return {
    find: async (secret) => {
      const digest = digestOf(secret);
      const holder = await known.get(digest);
      // Asked each time: what ends at its hour ends at once.
      return holder && isAlive(holder, digest, clock.now()) ? holder : undefined;
    },
    forget,
    close: onCallersChanged(platform, forget),
  };
};
