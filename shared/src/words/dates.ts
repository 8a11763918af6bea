/**
 * Days and times in a language, by Intl. A day is `YYYY-MM-DD` and the same everywhere on earth; an instant becomes a day
 * or a time only by the clock of a named zone.
 */
import { keeping } from './kept.ts';

const dayMs = 86_400_000;
const kept = keeping<Intl.DateTimeFormat>();
const formatter = (locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  kept(`${locale}|${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(locale, options));

const midnight = (day: string): number => Date.parse(`${day.slice(0, 10)}T00:00:00Z`);
/** A year is said only where it is not the present one. */
const yearIn = (day: string, today: string): Intl.DateTimeFormatOptions =>
  day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' };
const short: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' };
const long: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' };

/** A day some days later. */
export const daysAfter = (day: string, days: number): string =>
  new Date(midnight(day) + days * dayMs).toISOString().slice(0, 10);

/** The calendar day of an instant by the clock of a zone. */
export const dayIn = (instant: string, timeZone: string): string => {
  const parts = formatter('en-u-ca-gregory-nu-latn', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(Date.parse(instant));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
};

/** "Thursday 14 May"; with its year when that is not `today`'s. */
export const longDay = (day: string, locale: string, today: string): string =>
  formatter(locale, { ...long, ...yearIn(day, today) }).format(midnight(day));

/** Months are written out in Polish, because their short form is of the wrong case beside a number. */
const monthOf = (locale: string): 'long' | 'short' => (locale.startsWith('pl') ? 'long' : 'short');
/** The words of a day stay on one line. */
const unbroken = (text: string): string => text.replace(/[ \u2009]/g, '\u00a0');

/** "Thu 14 May". */
export const shortDay = (day: string, locale: string, today: string): string =>
  unbroken(formatter(locale, { ...short, month: monthOf(locale), ...yearIn(day, today) }).format(midnight(day)));

const narrow = (locale: string): Intl.DateTimeFormatOptions => ({
  day: 'numeric',
  month: monthOf(locale),
  timeZone: 'UTC',
});
/** "14 May", for narrow places. */
export const dayAndMonth = (day: string, locale: string): string =>
  unbroken(formatter(locale, narrow(locale)).format(midnight(day)));

const eastern: Record<string, string> = { ja: '～', zh: '至' };

/** Between two days a line may break, behind the dash. */
const dash = /\s*([–—-])\s*/;

/** Leaves the month out of the first day where the second says the same one: "Thu 14 – Fri 15 May". */
const joined = (parts: Intl.DateTimeRangeFormatPart[], sameMonth: boolean): string => {
  const first = parts.filter((part) => part.source === 'startRange');
  const month = first.findIndex((part) => part.type === 'month');
  const day = first.findIndex((part) => part.type === 'day');
  const drop = sameMonth && month === first.length - 1 && day >= 0 && day < month ? first.slice(day + 1) : [];
  return parts
    .filter((part) => !drop.includes(part))
    .map(({ source, value }) =>
      source === 'shared' && dash.test(value) ? value.replace(dash, '\u00a0$1 ') : unbroken(value),
    )
    .join('');
};

const rangeOf = (
  [low, high]: readonly [string, string],
  locale: string,
  options: Intl.DateTimeFormatOptions,
): string => {
  const between = eastern[locale.slice(0, 2)];
  const one = formatter(locale, options);
  if (between) return `${one.format(midnight(low))}${between}${one.format(midnight(high))}`;
  return joined(one.formatRangeToParts(midnight(low), midnight(high)), low.slice(0, 7) === high.slice(0, 7));
};

/** A span of days, "Thu 14 – Fri 15 May"; one day when both are the same. */
export const dayRange = ([low, high]: readonly [string, string], locale: string, today: string): string =>
  low >= high
    ? shortDay(low, locale, today)
    : rangeOf([low, high], locale, { ...short, month: monthOf(locale), ...yearIn(high, today) });

/** "14 – 15 May", for narrow places. */
export const dayAndMonthRange = ([low, high]: readonly [string, string], locale: string): string =>
  low >= high ? dayAndMonth(high, locale) : unbroken(rangeOf([low, high], locale, narrow(locale)));

/** "06:12" or "6:12 am", as the language counts hours. */
const clockTime = (locale: string): Intl.DateTimeFormatOptions => {
  const twelve = /^h1[12]$/.test(formatter(locale, { hour: 'numeric' }).resolvedOptions().hourCycle ?? '');
  return { hour: twelve ? 'numeric' : '2-digit', minute: '2-digit' };
};
/** "06:12" by the clock of a zone. */
export const timeIn = (instant: string, timeZone: string, locale: string): string =>
  formatter(locale, { ...clockTime(locale), timeZone }).format(Date.parse(instant));

/** What a carrier printed without an offset, as a day and a time in words; null when it is in no form we know. */
export const printedTime = (localTime: string, locale: string): { day: string; time: string } | null => {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}))?/.exec(localTime);
  const day = match?.[1];
  if (!day || Number.isNaN(midnight(day))) return null;
  const clock = Date.parse(`${day}T${match[2] ?? '00:00'}:00Z`);
  const time = match[2] && !Number.isNaN(clock) ? timeIn(new Date(clock).toISOString(), 'UTC', locale) : '';
  return { day, time };
};
