/** Times with and without zones, over the hours that clocks skip and repeat. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayIn, endOfDay, instantOf } from './zoned-time.ts';

const madrid = 'Europe/Madrid';
const saoPaulo = 'America/Sao_Paulo';

describe('instantOf', () => {
  it.each([
    ['2026-11-20T12:00:00Z', '2026-11-20T12:00:00.000Z'],
    ['2026-11-20T12:00:00+01:00', '2026-11-20T11:00:00.000Z'],
    ['2026-11-20T12:00:00.123456-0330', '2026-11-20T15:30:00.123Z'],
  ])('keeps the offset that was given: %s', (text, at) => {
    expect(instantOf(text, 'Asia/Tokyo')).toEqual({ at, zone: 'given' });
    expect(instantOf(text, undefined)).toEqual({ at, zone: 'given' });
  });
  it('reads a local time by the clock of its zone and says that it did', () => {
    expect(instantOf('2026-11-20T12:00:00', madrid)).toEqual({ at: '2026-11-20T11:00:00.000Z', zone: 'inferred' });
    expect(instantOf('2026-07-20T12:00:00', madrid)?.at).toBe('2026-07-20T10:00:00.000Z');
  });
  it.each([
    '2026-11-28T12:34:56Z',
    '2026-11-28T12:34:56.7Z',
    '2024-02-29T23:59:59.999Z',
    '2026-02-30T00:00:00Z',
    '2026-11-28T24:00:00Z',
    '2026-11-28T12:34:60Z',
    '0099-01-01T00:00:00Z',
  ])('reads %s as programs write it like any other offset', (text) => {
    expect(instantOf(text, undefined)).toEqual(instantOf(text.replace('Z', '+00:00'), undefined));
  });
  it('knows nothing of a local time without a zone, nor of what is no time', () => {
    expect(instantOf('2026-11-20T12:00:00', undefined)).toBeUndefined();
    expect(instantOf('soon', madrid)).toBeUndefined();
    expect(instantOf('2026-13-45T99:00:00Z', madrid)).toBeUndefined();
  });
  it('reads an hour that the clock skipped with the offset before the jump', () => {
    expect(instantOf('2026-03-29T02:30:00', madrid)?.at).toBe('2026-03-29T01:30:00.000Z');
    expect(instantOf('2017-10-15T00:30:00', saoPaulo)?.at).toBe('2017-10-15T03:30:00.000Z');
  });
  it('reads an hour that the clock showed twice as the first of the two', () => {
    expect(instantOf('2026-10-25T02:30:00', madrid)?.at).toBe('2026-10-25T00:30:00.000Z');
    expect(instantOf('2026-11-01T01:30:00', 'America/New_York')?.at).toBe('2026-11-01T05:30:00.000Z');
  });
});

describe('days', () => {
  it('belong to a clock', () => {
    expect(dayIn('2026-11-20T23:30:00Z', madrid)).toBe('2026-11-21');
    expect(dayIn('2026-11-20T23:30:00Z', saoPaulo)).toBe('2026-11-20');
  });
  it('end when the clock says so, also after 23 or 25 hours', () => {
    expect(endOfDay('2026-11-20', madrid).toISOString()).toBe('2026-11-20T23:00:00.000Z');
    expect(endOfDay('2026-03-29', madrid).toISOString()).toBe('2026-03-29T22:00:00.000Z');
    expect(endOfDay('2026-10-25', madrid).toISOString()).toBe('2026-10-25T23:00:00.000Z');
  });
  it('end and begin rightly where summer time skips midnight', () => {
    expect(endOfDay('2018-11-03', saoPaulo).toISOString()).toBe('2018-11-04T03:00:00.000Z');
    expect(endOfDay('2018-11-04', saoPaulo).toISOString()).toBe('2018-11-05T02:00:00.000Z');
  });
  it('end at the first instant of the next day, in every zone on every day', () => {
    const zones = fc.constantFrom(
      madrid,
      saoPaulo,
      'Pacific/Apia',
      'Asia/Kolkata',
      'America/St_Johns',
      'Pacific/Auckland',
    );
    const days = fc.date({ min: new Date('2015-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(days, zones, (date, zone) => {
        const day = dayIn(date, zone);
        const end = endOfDay(day, zone);
        expect(dayIn(new Date(end.getTime() - 1), zone)).toBe(day);
        expect(dayIn(end, zone) > day).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
