/**
 * Times as callers give them, bounded: no store holds the year 0 or 10000, and what is reckoned from a time (the end of a
 * promise, an estimate) lies up to years beyond it.
 */
import { z } from 'zod';
import { day, instant } from '../events/define.ts';

const between =
  (first: string, last: string) =>
  (text: string): boolean => {
    const at = Date.parse(text);
    // What is no time at all has been said already.
    return Number.isNaN(at) || (at >= Date.parse(first) && at <= Date.parse(last));
  };
const held = between('0001-01-02T00:00:00Z', '9999-12-31T23:59:59.999Z');
const plausible = between('1900-01-01T00:00:00Z', '2199-12-31T23:59:59.999Z');
const beyondPlausible = 'lies before 1900 or after 2199';

/** An instant that is only compared with others: from when, until when. */
export const anyInstant = instant.refine(held, 'lies before the year 1 or after 9999');
/** When something happened in the world. */
export const givenInstant = instant.refine(plausible, beyondPlausible);
/** The same, also without an offset: whoever reads it must know a time zone for it. */
export const givenLooseTime = z.iso.datetime({ offset: true, local: true }).refine(plausible, beyondPlausible);
/** A calendar day in the world. */
export const givenDay = day.refine(plausible, beyondPlausible);
