/** How often a stranger may try something: counted in Redis for all processes, in memory while Redis is away. */
import { isIPv6 } from 'node:net';
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible';
import { TooMany } from '../../kernel/errors.ts';
import type { Redis } from '../redis.ts';

export type Limit = {
  /** Counts a try. Throws TooMany beyond the limit. */
  take(key: string): Promise<void>;
  /** Throws TooMany when a try would be one too many, without counting it. */
  look(key: string): Promise<void>;
};

const refusal = (msBeforeNext: number): TooMany =>
  new TooMany(
    'slow_down',
    'Asked too often. Wait a little and try again.',
    Math.max(1, Math.ceil(msBeforeNext / 1000)),
  );

/** A limit of `points` tries in `seconds` for each key. `name` keeps its counts apart from those of other limits. */
export const openLimit = (
  redis: Redis,
  { name, points, seconds }: { name: string; points: number; seconds: number },
): Limit => {
  const pace = { points, duration: seconds };
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    useRedisPackage: true,
    keyPrefix: `gantry:in:${name}`,
    ...pace,
    insuranceLimiter: new RateLimiterMemory(pace),
  });
  return {
    take: async (key) => {
      await limiter.consume(key).catch((refused: RateLimiterRes | Error) => {
        throw refused instanceof Error ? refused : refusal(refused.msBeforeNext);
      });
    },
    look: async (key) => {
      const known = await limiter.get(key);
      if (known && known.consumedPoints >= points) throw refusal(known.msBeforeNext);
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
