/**
 * Fair shares of what only one worker may hold at a time. Every worker reckons the same from the same list of living
 * workers, so that none holds more than its share, and nothing moves while nobody comes or goes.
 */
import { messageOf } from '../../kernel/errors.ts';
import { isOutage } from '../../kernel/outage.ts';
import type { Platform } from '../platform.ts';
import { pause } from '../signals.ts';
import { livingProcesses } from '../vitals/processes.ts';
import { heldPartitions } from './checkpoints.ts';

const everyMs = 1_000;
/** What nobody holds for so long is taken by whoever sees it: a worker of another version may not know of it. */
const orphanedMs = 4_000;

/** The share of one among `workers`, in the order in which all of them see both lists. Neighbours go to different workers. */
export const shareOf = (keys: readonly string[], workers: readonly string[], me: string): Set<string> => {
  const all = workers.includes(me) ? workers : [...workers, me];
  const mine = all.indexOf(me);
  return new Set(keys.filter((_, n) => n % all.length === mine));
};

export type Share = {
  /** Whether this worker may hold it now; what it may not hold any more is let go. */
  has(key: string): boolean;
  /** Resolves when `stop` was aborted and nothing is asked any more. */
  ended: Promise<void>;
};

type Watch = { workers: string; share: Set<string>; freeSince: Map<string, number> };

const looked = async (platform: Platform, keys: readonly string[], before: Watch): Promise<Watch> => {
  const { database, vitals } = platform;
  const workers = (await livingProcesses(database)).filter(({ role }) => role === 'worker').map(({ id }) => id);
  const known = workers.join();
  const share = shareOf(keys, workers, vitals.process);
  if (workers.length < 2) return { workers: known, share, freeSince: new Map() };
  const held = await heldPartitions(platform);
  const now = performance.now();
  const freeSince = new Map(
    keys.filter((key) => !held.has(key)).map((key) => [key, before.freeSince.get(key) ?? now] as const),
  );
  // Once taken they stay, until workers come or go: handing them back and forth would help nobody.
  if (known === before.workers) for (const key of before.share) share.add(key);
  for (const [key, since] of freeSince) if (now - since >= orphanedMs) share.add(key);
  return { workers: known, share, freeSince };
};

/** Keeps count of this worker's share of partitions (`keyOf`) until `stop`. */
export const openShare = async (platform: Platform, keys: readonly string[], stop: AbortSignal): Promise<Share> => {
  let watch: Watch = { workers: '', share: new Set(), freeSince: new Map() };
  const look = async (): Promise<void> => {
    try {
      watch = await looked(platform, keys, watch);
    } catch (error) {
      // What was known last holds until the others can be seen again: the leases themselves are what is safe.
      if (!isOutage(error)) platform.logger.error({ error: messageOf(error) }, 'shares cannot be reckoned');
    }
  };
  const keepLooking = async (): Promise<void> => {
    while (!stop.aborted) {
      await pause(everyMs, stop);
      if (!stop.aborted) await look();
    }
  };
  await look();
  return { has: (key) => watch.share.has(key), ended: keepLooking() };
};
