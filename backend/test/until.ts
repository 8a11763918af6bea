/** Waiting for a fact, in a module that loads nothing: tests wait for what is to be, never for a time. */

/** Asks until the answer is there; fails with what it saw last when `ms` have passed. */
export const until = async <T>(
  ask: () => Promise<T | undefined | false | null>,
  { ms = 20_000, what = 'the expected fact' }: { ms?: number; what?: string } = {},
): Promise<T> => {
  const deadline = Date.now() + ms;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false && answer !== null) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error(
    `${what} did not come within ${ms} ms; last: ${last instanceof Error ? last.stack : JSON.stringify(last)}`,
  );
};
