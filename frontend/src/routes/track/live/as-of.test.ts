import { expect, it } from 'vitest';
import { sayAsOf } from './as-of.ts';

const words = { words: 'As of {time} (Madrid time)', zone: 'Europe/Madrid', locale: 'en-GB' };

it.each([
  ['2026-05-14T12:05:00Z', 'As of Thu 14 May 14:05 (Madrid time)'],
  ['2026-05-14T12:08:10Z', 'As of Thu 14 May 14:08 (Madrid time)'],
  ['2026-05-14T22:01:00Z', 'As of Fri 15 May 00:01 (Madrid time)'],
])('at %s it is said by the clock of the place', (at, said) => {
  expect(sayAsOf(words, new Date(at)).replace(/[\u00a0\u202f,]/g, (c) => (c === ',' ? '' : ' '))).toBe(said);
});
