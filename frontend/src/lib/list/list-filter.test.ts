/** A day in a filter is the instants at which it starts and ends, by the clock of the reader. */
import { describe, expect, it } from 'vitest';
import { dayOf, instantOf, lastSecondOf } from './list-filter.ts';

describe('a day', () => {
  it.each([
    ['2026-11-28', 'start', 'Europe/Madrid', '2026-11-27T23:00:00.000Z'],
    ['2026-11-28', 'end', 'Europe/Madrid', '2026-11-28T23:00:00.000Z'],
    ['2026-11-28', 'start', 'America/Los_Angeles', '2026-11-28T08:00:00.000Z'],
    // The clocks change in this night.
    ['2026-03-29', 'start', 'Europe/Madrid', '2026-03-28T23:00:00.000Z'],
    ['2026-03-29', 'end', 'Europe/Madrid', '2026-03-29T22:00:00.000Z'],
  ] as const)('%s, %s in %s is %s, and back', (day, edge, zone, instant) => {
    expect(instantOf(day, edge, zone)).toBe(instant);
    expect(dayOf(instant, edge, zone)).toBe(day);
  });
  it('ends with its last second, by the clock of the reader', () => {
    expect(lastSecondOf('2026-11-28', 'America/Los_Angeles')).toBe('2026-11-29T07:59:59.000Z');
  });
  it('that is none is nothing', () => {
    expect([instantOf('', 'start', 'UTC'), dayOf('yesterday', 'end', 'UTC')]).toEqual(['', '']);
  });
});
