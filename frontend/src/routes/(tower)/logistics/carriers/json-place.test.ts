/** Errors find their line. */
import { describe, expect, it } from 'vitest';
import { jsonFault, lineOf, placeOf } from './json-place.ts';

const text = JSON.stringify(
  {
    events: 'events',
    place: { city: 'a b', country: 'c' },
    list: ['x', { y: 1 }],
    statuses: { 'A.1': { status: 'wrong' } },
  },
  null,
  2,
);
const lineAt = (path: string) => text.split('\n')[lineOf(text, placeOf(text, path)) - 1]?.trim();

describe('placeOf', () => {
  it('finds values by path', () => {
    expect(lineAt('events')).toBe('"events": "events",');
    expect(lineAt('place.city')).toBe('"city": "a b",');
    expect(lineAt('list.1.y')).toBe('"y": 1');
  });
  it('finds keys that have dots in them', () => {
    expect(lineAt('statuses.A.1.status')).toBe('"status": "wrong"');
  });
  it('falls back to what is around a missing part', () => {
    expect(lineAt('place.nothing')).toBe('"place": {');
    expect(lineAt('code')).toBe('{');
  });
});

it('says why a text is no JSON', () => {
  expect(jsonFault('{"a": }')).toMatch(/^not JSON/);
  expect(jsonFault('{}')).toBeNull();
});
