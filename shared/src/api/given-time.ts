/**
 * Times as callers give them, bounded: no store holds the year 0 or 10000, and what is reckoned from a time (the end of a
 * promise, an estimate) lies up to years beyond it.
 */
import { z } from 'zod';
import { day, instant } from '../events/define.ts';
import { isTimeZone } from '../values/time-zone.ts';

const between = (first: string, last: string) => {
  const [from, until] = [Date.parse(first), Date.parse(last)];
  return (text: string): boolean => {
    const at = Date.parse(text);
    // What is no time at all has been said already.
    return Number.isNaN(at) || (at >= from && at <= until);
  };
};
const plausible = between('1900-01-01T00:00:00Z', '2199-12-31T23:59:59.999Z');
const beyondPlausible = 'lies before 1900 or after 2199';

/** An instant: of something that happened, or from when and until when somebody asks. */
export const givenInstant = instant.refine(plausible, beyondPlausible);
/** The same, also without an offset: whoever reads it must know a time zone for it. */
export const givenLooseTime = z.iso.datetime({ offset: true, local: true }).refine(plausible, beyondPlausible);
/** A calendar day in the world. */
export const givenDay = day.refine(plausible, beyondPlausible);
/** The name of a time zone. */
export const givenTimeZone = z.string().max(60).refine(isTimeZone, 'is no time zone, e.g. Europe/Madrid');

/** An object of whose two times, where both are given, the second does not lie before the first. */
export const inOrder = <Shape extends z.ZodObject>(object: Shape, first: string, second: string): Shape =>
  object.refine(
    (value) => {
      const [from, until] = [value[first], value[second]];
      return typeof from !== 'string' || typeof until !== 'string' || Date.parse(from) <= Date.parse(until);
    },
    { path: [second], message: `lies before \`${first}\`` },
  );
