/** Two values compared by path. */
import { describe, expect, it } from 'vitest';
import { differencesBetween, valueAt } from './differences.ts';

describe('what differs', () => {
  it('is told leaf by leaf, in lists by their places', () => {
    const was = { note: 'a', shipTo: { city: 'Vigo', postalCode: '36201' }, lines: [{ sku: 'A', quantity: 1 }] };
    const is = { note: 'a', shipTo: { city: 'Vigo', postalCode: '36202' }, lines: [{ sku: 'A', quantity: 2 }] };
    expect(differencesBetween(was, is)).toEqual([
      { path: 'shipTo.postalCode', was: '36201', is: '36202' },
      { path: 'lines.0.quantity', was: '1', is: '2' },
    ]);
    expect(differencesBetween(was, was)).toEqual([]);
  });
  it('is null where there was or is nothing, and nothing between null and nothing', () => {
    expect(differencesBetween({ a: 1 }, { b: { c: false } })).toEqual([
      { path: 'a', was: '1', is: null },
      { path: 'b.c', was: null, is: 'false' },
    ]);
    expect(differencesBetween({ a: null }, {})).toEqual([]);
    expect(differencesBetween({ lines: [] }, { lines: [{ sku: 'A' }] })).toEqual([
      { path: 'lines.0.sku', was: null, is: 'A' },
    ]);
    expect(differencesBetween(null, { a: 'x' })).toEqual([{ path: 'a', was: null, is: 'x' }]);
  });
  it.each(['constructor', 'toString', 'hasOwnProperty', '__proto__'])('may have the name %s', (name) => {
    const sent: unknown = JSON.parse(`{"a": 1, "${name}": "x"}`);
    expect(differencesBetween({ a: 1 }, sent)).toEqual([{ path: name, was: null, is: 'x' }]);
    expect(differencesBetween(sent, { a: 1 })).toEqual([{ path: name, was: 'x', is: null }]);
  });
  it('is a whole where one kind took the place of another', () => {
    expect(differencesBetween({ a: 'text' }, { a: { b: 1 } })).toEqual([{ path: 'a', was: 'text', is: '{"b":1}' }]);
    expect(differencesBetween({ a: [] }, { a: {} })).toEqual([{ path: 'a', was: '[]', is: '{}' }]);
  });
});

it('a value is found by its path', () => {
  expect(valueAt({ lines: [{ sku: 'A' }] }, 'lines.0.sku')).toBe('A');
  expect(valueAt({ lines: [] }, 'lines.length.x')).toBeUndefined();
  expect(valueAt(null, 'a')).toBeUndefined();
});
