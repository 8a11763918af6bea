/** When a customer's page was last known to be right, in its language: said by the server, and moved on by the page's script. */
import { dayIn, shortDay, timeIn } from '@gantry/shared/words/dates';

/** `words` with `{time}` in them, by the clock of `zone`. */
export type AsOfWords = { words: string; zone: string; locale: string };

export const sayAsOf = ({ words, zone, locale }: AsOfWords, at: Date): string => {
  const instant = at.toISOString();
  const day = dayIn(instant, zone);
  return words.replace('{time}', `${shortDay(day, locale, day)} ${timeIn(instant, zone, locale)}`);
};
