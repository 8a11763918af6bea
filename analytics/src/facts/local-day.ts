/** The calendar day a clock on the spot shows at an instant: promises are judged by it, not by UTC. */

const formatters = new Map<string, Intl.DateTimeFormat | null>();

const formatterOf = (timeZone: string): Intl.DateTimeFormat | null => {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  let made: Intl.DateTimeFormat | null = null;
  try {
    made = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  } catch {
    // An event is never refused after the fact: a zone this runtime does not know leaves the promise unjudged.
  }
  formatters.set(timeZone, made);
  return made;
};

/** `YYYY-MM-DD` in the zone at an instant (epoch milliseconds); null when the zone is not known. */
export const localDay = (instant: number, timeZone: string): string | null =>
  formatterOf(timeZone)?.format(instant) ?? null;
