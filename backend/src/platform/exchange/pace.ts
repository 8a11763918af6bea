/** How fast partners are called: counted in Redis for all processes together, in memory while Redis does not answer. */
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible';
import { StoreAway } from '../../kernel/errors.ts';
import type { Redis } from '../redis.ts';

/** Answers what waits until a partner may be called once more, at so many calls a second. */
export const openPace = (redis: Redis) => {
  const limiters = new Map<number, { shared: RateLimiterRedis; own: RateLimiterMemory }>();
  const limiterOf = (perSecond: number) => {
    const pace =
      perSecond >= 1 ? { points: Math.floor(perSecond), duration: 1 } : { points: 1, duration: 1 / perSecond };
    const known = limiters.get(perSecond) ?? {
      shared: new RateLimiterRedis({
        storeClient: redis.client,
        useRedisPackage: true,
        keyPrefix: 'gantry:out',
        ...pace,
      }),
      own: new RateLimiterMemory(pace),
    };
    limiters.set(perSecond, known);
    return known;
  };
  return async (partner: string, perSecond: number): Promise<void> => {
    const { shared, own } = limiterOf(perSecond);
    for (;;) {
      const wait = await redis
        .ask(() => shared.consume(partner))
        .catch((error: unknown) => {
          if (error instanceof StoreAway) return own.consume(partner);
          throw error;
        })
        .then(
          () => 0,
          (refused: RateLimiterRes | Error) => {
            if (refused instanceof Error) throw refused;
            return Math.max(10, refused.msBeforeNext);
          },
        );
      if (wait === 0) return;
      await new Promise((done) => setTimeout(done, wait));
    }
  };
};
