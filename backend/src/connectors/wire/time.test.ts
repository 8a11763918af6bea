/** Times as partners print them: what is none, and times sent in pieces. That every shape gives its instant is shown with the zones, in tracking. */
import { describe, expect, it } from 'vitest';
import type { Json } from './body.ts';
import { offsetMinutes, readSentParts, readSentTime } from './time.ts';

describe('what is no time', () => {
  it.each([
    ['soon'],
    [''],
    ['2025-02-30T10:00:00Z'],
    ['2025-13-01T10:00:00'],
    ['2025-01-01T25:00:00Z'],
    ['07/08/2025 10:00'],
    ['2025-01-01T10:00:00 CEST'],
    ['9999-01-01T00:00:00Z'],
    [0],
    [-5],
    [1e300],
    [true],
    [null],
    [{ date: '2025-01-01' }],
    ['2'.repeat(100_000)],
  ])('%.30j is refused', (value) => {
    expect(readSentTime(value as Json)).toBeUndefined();
  });
});

describe('times sent in pieces', () => {
  it.each([
    [{ date: '20240315', time: '093000', offset: '-05:00' }, '2024-03-15T14:30:00.000Z', '2024-03-15T09:30:00'],
    [{ date: '20240315', time: '93000', offset: '-04.00' }, '2024-03-15T13:30:00.000Z', '2024-03-15T09:30:00'],
    [{ date: '2024-03-15', time: '9:05 PM', offset: '-7:00' }, '2024-03-16T04:05:00.000Z', '2024-03-15T21:05:00'],
    [{ date: 20240315, time: 93000, offset: 'Z' }, '2024-03-15T09:30:00.000Z', '2024-03-15T09:30:00'],
  ])('%j', (parts, at, localTime) => {
    expect(readSentParts(parts)).toEqual({ kind: 'instant', at, localTime });
  });
  it('without an offset they stay local, with a broken one too', () => {
    const local = { kind: 'local', localTime: '2024-03-15T09:30:00' };
    expect(readSentParts({ date: '15.03.2024', time: '09:30' })).toEqual(local);
    expect(readSentParts({ date: '15.03.2024', time: '09:30', offset: 'east' })).toEqual(local);
    expect(readSentParts({ date: '15/03/2024', time: '09:30' }, 'day_first')).toEqual(local);
    expect(readSentParts({ date: '3/15/2024', time: '9:30:00 AM' }, 'month_first')).toEqual(local);
  });
  it('an offset is kept as sent, and none is beyond fourteen hours', () => {
    expect(['-05:00', '-7:00', '-0500', '-04.00', '+02', 'utc', '+15:00', '5'].map(offsetMinutes)).toEqual([
      -300,
      -420,
      -300,
      -240,
      120,
      0,
      undefined,
      undefined,
    ]);
  });
  it('the wall clock that came with an offset is kept', () => {
    expect(readSentTime('2024-03-15T09:30:00-05:00')).toEqual({
      kind: 'instant',
      at: '2024-03-15T14:30:00.000Z',
      localTime: '2024-03-15T09:30:00',
    });
    expect(readSentTime('15032024093000')).toEqual({ kind: 'local', localTime: '2024-03-15T09:30:00' });
    expect(readSentTime('2024-03-15T09:30:00Z')).toMatchObject({ localTime: null });
  });
});
