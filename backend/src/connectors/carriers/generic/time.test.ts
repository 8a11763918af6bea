/** Times as carriers print them: every shape, the clock changes, and what is no time at all. */
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { instantInZone, readTime } from './time.ts';

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
    expect(readTime(value, never)).toEqual({ occurredAt: '2025-07-01T10:00:00.000Z', zone: 'given', localTime: null });
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
      localTime: String(value),
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
