import { type AccessEvent, keyIssued, keyRevoked } from '@gantry/shared/events/access';
import { type Vertical, verticals } from '@gantry/shared/vocabulary/areas';
import { describe, expect, it } from 'vitest';
import { stateAfter } from '../../kernel/decider.ts';
import { type AccessKey, evolve, isAlive, scopesOf, verticalsOf } from './access-key.ts';
import { callerOf, visitor } from './callers.ts';

const at = '2026-11-27T10:00:00.000Z';
const issued = (more: Partial<Parameters<typeof keyIssued>[0]> = {}) =>
  keyIssued(
    { keyId: 'key_1', name: 'desk', kind: 'api', area: 'staff', digest: 'd', hint: 'abcd', expiresAt: null, ...more },
    { occurredAt: at },
  );
const keyOf = (...facts: AccessEvent[]): AccessKey => {
  const key = stateAfter(evolve, undefined, { facts, now: at });
  if (!key) throw new Error('there is a key');
  return key;
};
const all: readonly Vertical[] = verticals;

describe('a key', () => {
  it('issued without verticals and scopes, as all were once, holds every one', () => {
    const key = keyOf(issued());
    expect([verticalsOf(key), scopesOf(key)]).toEqual([[...verticals], ['*']]);
  });
  it('holds what it was issued with', () => {
    const key = keyOf(issued({ verticals: ['logistics', 'rentals'], scopes: ['rentals:read'] }));
    expect([verticalsOf(key), scopesOf(key)]).toEqual([['logistics', 'rentals'], ['rentals:read']]);
  });
  it('of a kiosk reads what a wall shows, whatever stands in its row', () => {
    const caller = callerOf(keyOf(issued({ kind: 'kiosk', area: 'manager' })));
    expect(caller).toMatchObject({ area: 'personal', verticals: ['logistics'], scopes: ['wall:read'] });
  });
  it('ends when it is revoked or at its hour', () => {
    const now = new Date(at);
    expect(isAlive(keyOf(issued()), now)).toBe(true);
    expect(isAlive(keyOf(issued(), keyRevoked({ keyId: 'key_1' }, { occurredAt: at })), now)).toBe(false);
    expect(isAlive(keyOf(issued({ expiresAt: at })), now)).toBe(false);
  });
});

describe('whoever shows no key', () => {
  it('is nobody, and in the sandbox somebody who looks at the wall', () => {
    expect(visitor(false, all)).toMatchObject({ kind: 'anonymous', area: 'public', scopes: [] });
    expect(visitor(true, all)).toMatchObject({ kind: 'kiosk', area: 'personal', scopes: ['wall:read'] });
  });
});
