/**
 * The keys that are asked for just now, remembered for a few seconds so that a busy client does not ask the database each
 * time. A revocation clears the memory in every process at once.
 */
import { createCache } from '../../platform/cache.ts';
import type { Platform } from '../../platform/platform.ts';
import type { AccessKey } from './access-key.ts';
import { digestOf, findKey } from './keys.ts';

export type KeyRing = {
  /** The living key behind a secret; undefined for every other text. */
  find(secret: string): Promise<AccessKey | undefined>;
  close(): void;
};

/** Opens the ring of a process. */
export const openKeyRing = (platform: Platform): KeyRing => {
  // By digest: no secret stays in memory for longer than its request.
  const keys = createCache({
    ttlMs: 5_000,
    most: 5_000,
    load: (digest: string): Promise<AccessKey | undefined> => findKey(platform, digest),
  });
  const off = platform.signals.on('keys', keys.clear);
  return { find: (secret) => keys.get(digestOf(secret)), close: off };
};
