/** How long the orders of a stage have stood there, in words. Pure. */
import { count } from '#lib/format.ts';

/** Of the buckets of the board: under an hour, under 4 hours, under a day, under 3 days, older. */
const limits = ['under 1 h', 'under 4 h', 'under 1 d', 'under 3 d', 'older'] as const;

/** "12 under 1 h", "3 older": those there are any of; `old` marks the ones that have waited longest. */
export const ageWords = (ages: readonly number[]): { words: string; old: boolean }[] =>
  limits
    .map((limit, i) => ({ words: `${count(ages[i] ?? 0)} ${limit}`, old: i === limits.length - 1, many: ages[i] ?? 0 }))
    .filter(({ many }) => many > 0)
    .map(({ words, old }) => ({ words, old }));
