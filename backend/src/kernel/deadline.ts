/** A time limit for work that cannot be taken back: whoever waits goes on without its answer, and the work ends as it may. */

/** The answer of `work`, or the error that `late` makes when it has not come within `ms`. */
export const within = <T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> =>
  new Promise((resolve, reject) => {
    let look: NodeJS.Immediate | undefined;
    const timer = setTimeout(() => {
      // The answer may lie in the socket of a process that was too busy to read it: it is read before this is asked again.
      look = setImmediate(() => reject(late()));
    }, ms);
    const end = (): void => {
      clearTimeout(timer);
      clearImmediate(look);
    };
    work.then(
      (value) => {
        end();
        resolve(value);
      },
      (error: unknown) => {
        end();
        reject(error);
      },
    );
  });
