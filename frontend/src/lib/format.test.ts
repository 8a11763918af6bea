/** Numbers, ages and times in words. */
import { describe, expect, it } from 'vitest';
import {
  calendarDay,
  delta,
  deltaPoints,
  localParts,
  moment,
  partsIn,
  percent,
  rate,
  span,
  stamp,
  zoneInWords,
} from './format.ts';

describe('numbers', () => {
  it('say the difference to yesterday, or nothing when there is none', () => {
    expect([delta(42, 4), delta(4, 8), delta(3, 3), delta(3, null)]).toEqual(['+38', '−4', '±0', null]);
    expect([deltaPoints(0.961, 0.949), deltaPoints(0.9, null)]).toEqual(['+1.2 pt', null]);
  });
  it('say shares and rates', () => {
    expect([percent(0.961), percent(null)]).toEqual(['96.1 %', '–']);
    expect([rate(0.4), rate(3), rate(41.6)]).toEqual(['0.4', '3', '42']);
  });
});

describe('span', () => {
  it('takes the two largest units and is never negative', () => {
    expect([-5, 8_000, 240_000, 220_320_000, 442_800_000].map(span)).toEqual([
      '0 s',
      '8 s',
      '4 min',
      '61 h 12 m',
      '5 d 3 h',
    ]);
  });
});

describe('times', () => {
  it('keep a calendar day what it is in any zone', () => {
    expect(calendarDay('2026-05-14')).toBe('Thu 14 May');
  });
  it('read what carriers print, and give up on what they cannot read', () => {
    expect(localParts('2026-05-13T06:12:00')).toEqual({ day: 'Wed 13 May', time: '06:12' });
    expect(localParts('2026-05-13 06:12')).toEqual({ day: 'Wed 13 May', time: '06:12' });
    expect(localParts('yesterday')).toBeNull();
  });
  it('are written as somebody chose, by the clock of their zone', () => {
    const at = '2026-11-03T23:30:00Z';
    const timeZone = 'Europe/Madrid';
    expect(stamp(at, { timeZone })).toBe('2026-11-04 00:30');
    expect(stamp(at, { timeZone, dates: 'day-first' })).toBe('04/11/2026 00:30');
    expect(stamp(at, { timeZone: 'America/New_York', dates: 'month-first' })).toBe('11/03/2026 18:30');
    expect(stamp(null, { timeZone })).toBe('–');
    const [then, later] = [Date.parse(at), Date.parse('2026-11-28T10:00:00Z')];
    expect(moment(then, later, { timeZone })).toBe('4 Nov 00:30');
    expect(moment(then, later, { timeZone, dates: 'month-first' })).toBe('Nov 4 00:30');
    expect(moment(then, then, { timeZone })).toBe('00:30');
  });
  it('name the zone by its place', () => {
    expect([zoneInWords('America/Sao_Paulo'), zoneInWords('UTC')]).toEqual(['Sao Paulo time', 'UTC']);
    expect(partsIn('2026-05-13T01:30:00Z', 'America/New_York')).toEqual({ day: 'Tue 12 May', time: '21:30' });
  });
});
