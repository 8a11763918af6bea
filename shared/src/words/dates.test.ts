/** Days and spans of days as each language writes them. */
import { describe, expect, it } from 'vitest';
import { dayAndMonthRange, dayIn, dayRange, longDay, printedTime, timeIn } from './dates.ts';
import { chooseLanguage, type Language } from './languages.ts';

const today = '2026-05-12';
const span = (language: Language, low = '2026-05-14', high = '2026-05-15'): string =>
  dayRange([low, high], chooseLanguage(language, null).locale, today).replaceAll('\u00a0', ' ');

describe('a span of days', () => {
  it('says the month once', () => {
    expect((['en', 'es', 'pt', 'fr', 'de', 'it', 'nl', 'pl'] as const).map((one) => span(one))).toEqual([
      'Thu 14 – Fri 15 May',
      'jue, 14 – vie, 15 may',
      'qui., 14 – sex., 15 de mai.',
      'jeu. 14 – ven. 15 mai',
      'Do., 14. – Fr., 15. Mai',
      'gio 14 – ven 15 mag',
      'do 14 – vr 15 mei',
      'czw., 14 – pt., 15 maja',
    ]);
  });
  it('says both months when they differ, and the year when it is another one', () => {
    expect(span('en', '2026-05-31', '2026-06-01')).toBe('Sun 31 May – Mon 1 Jun');
    expect(span('en', '2027-01-04', '2027-01-05')).toContain('2027');
  });
  it('is one day when both are the same', () => {
    expect(span('en', '2026-05-14', '2026-05-14')).toBe('Thu 14 May');
  });
  it('keeps Latin digits in Arabic and the order of Japanese and Chinese', () => {
    expect(span('ar')).toMatch(/14.*15 مايو/);
    expect(span('ja')).toBe('5月14日(木)～5月15日(金)');
    expect(span('zh')).toBe('5月14日周四至5月15日周五');
  });
  it('breaks behind the dash only', () => {
    const said = dayRange(['2026-05-14', '2026-05-15'], 'en-GB', today);
    expect(said.split(' ')).toEqual(['Thu\u00a014\u00a0–', 'Fri\u00a015\u00a0May']);
  });
  it('is short in narrow places', () => {
    expect(dayAndMonthRange(['2026-05-14', '2026-05-15'], 'en-GB').replaceAll('\u00a0', ' ')).toBe('14 – 15 May');
  });
});

describe('moments', () => {
  it('are days and times by the clock of a zone', () => {
    expect(dayIn('2026-05-13T01:30:00Z', 'America/New_York')).toBe('2026-05-12');
    expect(timeIn('2026-05-13T04:12:00Z', 'Europe/Paris', 'en-GB')).toBe('06:12');
    expect(timeIn('2026-05-13T04:12:00Z', 'Europe/Paris', 'en-US')).toMatch(/^6:12\sAM$/);
  });
  it('read what carriers print, and give up on what they cannot read', () => {
    expect(printedTime('2026-05-13T06:12:00', 'en-GB')).toEqual({ day: '2026-05-13', time: '06:12' });
    expect(printedTime('2026-05-13', 'en-GB')).toEqual({ day: '2026-05-13', time: '' });
    expect(printedTime('yesterday', 'en-GB')).toBeNull();
    expect(printedTime('2026-99-99 10:00', 'en-GB')).toBeNull();
  });
  it('name a day in full', () => {
    expect(longDay('2026-05-14', 'pl', today)).toBe('czwartek, 14 maja');
    expect(longDay('2025-05-14', 'en-GB', today)).toContain('2025');
  });
});
