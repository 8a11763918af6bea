/** Dates of GS1 symbols: YYMMDD, where day 00 is the last of its month. Pure. */

/** A year of two digits, as one between 49 years back and 50 ahead. */
const yearOf = (short: number, now: Date): number => {
  const current = now.getUTCFullYear();
  const year = current - (current % 100) + short;
  if (year - current > 50) return year - 100;
  return year - current < -49 ? year + 100 : year;
};

/** The day of YYMMDD, where day 00 is the last of its month; undefined for a day that no month has. */
export const dayOfGs1 = (text: string, now: Date): string | undefined => {
  const [short = 0, month = 0, day = 0] = (text.match(/\d{2}/g) ?? []).map(Number);
  const year = yearOf(short, now);
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (month < 1 || month > 12 || day > last) return undefined;
  return new Date(Date.UTC(year, month - 1, day === 0 ? last : day)).toISOString().slice(0, 10);
};

/** Whether a calendar has the day of YYMMDD: of all years that two digits may stand for, the same are leap years. */
export const isDay = (text: string): boolean => dayOfGs1(text, new Date(0)) !== undefined;
