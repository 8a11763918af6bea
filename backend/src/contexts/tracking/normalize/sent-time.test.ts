/** Times as carriers print them, as the intake understands them: the zone they say, or the clock of their place. */
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../connectors/wire/body.ts';
import { readSentTime } from '../../../connectors/wire/time.ts';
import { instantInZone } from '../../../kernel/zoned-time.ts';
import { timeOf } from './normalize.ts';

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
