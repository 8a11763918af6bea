/** What benches are told on the command line. */

/** What a bench may be told on the command line; each reads what it knows. */
export type Dials = {
  seconds: number | undefined;
  shipments: number;
  connections: number;
  pipelining: number;
  rate: number | undefined;
  clients: number;
  events: number | undefined;
  train: string | undefined;
  test: string | undefined;
  cut: string | undefined;
  /** All that is left to chance follows from it. */
  seed: number;
  minutes: number;
  /** Kinds of faults, or how they begin, with commas between; all of them when left out. */
  only: string | undefined;
  /** Negative controls: the name of one, or `all`. */
  mutant: string | undefined;
  /** The bench asked for, for those that share a file. */
  name: string;
};
