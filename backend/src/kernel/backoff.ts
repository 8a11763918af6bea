/** How long to wait before the next try: twice as long each time up to a bound, and not all at the same moment. */
export type Backoff = { firstMs: number; mostMs: number };

/** Milliseconds before try `attempt` + 1 (the first failure is attempt 1): between half of the full wait and all of it. */
export const waitAfter = (attempt: number, { firstMs, mostMs }: Backoff, random = Math.random): number => {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(attempt - 1, 30));
  return full / 2 + (full / 2) * random();
};
