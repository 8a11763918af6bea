/** What clocks show and when windows open: over midnight, over days off, over the change of the clocks. */
import { describe, expect, it } from 'vitest';
import {
  anyDay,
  clockOf,
  dateOf,
  dayOf,
  hourOf,
  isDeliveryDay,
  isHoliday,
  isWorkday,
  nextClock,
  nextOpening,
  openDayAfter,
} from './calendar.ts';

const madrid = { country: 'ES', timeZone: 'Europe/Madrid' };
const chicago = { country: 'US', timeZone: 'America/Chicago' };
const at = (iso: string): number => Date.parse(iso);
const iso = (ms: number): string => new Date(ms).toISOString();
const dayNumber = (date: string): number => Date.parse(date) / 86_400_000;

describe('the clock of a place', () => {
  it('shows its own day and hour', () => {
    expect(dateOf(dayOf(at('2026-05-14T23:30:00Z'), madrid))).toBe('2026-05-15');
    expect(dateOf(dayOf(at('2026-05-14T03:30:00Z'), chicago))).toBe('2026-05-13');
    expect(hourOf(at('2026-05-14T23:30:00Z'), madrid)).toBe(1.5);
  });
  it('is read backwards on the days on which it is changed', () => {
    expect(iso(clockOf(dayNumber('2026-03-29'), 8, madrid))).toBe('2026-03-29T06:00:00.000Z');
    expect(iso(clockOf(dayNumber('2026-10-25'), 8, madrid))).toBe('2026-10-25T07:00:00.000Z');
    expect(iso(clockOf(dayNumber('2026-11-01'), 8, chicago))).toBe('2026-11-01T14:00:00.000Z');
    expect(iso(clockOf(dayNumber('2026-05-14'), 27, madrid))).toBe('2026-05-15T01:00:00.000Z');
  });
});

describe('a window', () => {
  const office = { from: 8, to: 18, open: isWorkday };
  const night = { from: 20, to: 27, open: anyDay };
  it.each([
    ['inside', '2026-05-14T10:00:00Z', '2026-05-14T10:00:00.000Z'],
    ['before it opens', '2026-05-14T03:00:00Z', '2026-05-14T06:00:00.000Z'],
    ['after it closed', '2026-05-14T16:00:00Z', '2026-05-15T06:00:00.000Z'],
    ['on Friday evening', '2026-05-15T18:00:00Z', '2026-05-18T06:00:00.000Z'],
    ['on the eve of a holiday', '2026-10-09T18:00:00Z', '2026-10-13T06:00:00.000Z'],
  ])('%s', (_name, from, opens) => {
    expect(iso(nextOpening(at(from), madrid, office))).toBe(opens);
  });
  it('past midnight is still the one of the evening before', () => {
    expect(iso(nextOpening(at('2026-05-14T00:30:00Z'), madrid, night))).toBe('2026-05-14T00:30:00.000Z');
    expect(iso(nextOpening(at('2026-05-14T01:00:00Z'), madrid, night))).toBe('2026-05-14T18:00:00.000Z');
  });
});

it('an hour comes on the next open day', () => {
  const cutOff = { hour: 16.5, open: isWorkday };
  expect(iso(nextClock(at('2026-05-14T14:30:00Z'), madrid, cutOff))).toBe('2026-05-14T14:30:00.000Z');
  expect(iso(nextClock(at('2026-05-14T14:30:01Z'), madrid, cutOff))).toBe('2026-05-15T14:30:00.000Z');
  expect(iso(nextClock(at('2026-05-15T15:00:00Z'), madrid, cutOff))).toBe('2026-05-18T14:30:00.000Z');
});

it('days off are Sundays, and holidays of the country', () => {
  expect(isDeliveryDay(dayNumber('2026-05-16'), 'ES')).toBe(true);
  expect(isWorkday(dayNumber('2026-05-16'), 'ES')).toBe(false);
  expect(isDeliveryDay(dayNumber('2026-05-17'), 'ES')).toBe(false);
  expect(isHoliday(dayNumber('2026-11-26'), 'US')).toBe(true);
  expect(isHoliday(dayNumber('2026-11-26'), 'ES')).toBe(false);
  expect(isHoliday(dayNumber('2026-12-25'), 'PL')).toBe(true);
  expect(dateOf(openDayAfter(dayNumber('2026-05-15'), 'ES', { days: 2, open: isWorkday }))).toBe('2026-05-19');
});
