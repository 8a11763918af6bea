/**
 * How much of the past a new tower is told: a month, thin far back and denser towards today, so that the world does not
 * begin abruptly and is yet told within a minute.
 */

/** `perDay`: orders of a day far back. */
export type Past = { days: number; perDay: number };

/** Days over which the past grows towards the pace of today. */
const joining = 3;
/** Of the orders of the day on which the world begins, those of its hours gone by that are told. */
export const shareOfToday = 0.3;

/** Orders that are told of a day `ago` days back (1 is yesterday), in a world of `perDay`. */
export const pastOrders = ({ days, perDay: thin }: Past, perDay: number, ago: number): number => {
  if (ago > days) return 0;
  const least = Math.min(thin, perDay);
  const nearness = Math.max(0, (joining - ago) / joining);
  return Math.round(least + Math.max(0, perDay * shareOfToday - least) * nearness ** 2);
};
