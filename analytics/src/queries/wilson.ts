/** How far a rate can be trusted: the 95 % Wilson score interval, which stays within 0 and 1 for small samples too. */

/** The 97.5 % quantile of the standard normal distribution. */
const z = 1.959963984540054;

/** The interval of `successes` out of `trials`; null without trials. */
export const wilson = (successes: number, trials: number): { low: number; high: number } | null => {
  if (trials === 0) return null;
  const rate = successes / trials;
  const scale = 1 + (z * z) / trials;
  const centre = (rate + (z * z) / (2 * trials)) / scale;
  const reach = (z / scale) * Math.sqrt((rate * (1 - rate)) / trials + (z * z) / (4 * trials * trials));
  return { low: Math.max(0, centre - reach), high: Math.min(1, centre + reach) };
};

/** `part` of `whole` as a number from 0 to 1, unrounded; null when there is no whole. */
export const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
