/** Days on which vendors work, by their own calendar: Monday to Friday. Whose days off are known is told in the day itself. Pure. */
import { DateTime } from 'luxon';

const isBusinessDay = (day: DateTime): boolean => day.weekday <= 5;

/** A day (`YYYY-MM-DD`) some business days after another; with none, that day itself or the next one that is one. */
export const businessDaysAfter = (day: string, count: number): string => {
  let at = DateTime.fromISO(day, { zone: 'utc' });
  for (let left = count; left > 0; ) {
    at = at.plus({ days: 1 });
    if (isBusinessDay(at)) left--;
  }
  while (!isBusinessDay(at)) at = at.plus({ days: 1 });
  return at.toFormat('yyyy-MM-dd');
};

/** Today by the clock of a zone. */
export const todayIn = (now: Date, timeZone: string): string =>
  DateTime.fromJSDate(now, { zone: timeZone }).toFormat('yyyy-MM-dd');

/** The instant at which a day is over by the clock of a zone. */
export const endOfDay = (day: string, timeZone: string): Date =>
  DateTime.fromISO(day, { zone: timeZone }).plus({ days: 1 }).startOf('day').toJSDate();
