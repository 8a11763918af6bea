/** The choice of scopes is what the API asks for. */
import { expect, it } from 'vitest';
import { scopesIn } from './scopes.ts';

it('names every scope once, in order, and none for endpoints that ask none', () => {
  const paths = {
    '/a': { get: { 'x-scope': 'tracking:read' }, post: { 'x-scope': 'orders:write' } },
    '/b': { get: { 'x-scope': 'tracking:read' }, delete: {} },
  };
  expect(scopesIn({ paths })).toEqual(['orders:write', 'tracking:read']);
  expect(scopesIn({})).toEqual([]);
});
