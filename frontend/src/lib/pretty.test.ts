/** Layout changes space only. */
import { expect, it } from 'vitest';
import { pretty } from './pretty.ts';

it('lays JSON out as a printer would', () => {
  const value = { a: [1, { b: 'x, {"y"}: \\' }], c: {}, d: [], e: null, f: -1.5e3 };
  expect(pretty(JSON.stringify(value))).toEqual({ kind: 'json', text: JSON.stringify(value, null, 2) });
});

it('keeps numbers that no double holds, and keys that come twice', () => {
  expect(pretty('{"n":12345678901234567890,"n":1.10}').text).toBe('{\n  "n": 12345678901234567890,\n  "n": 1.10\n}');
});

it('leaves what is no JSON as it is', () => {
  expect(pretty('<a>\n</a>')).toEqual({ kind: 'text', text: '<a>\n</a>' });
});
