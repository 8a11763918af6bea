/**
 * The proofs that are shown just now (keys, cookies), remembered for a few seconds so that a busy client does not ask the
 * database each time. Whatever ends clears the memory in every process at once.
 */
import { digest } from '../../kernel/ids.ts';
import { isOutage } from '../../kernel/outage.ts';
import { createCache } from '../../platform/cache.ts';
import type { Platform } from '../../platform/platform.ts';
import { onCallersChanged } from './ended-callers.ts';

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

const mostRecalled = 1_000;
/** What was confirmed within so long is believed while Postgres cannot be asked. */
const believedMs = 3_600_000;

/**
 * Holders as Postgres last confirmed them. While it is away nothing can be revoked either, and whoever looks after the tower
 * has to see its figures just then; what needs Postgres fails whoever asks.
 */
const createRecall = <Holder>({ clock }: Pick<Platform, 'clock'>) => {
  const confirmed = new Map<string, { holder: Holder; at: number }>();
  let forgotten = 0;
  const keep = (digest: string, holder: Holder | undefined): void => {
    confirmed.delete(digest);
    if (holder !== undefined) confirmed.set(digest, { holder, at: clock.now().getTime() });
    if (confirmed.size > mostRecalled) for (const oldest of confirmed.keys()) if (confirmed.delete(oldest)) break;
  };
  const recall = (digest: string): Holder | undefined => {
    const known = confirmed.get(digest);
    return known && clock.now().getTime() - known.at < believedMs ? known.holder : undefined;
  };
  return {
    /** What `find` answers, else what it answered last while the store is away. */
    through: async (digest: string, find: Proofs<Holder>['find']): Promise<Holder | undefined> => {
      const before = forgotten;
      try {
        const holder = await find(digest);
        // An answer that was on its way when something ended may be of before.
        if (before === forgotten) keep(digest, holder);
        return holder;
      } catch (error) {
        const known = isOutage(error) ? recall(digest) : undefined;
        if (known !== undefined) return known;
        throw error;
      }
    },
    clear: (): void => {
      forgotten++;
      confirmed.clear();
    },
  };
};

/** Opens the ring of a process for one kind of proof. */
export const openRing = <Holder>(platform: Platform, { find, isAlive }: Proofs<Holder>): Ring<Holder> => {
  const { clock } = platform;
  const recall = createRecall<Holder>(platform);
  // By digest: no secret stays in memory for longer than its request.
  const known = createCache({
    ttlMs: 5_000,
    most: 5_000,
    load: (digest: string) => recall.through(digest, find),
  });
  const forget = (): void => {
    known.clear();
    recall.clear();
  };
  return {
    find: async (secret) => {
      const digest = digestOf(secret);
      const holder = await known.get(digest);
      // Asked each time, of the secret that was shown: what ends at its hour ends at once.
      return holder && isAlive(holder, digest, clock.now()) ? holder : undefined;
    },
    forget,
    close: onCallersChanged(platform, forget),
  };
};
