/** The calendar file: valid by RFC 5545, in the language, the same event each time. */
import type { TrackingPage } from '@gantry/shared/api/tracking-page';
import { speakerFor } from '@gantry/shared/words/dictionaries';
import type { Language } from '@gantry/shared/words/languages';
import { describe, expect, it } from 'vitest';
import { moving, pages } from '../../../../e2e/track-pages.ts';
import { calendarOf } from './calendar.server.ts';

const file = (page: TrackingPage, language: Language = 'en', token = 'a-token') =>
  calendarOf({
    page,
    speaker: speakerFor(language, null),
    headline: 'Arrives; soon, "maybe"\nor not \\',
    token,
    url: 'https://shop.example/track/a-token',
  });
/** Properties by name, unfolded. */
const read = (text: string | null): Map<string, string> =>
  new Map(
    (text ?? '')
      .replaceAll('\r\n ', '')
      .split('\r\n')
      .map((line): [string, string] => [line.split(/[;:]/)[0] ?? '', line]),
  );
const eta = { ...(moving.eta as NonNullable<TrackingPage['eta']>), lowDay: '2026-05-14', highDay: '2026-05-15' };

describe('the calendar file', () => {
  it('spans the days of the estimate, the end being the day after', () => {
    const lines = read(file({ ...moving, eta }));
    expect(lines.get('DTSTART')).toBe('DTSTART;VALUE=DATE:20260514');
    expect(lines.get('DTEND')).toBe('DTEND;VALUE=DATE:20260516');
    expect(lines.get('METHOD')).toBe('METHOD:PUBLISH');
    expect(lines.get('VERSION')).toBe('VERSION:2.0');
    for (const name of ['UID', 'DTSTAMP', 'SEQUENCE', 'SUMMARY', 'PRODID']) expect(lines.has(name), name).toBe(true);
  });
  it('is the moment of delivery after it', () => {
    const lines = read(file({ ...pages.delivered, deliveredAt: '2026-05-14T09:30:00Z' }));
    expect(lines.get('DTSTART')).toBe('DTSTART:20260514T093000Z');
    expect(lines.get('SUMMARY')).toContain('Parcel delivered');
  });
  it('replaces itself: the same UID without the token in it, a SEQUENCE that grows', () => {
    const [one, later] = [file(moving), file({ ...moving, updatedAt: '2030-01-01T00:00:00Z' })].map(read);
    expect(one?.get('UID')).toBe(later?.get('UID'));
    expect(one?.get('UID')).not.toContain('a-token');
    expect(read(file(moving, 'en', 'other')).get('UID')).not.toBe(one?.get('UID'));
    const sequence = (lines?: Map<string, string>) => Number(lines?.get('SEQUENCE')?.split(':')[1]);
    expect(sequence(later)).toBeGreaterThan(sequence(one));
    expect(sequence(later)).toBeLessThan(2 ** 31);
  });
  it('escapes text, ends lines with CRLF and folds them by octets in every language', () => {
    expect(read(file(moving)).get('DESCRIPTION')).toContain('Arrives\\; soon\\, "maybe"\\nor not \\\\');
    for (const language of ['en', 'ar', 'ja'] as const) {
      const text = file(
        {
          ...moving,
          brand: { ...(pages.out.brand as NonNullable<TrackingPage['brand']>), name: '長い名前'.repeat(12) },
        },
        language,
      );
      expect(text?.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      for (const line of text?.split('\r\n') ?? []) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      expect(read(text).get('SUMMARY')).toContain(speakerFor(language, null).say.calendar.expected);
    }
  });
  it('takes the carrier’s day, then the promise, then says that there is none', () => {
    expect(read(file({ ...moving, eta: null, carrierDay: '2026-05-20' })).get('DTSTART')).toContain('20260520');
    expect(read(file({ ...moving, eta: null, carrierDay: null, promisedDay: '2026-05-21' })).get('DTSTART')).toContain(
      '20260521',
    );
    expect(file({ ...moving, eta: null, carrierDay: null, promisedDay: null })).toBeNull();
  });
  it('calls off what was cancelled', () => {
    expect(read(file({ ...moving, status: 'cancelled' })).get('STATUS')).toBe('STATUS:CANCELLED');
  });
});
