/**
 * How often a stranger may try something: counted in Redis for all processes and in memory for this one. Both have to
 * agree, so that nobody gets fresh tries from a Redis that went away, came back empty, or does not answer.
 */
import { isIPv6 } from 'node:net';
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible';
import { StoreAway, TooMany } from '../../kernel/errors.ts';
import type { Redis } from '../redis.ts';

export type Limit = {
  /** Counts a try. Throws TooMany beyond the limit. */
  take(key: string): Promise<void>;
  /** Takes a try back that was none of those to be counted. */
  giveBack(key: string): Promise<void>;
  /** Throws TooMany when a try would be one too many, without counting it. */
  look(key: string): Promise<void>;
};

const refusal = (msBeforeNext: number): TooMany =>
  new TooMany(
    'slow_down',
    'Asked too often. Wait a little and try again.',
    Math.max(1, Math.ceil(msBeforeNext / 1000)),
  );

/** How long a count refuses, 0 when it does not; what cannot be counted refuses nothing. */
const refusedFor = (counted: Promise<unknown>): Promise<number> =>
  counted.then(
    () => 0,
    (refused: RateLimiterRes | Error) => {
      if (refused instanceof StoreAway) return 0;
      if (refused instanceof Error) throw refused;
      return Math.max(1, refused.msBeforeNext);
    },
  );

/** A limit of `points` tries in `seconds` for each key. `name` keeps its counts apart from those of other limits. */
export const openLimit = (
  redis: Redis,
  { name, points, seconds }: { name: string; points: number; seconds: number },
): Limit => {
  const pace = { points, duration: seconds };
  const own = new RateLimiterMemory(pace);
  const shared = new RateLimiterRedis({
    storeClient: redis.client,
    useRedisPackage: true,
    keyPrefix: `gantry:in:${name}`,
    ...pace,
  });
  const full = (known: RateLimiterRes | null): void => {
    if (known && known.consumedPoints >= points) throw refusal(known.msBeforeNext);
  };
  return {
    take: async (key) => {
      const waits = await Promise.all([refusedFor(own.consume(key)), refusedFor(redis.ask(() => shared.consume(key)))]);
      const wait = Math.max(...waits);
      if (wait > 0) throw refusal(wait);
    },
    giveBack: async (key) => {
      await own.reward(key);
      await redis.ask(() => shared.reward(key)).catch(() => undefined);
    },
    look: async (key) => {
      full(await own.get(key));
      full(
        await redis
          .ask(() => shared.get(key))
          .catch((error: unknown) => {
            if (error instanceof StoreAway) return null;
            throw error;
          }),
      );
    },
  };
};

/** An address as a limit counts it: an IPv6 network of 64 bits is one customer, and IPv4 written as IPv6 is IPv4. */
export const addressKey = (address: string): string => {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(bare)) return bare;
  const [head = '', tail = ''] = bare.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === '' ? [] : tail.split(':');
  const filled = bare.includes('::')
    ? [...groups, ...Array<string>(Math.max(0, 8 - groups.length - rest.length)).fill('0'), ...rest]
    : groups;
  return filled
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
};
