/** Cursors: what we made leads on, whatever else is refused before it reaches a store. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../kernel/errors.ts';
import { cursorOf, pageFrom, readCursor } from './cursor.ts';

const forged = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('readCursor', () => {
  it('reads what cursorOf made', () => {
    const at = new Date('2026-11-20T12:00:00.123Z');
    expect(readCursor(cursorOf(at, 'ord_1'))).toEqual([at.toISOString(), 'ord_1']);
    expect(readCursor(cursorOf('12345', 'seq'), 'position')).toEqual(['12345', 'seq']);
    expect(readCursor(undefined)).toBeUndefined();
  });
  it.each([
    ['rubbish', 'not-a-cursor'],
    ['nothing', ''],
    ['another shape', forged({ at: 1 })],
    ['three parts', forged(['2026-11-20T12:00:00.000Z', 'a', 'b'])],
    ['numbers', forged([1, 2])],
    ['a key that is no time', forged(['soon', 'ord_1'])],
    ['a time that no store can hold', forged(['0000-01-01T00:00:00.000Z', 'ord_1'])],
    ['a position where a time is needed', cursorOf('12345', 'seq')],
    ['an id that no store can hold', forged(['2026-11-20T12:00:00.000Z', 'a\u0000b'])],
  ])('refuses %s', (_name, cursor) => {
    expect(() => readCursor(cursor)).toThrow(Refusal);
  });
  it('refuses positions that are none', () => {
    for (const key of ['soon', '-1', '1.5', '1e9', '99999999999999999999', '2026-11-20T12:00:00.000Z'])
      expect(() => readCursor(cursorOf(key, 'seq'), 'position'), key).toThrow(Refusal);
  });
});

it('pages show every row once and end', () => {
  const walk = (rows: number[], limit: number): number[] => {
    const seen: number[] = [];
    let after = -1;
    for (;;) {
      const fetched = rows.filter((row) => row > after).slice(0, limit + 1);
      const page = pageFrom(fetched, limit, { item: (row) => row, cursor: (row) => cursorOf(String(row), 'seq') });
      if (seen.length > 0) expect(page.items).not.toEqual([]);
      seen.push(...page.items);
      if (page.nextCursor === null) return seen;
      after = Number(readCursor(page.nextCursor, 'position')?.[0]);
    }
  };
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat({ max: 500 }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 9 }),
      (list, limit) => {
        const rows = list.sort((a, b) => a - b);
        expect(walk(rows, limit)).toEqual(rows);
      },
    ),
  );
});
