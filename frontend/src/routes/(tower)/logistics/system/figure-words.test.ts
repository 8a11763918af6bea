import { expect, it } from 'vitest';
import { bytes, counted, endingOf, lasting, markOf, waiting } from './figure-words.ts';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_500, '1.5 kB'],
  [150_000_000, '150 MB'],
  [12_340_000_000, '12.3 GB'],
  [4_000_000_000_000_000, '4000 TB'],
])('%d bytes are %s', (value, said) => expect(bytes(value)).toBe(said));

it('says a dash for what is not known, and never a zero', () => {
  expect([counted(null), lasting(null), waiting(null)]).toEqual(['–', '–', '–']);
  expect([counted(0), lasting(0), waiting(0), waiting(400), waiting(61_000)]).toEqual([
    '0',
    '< 1 s',
    '0 s',
    '< 1 s',
    '1 min',
  ]);
});

it('marks what is behind', () => {
  expect([0, 5_000, 9_500, null].map(markOf)).toEqual([null, 'at_risk', 'problem', null]);
});

it.each([
  [{ endsInMs: 48_000 }, 'it is ended in 48 s unless it ends before'],
  [{ endsInMs: null }, 'it is not ended by itself'],
  [{}, null],
])('says of %j what becomes of it', (known, said) => {
  expect(endingOf({ ageMs: 12_000, holder: null, ...known })).toBe(said);
});
