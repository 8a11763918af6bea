/**
 * Writing down what the sandbox remembers, where it can be: on a full disk it goes on from memory and tries again later.
 * What was not written is done again after a crash, and the tower takes it as known.
 */

type Say = (facts: object, text: string) => void;

/** Of the system, such as a disk without room. */
export const isOfSystem = (error: unknown): error is Error => error instanceof Error && 'syscall' in error;

/** Answers a function that does some writing, and says once that it fails and once that it works again. */
export const createSaving = (log: { info: Say; warn: Say }): ((write: () => void) => void) => {
  let failing = false;
  return (write) => {
    try {
      write();
      if (failing) log.info({}, 'what is remembered is written down again');
      failing = false;
    } catch (error) {
      if (!isOfSystem(error)) throw error;
      if (!failing)
        log.warn({ problem: error.message }, 'what is remembered cannot be written down; tried again later');
      failing = true;
    }
  };
};
