/**
 * Public holidays on which parcels stand still, by country: fixed days, days that hang on Easter, and "the nth weekday of
 * a month". National rules only, as the countries' own calendars state them; a merchant's own days are added by the caller.
 */

type Rule = { month: number; day: number } | { easter: number } | { month: number; weekday: number; nth: number };

const on = (month: number, day: number): Rule => ({ month, day });
const easter = (offset: number): Rule => ({ easter: offset });
/** `weekday` 0 is Sunday; `nth` -1 is the last of the month. */
const nth = (month: number, weekday: number, which: number): Rule => ({ month, weekday, nth: which });

const newYear = on(1, 1);
const labourDay = on(5, 1);
const christmas = on(12, 25);
const goodFriday = easter(-2);
const easterMonday = easter(1);
const ascension = easter(39);
const whitMonday = easter(50);

const rules: Record<string, readonly Rule[]> = {
  BR: [
    newYear,
    easter(-48),
    easter(-47),
    goodFriday,
    on(4, 21),
    labourDay,
    easter(60),
    on(9, 7),
    on(10, 12),
    on(11, 2),
    on(11, 15),
    christmas,
  ],
  US: [
    newYear,
    nth(1, 1, 3),
    nth(2, 1, 3),
    nth(5, 1, -1),
    on(6, 19),
    on(7, 4),
    nth(9, 1, 1),
    nth(10, 1, 2),
    on(11, 11),
    nth(11, 4, 4),
    christmas,
  ],
  GB: [newYear, goodFriday, easterMonday, nth(5, 1, 1), nth(5, 1, -1), nth(8, 1, -1), christmas, on(12, 26)],
  DE: [newYear, goodFriday, easterMonday, labourDay, ascension, whitMonday, on(10, 3), christmas, on(12, 26)],
  FR: [
    newYear,
    easterMonday,
    labourDay,
    on(5, 8),
    ascension,
    whitMonday,
    on(7, 14),
    on(8, 15),
    on(11, 1),
    on(11, 11),
    christmas,
  ],
  ES: [newYear, on(1, 6), goodFriday, labourDay, on(8, 15), on(10, 12), on(11, 1), on(12, 6), on(12, 8), christmas],
  IT: [
    newYear,
    on(1, 6),
    easterMonday,
    on(4, 25),
    labourDay,
    on(6, 2),
    on(8, 15),
    on(11, 1),
    on(12, 8),
    christmas,
    on(12, 26),
  ],
  PT: [
    newYear,
    goodFriday,
    on(4, 25),
    labourDay,
    easter(60),
    on(6, 10),
    on(8, 15),
    on(10, 5),
    on(11, 1),
    on(12, 1),
    on(12, 8),
    christmas,
  ],
  NL: [newYear, easterMonday, on(4, 27), ascension, whitMonday, christmas, on(12, 26)],
  PL: [
    newYear,
    on(1, 6),
    easterMonday,
    labourDay,
    on(5, 3),
    easter(60),
    on(8, 15),
    on(11, 1),
    on(11, 11),
    christmas,
    on(12, 26),
  ],
  TR: [newYear, on(4, 23), labourDay, on(5, 19), on(7, 15), on(8, 30), on(10, 29)],
  MX: [newYear, nth(2, 1, 1), nth(3, 1, 3), labourDay, on(9, 16), nth(11, 1, 3), christmas],
  CA: [newYear, goodFriday, on(7, 1), nth(9, 1, 1), nth(10, 1, 2), christmas, on(12, 26)],
};

/** Easter Sunday (Gregorian) as [month, day]: the anonymous algorithm printed in Nature, 1876 (Meeus, Jones, Butcher). */
const easterOf = (year: number): readonly [number, number] => {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return [Math.floor(sum / 31), (sum % 31) + 1];
};

const dayOf = (year: number, month: number, day: number): string =>
  new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);

const dateOf = (rule: Rule, year: number): string => {
  if ('easter' in rule) {
    const [month, day] = easterOf(year);
    return dayOf(year, month, day + rule.easter);
  }
  if ('day' in rule) return dayOf(year, rule.month, rule.day);
  if (rule.nth < 0) {
    const last = new Date(Date.UTC(year, rule.month, 0));
    return dayOf(year, rule.month, last.getUTCDate() - ((last.getUTCDay() - rule.weekday + 7) % 7));
  }
  const first = new Date(Date.UTC(year, rule.month - 1, 1)).getUTCDay();
  return dayOf(year, rule.month, 1 + ((rule.weekday - first + 7) % 7) + 7 * (rule.nth - 1));
};

/** The national holidays (YYYY-MM-DD, sorted) of a country (ISO 3166-1 alpha-2) in the years given; none for a country not in the table. */
export const publicHolidays = (country: string, years: readonly number[]): string[] =>
  years.flatMap((year) => (rules[country] ?? []).map((rule) => dateOf(rule, year))).sort();

/** The countries whose holidays are known. */
export const holidayCountries: readonly string[] = Object.keys(rules);
