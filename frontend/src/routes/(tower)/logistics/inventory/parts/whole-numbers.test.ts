/** Numbers are taken as typed or refused at their field, never guessed. */
import { describe, expect, it } from 'vitest';
import { wholeErrors, wholeOf } from './whole-numbers.ts';

describe('a whole number', () => {
  it('is read with its sign', () => {
    expect(['12', ' 7 ', '+3', '-4', '−4'].map(wholeOf)).toEqual([12, 7, 3, -4, -4]);
  });
  it('is nothing else', () => {
    expect(['', '1.5', '1,204', '1e3', 'ten', '12345678901'].map(wholeOf)).toEqual(Array(6).fill(null));
  });
  it('is refused where it is missing, no number or out of bounds', () => {
    expect(
      wholeErrors([
        { path: 'a', typed: '' },
        { path: 'b', typed: '', optional: true },
        { path: 'c', typed: 'x' },
        { path: 'd', typed: '0', least: 1 },
        { path: 'e', typed: '11', most: 10 },
        { path: 'f', typed: '10', least: 10, most: 10 },
      ]),
    ).toEqual([
      { path: 'a', message: 'is needed' },
      { path: 'c', message: 'a whole number is expected' },
      { path: 'd', message: 'at least 1' },
      { path: 'e', message: 'at most 10' },
    ]);
  });
});
