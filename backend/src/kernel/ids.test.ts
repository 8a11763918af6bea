/** Ids: sortable by time, never the same twice, derived ones always the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivedId, newId, newToken, partitionOf } from './ids.ts';

const instants = fc.date({ min: new Date('2000-01-01'), max: new Date('2200-01-01'), noInvalidDate: true });

describe('newId', () => {
  it('says what it is and has 26 characters nobody misreads', () => {
    fc.assert(
      fc.property(instants, (at) => {
        expect(newId('ord', at)).toMatch(/^ord_[0-9a-hjkmnp-tv-z]{26}$/);
      }),
    );
  });
  it('sorts by time', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 1e12 }), (at, later) => {
        expect(newId('ord', at) < newId('ord', new Date(at.getTime() + later))).toBe(true);
      }),
    );
  });
  it('is never the same twice, in one millisecond either', () => {
    const at = new Date();
    expect(new Set(Array.from({ length: 5_000 }, () => newId('ord', at))).size).toBe(5_000);
    expect(new Set(Array.from({ length: 5_000 }, newToken)).size).toBe(5_000);
  });
});

describe('derivedId', () => {
  const parts = fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { maxLength: 4 });
  it('is the same for the same parts and another for others', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        expect(derivedId('scn', one)).toBe(derivedId('scn', [...one]));
        expect(derivedId('scn', one) === derivedId('scn', other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });
  it('knows where one part ends and the next begins', () => {
    expect(derivedId('scn', ['ab', 'c'])).not.toBe(derivedId('scn', ['a', 'bc']));
    expect(derivedId('scn', ['1'])).not.toBe(derivedId('scn', [1]));
  });
  it('stays what it was: ids in stored logs hang on it', () => {
    expect(derivedId('ord', ['shop', 'A-1'])).toBe('ord_84412j2q73v0r85tz1y8');
  });
});

describe('partitionOf', () => {
  it('is one of 64, always the same, and uses all of them', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        const partition = partitionOf(id);
        expect(partition).toBe(partitionOf(id));
        expect(Number.isInteger(partition) && partition >= 0 && partition < 64).toBe(true);
      }),
    );
    const counts = new Map<number, number>();
    for (let n = 0; n < 6_400; n++) {
      const partition = partitionOf(derivedId('shp', [n]));
      counts.set(partition, (counts.get(partition) ?? 0) + 1);
    }
    expect(counts.size).toBe(64);
    expect(Math.min(...counts.values())).toBeGreaterThan(50);
  });
});
