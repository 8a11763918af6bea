/** What somebody most likely meant. */
import { expect, it } from 'vitest';
import { closest, distance } from './closest.ts';

const names = ['cursor', 'limit', 'externalId', 'status', 'by'];
it.each([
  ['limt', 'limit'],
  ['Limit', 'limit'],
  ['external_id', 'externalId'],
  ['staus', 'status'],
  ['crusor', 'cursor'],
  ['colour', undefined],
  ['b', undefined],
  ['', undefined],
])('%s -> %s', (written, meant) => expect(closest(written, names)).toBe(meant));

it('counts letters added, left out, changed and swapped', () => {
  expect(distance('abc', 'abc')).toBe(0);
  expect(distance('abc', 'abcd')).toBe(1);
  expect(distance('abcd', 'acbd')).toBe(1);
  expect(distance('', 'abc')).toBe(3);
});
