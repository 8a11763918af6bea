/**
 * Batched writing (group commit): what arrives while a transaction is being written goes into the next one together. Under light load
 * everyone has a transaction of their own at once; under heavy load the disk is asked once for many.
 */
export type Batched<Item, Result> = { submit(item: Item): Promise<Result>; idle(): Promise<void> };

type Waiting<Item, Result> = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void };

/**
 * `write` is given a batch and answers its results in order. When a batch of several fails, each item is written alone,
 * so one bad item fails by itself. `lanes` batches are written at a time, `most` items in one.
 */
export const batched = <Item, Result>(
  write: (items: Item[]) => Promise<Result[]>,
  { most, lanes }: { most: number; lanes: number },
): Batched<Item, Result> => {
  const queue: Waiting<Item, Result>[] = [];
  let busy = 0;
  let resting: (() => void)[] = [];

  const alone = async (one: Waiting<Item, Result>): Promise<void> => {
    try {
      const [result] = await write([one.item]);
      one.resolve(result as Result);
    } catch (error) {
      one.reject(error);
    }
  };
  const together = async (batch: Waiting<Item, Result>[]): Promise<void> => {
    try {
      const results = await write(batch.map((one) => one.item));
      for (const [i, one] of batch.entries()) one.resolve(results[i] as Result);
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error);
      else for (const one of batch) await alone(one);
    }
  };
  const next = (): void => {
    while (busy < lanes && queue.length > 0) {
      busy++;
      void together(queue.splice(0, most)).finally(() => {
        busy--;
        next();
      });
    }
    if (busy === 0) {
      for (const rest of resting) rest();
      resting = [];
    }
  };
  return {
    submit: (item) =>
      new Promise((resolve, reject) => {
        queue.push({ item, resolve, reject });
        // Everything that arrived in this turn of the event loop goes together.
        if (queue.length === 1) setImmediate(next);
      }),
    idle: () => new Promise((done) => (busy === 0 && queue.length === 0 ? done() : resting.push(done))),
  };
};
