/**
 * The keys that are asked for just now, remembered for a few seconds so that a busy client does not ask the database each
 * time. A revocation clears the memory in every process at once.
 */
import { isOutage } from '../../kernel/outage.ts';
import { createCache } from '../../platform/cache.ts';
import type { Platform } from '../../platform/platform.ts';
import { type AccessKey, isAlive } from './access-key.ts';
import { digestOf, findKey } from './keys.ts';

export type KeyRing = {
  /** The living key behind a secret; undefined for every other text. */
  find(secret: string): Promise<AccessKey | undefined>;
  close(): void;
};

const mostRecalled = 1_000;
/** A key that was found alive within so long is believed while Postgres cannot be asked. */
const believedMs = 3_600_000;

/**
 * Keys as Postgres last confirmed them. While it is away no key can be revoked either, and whoever looks after the tower has
 * to see its figures just then; what needs Postgres fails whoever asks.
 */
const createRecall = ({ clock }: Pick<Platform, 'clock'>) => {
  const confirmed = new Map<string, { key: AccessKey; at: number }>();
  return {
    keep: (digest: string, key: AccessKey | undefined): void => {
      confirmed.delete(digest);
      if (key) confirmed.set(digest, { key, at: clock.now().getTime() });
      if (confirmed.size > mostRecalled) for (const oldest of confirmed.keys()) if (confirmed.delete(oldest)) break;
    },
    recall: (digest: string): AccessKey | undefined => {
      const known = confirmed.get(digest);
      const now = clock.now();
      return known && now.getTime() - known.at < believedMs && isAlive(known.key, now) ? known.key : undefined;
    },
    clear: (): void => confirmed.clear(),
  };
};

/** Opens the ring of a process. */
export const openKeyRing = (platform: Platform): KeyRing => {
  const { keep, recall, clear } = createRecall(platform);
  const load = async (digest: string): Promise<AccessKey | undefined> => {
    try {
      const key = await findKey(platform, digest);
      keep(digest, key);
      return key;
    } catch (error) {
      const known = isOutage(error) ? recall(digest) : undefined;
      if (known) return known;
      throw error;
    }
  };
  // By digest: no secret stays in memory for longer than its request.
  const keys = createCache({ ttlMs: 5_000, most: 5_000, load });
  const off = platform.signals.on('keys', () => {
    keys.clear();
    clear();
  });
  return { find: (secret) => keys.get(digestOf(secret)), close: off };
};
