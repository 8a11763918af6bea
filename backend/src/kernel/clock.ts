/** Time as a parameter: the real clock for the tower, a settable one for tests. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is moved. */
export const fixedClock = (start: string): Clock & { set(instant: string): void; advance(ms: number): void } => {
  let time = Date.parse(start);
  return {
    now: () => new Date(time),
    set: (instant) => {
      time = Date.parse(instant);
    },
    advance: (ms) => {
      time += ms;
    },
  };
};
