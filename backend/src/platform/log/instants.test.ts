/** Texts of instants are what dates would have made of them, to the millisecond: rows made either way are compared. */
import fc from 'fast-check';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { isoOf } from './instants.ts';

const asDate: (text: string) => Date = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ);
const throughDate = (text: string): string => asDate(text).toISOString();

describe('an instant of Postgres', () => {
  it.each([
    '2026-11-28 15:37:02+00',
    '2026-11-28 15:37:02.1+00',
    '2026-11-28 15:37:02.000999+00',
    '2026-11-28 15:37:02.999999+00',
    '2026-11-28 15:37:02.5+05:30',
    '2026-11-28 00:00:00-08',
    '12026-01-01 00:00:00+00',
    '0099-01-01 00:00:00+00',
  ])('%s reads as a date would say it', (text) => {
    expect(isoOf(text)).toBe(throughDate(text));
  });
  it('reads as a date would say it, whatever its microseconds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999_999 }),
        fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2099-01-01') }),
        (micros, day) => {
          const fraction = `.${String(micros).padStart(6, '0')}`.replace(/\.?0+$/, '');
          const text = `${day.toISOString().slice(0, 19).replace('T', ' ')}${fraction}+00`;
          expect(isoOf(text)).toBe(throughDate(text));
        },
      ),
    );
  });
});
