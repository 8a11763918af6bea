/** Many things in steps: so many a call, so that somebody sees how far it is, and that a call that fails fails for its own only. */

/** How many go into a call: as many as the tower writes together. */
export const stepSize = 100;

export type Steps<Row> = {
  /** One call; rejects where none of it was answered. */
  send: (ids: string[]) => Promise<readonly Row[]>;
  /** Of which one a row tells. */
  idOf: (row: Row) => string;
  /** The row of one that was not answered, and why. */
  unanswered: (id: string, reason: string) => Row;
  /** Hears what became of each step. */
  told: (rows: readonly Row[]) => void;
  /** Asked before each step. */
  stopped: () => boolean;
  /** Why a call failed, in words. */
  why: (cause: unknown) => string;
};

/** Sends step after step; every id is told once, unless it is stopped before. */
export const inSteps = async <Row>(ids: readonly string[], steps: Steps<Row>): Promise<void> => {
  const { send, idOf, unanswered, told, stopped, why } = steps;
  for (let at = 0; at < ids.length && !stopped(); at += stepSize) {
    const step = ids.slice(at, at + stepSize);
    try {
      const answered = new Map((await send(step)).map((row) => [idOf(row), row]));
      told(step.map((id) => answered.get(id) ?? unanswered(id, 'The tower did not say what became of it')));
    } catch (cause) {
      told(step.map((id) => unanswered(id, why(cause))));
    }
  }
};
