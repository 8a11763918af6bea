/** What the bench reads by itself, twice a second: how old what has not yet arrived somewhere is. Pure. */

/**
 * Ages in ms by figure: how long ago that was recorded which the figure does not yet hold. A store that does not answer is a
 * figure too, as old as its silence. `at` is when the bench asked, `through` when it had the answer.
 */
export type Sample = {
  at: number;
  through: number;
  ages: ReadonlyMap<string, number>;
  /** The newest position of the log that was known then. */
  head: number;
};

/** The oldest figure of a sample. */
export const worstOf = ({ ages }: Sample): { figure: string; age: number } =>
  [...ages].reduce((worst, [figure, age]) => (age > worst.age ? { figure, age } : worst), { figure: '', age: 0 });

/** True when nothing is further behind than it is on a quiet day. */
export const isNormal = (sample: Sample, normalMs: number): boolean => worstOf(sample).age <= normalMs;

/** What is usual: twice the worst of the samples before `until`, and no less than two seconds. */
export const usualAge = (samples: readonly Sample[], until: number): number =>
  Math.min(
    4_000,
    Math.max(2_000, ...samples.filter(({ through }) => through < until).map((one) => 2 * worstOf(one).age)),
  );
