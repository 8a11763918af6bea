/** Times as carriers print them: every shape, the clock changes, and what is no time at all. */
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { timeOf } from '../../contexts/tracking/normalize.ts';
import { instantInZone } from '../../kernel/zoned-time.ts';
import type { Json } from './body.ts';
import { offsetMinutes, readSentParts, readSentTime } from './time.ts';

/** A time as the intake understands it, with the zone of its place. */
const readTime = (value: unknown, zone: () => string | undefined) => {
  const sent = readSentTime(value as Json);
  return sent && timeOf(sent, sent.kind === 'local' ? { place: zone() } : {});
};

const madrid = () => 'Europe/Madrid';
const never = () => {
  throw new Error('the zone was asked for although an offset was given');
};

describe('times that say their zone', () => {
  it.each([
    ['2025-07-01T10:00:00Z'],
    ['2025-07-01T12:00:00+02:00'],
    ['2025-07-01T12:00:00.000+0200'],
    ['2025-07-01 12:00+02'],
    ['2025-07-01 10:00:00 UTC'],
    ['Tue, 01 Jul 2025 12:00:00 +0200'],
    ['/Date(1751364000000+0200)/'],
    [1751364000],
    [1751364000000],
    ['1751364000'],
    ['1751364000000'],
    ['1751364000.0'],
  ])('%s', (value) => {
    expect(readTime(value, never)).toMatchObject({ occurredAt: '2025-07-01T10:00:00.000Z', zone: 'given' });
  });
});

describe('times by a local clock', () => {
  it.each([
    ['2025-07-01T12:00:00'],
    ['2025-07-01 12:00'],
    ['20250701120000'],
    ['20250701 1200'],
    [20250701120000],
    ['01.07.2025 12:00'],
    ['01-07-2025 12:00:00'],
  ])('%s takes the zone', (value) => {
    expect(readTime(value, madrid)).toMatchObject({ occurredAt: '2025-07-01T10:00:00.000Z', zone: 'inferred' });
    expect(readTime(value, () => undefined)).toEqual({
      occurredAt: null,
      zone: 'unknown',
      localTime: '2025-07-01T12:00:00',
    });
  });
  it('a time the clock never showed is read with the offset before the jump', () => {
    expect(readTime('2025-03-30T02:30:00', madrid)?.occurredAt).toBe('2025-03-30T01:30:00.000Z');
    expect(readTime('2025-03-09T02:30:00', () => 'America/New_York')?.occurredAt).toBe('2025-03-09T07:30:00.000Z');
  });
  it('a time the clock showed twice is the first of the two', () => {
    expect(readTime('2025-10-26T02:30:00', madrid)?.occurredAt).toBe('2025-10-26T00:30:00.000Z');
    expect(readTime('2025-11-02T01:30:00', () => 'America/New_York')?.occurredAt).toBe('2025-11-02T05:30:00.000Z');
  });
  it('gives back every instant that a clock can show once', () => {
    const zones = fc.constantFrom(
      'Europe/Madrid',
      'America/Sao_Paulo',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'America/St_Johns',
    );
    const instants = fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2030, 0) });
    fc.assert(
      fc.property(zones, instants, (zone, at) => {
        const local = DateTime.fromMillis(at, { zone });
        const face = local.setZone('utc', { keepLocalTime: true }).toMillis();
        const earliest = Math.min(...local.getPossibleOffsets().map((one) => one.toMillis()));
        expect(instantInZone(face, zone)).toBe(earliest);
      }),
    );
  });
});

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
    expect(readTime(value, madrid)).toBeUndefined();
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
