import { type AccessEvent, keyIssued, keyRevoked } from '@gantry/shared/events/access';
import { type Vertical, verticals } from '@gantry/shared/vocabulary/areas';
import { describe, expect, it } from 'vitest';
import { stateAfter } from '../../kernel/decider.ts';
import { type AccessKey, evolve, isAlive, livingSecrets, rotate, scopesOf, verticalsOf } from './access-key.ts';
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

describe('a key that is rotated', () => {
  const day = 86_400_000;
  const on = (days: number): Date => new Date(Date.parse(at) + days * day);
  const rotatedOn = (key: AccessKey, digest: string, { now, until }: { now: number; until: number }) =>
    rotate(key, { digest, hint: digest, formerUntil: on(until) }, on(now));
  const first = keyOf(issued());
  const second = keyOf(issued(), ...rotatedOn(first, 'e', { now: 1, until: 3 }));
  const digests = (key: AccessKey, days: number) => livingSecrets(key, on(days)).map(({ digest }) => digest);

  it('has two secrets until the former one ends', () => {
    expect(digests(first, 1)).toEqual(['d']);
    expect([digests(second, 1), digests(second, 2.9), digests(second, 3)]).toEqual([['e', 'd'], ['e', 'd'], ['e']]);
    expect(livingSecrets(second, on(2)).map(({ validUntil }) => validUntil)).toEqual([null, on(3).toISOString()]);
  });
  it('never has three: another rotation ends the oldest, and no secret of before becomes a key again', () => {
    const third = keyOf(
      issued(),
      ...rotatedOn(first, 'e', { now: 1, until: 3 }),
      ...rotatedOn(second, 'f', { now: 2, until: 4 }),
    );
    expect([digests(third, 2), digests(third, 4)]).toEqual([['f', 'e'], ['f']]);
    expect(third.retired).toEqual(['d']);
  });
  it('ends with both its secrets when it is revoked or expires', () => {
    const revoked = keyOf(
      issued(),
      ...rotatedOn(first, 'e', { now: 1, until: 3 }),
      keyRevoked({ keyId: 'key_1' }, { occurredAt: on(2).toISOString() }),
    );
    expect(digests(revoked, 2)).toEqual([]);
    const short = keyOf(issued({ expiresAt: on(2).toISOString() }));
    const expiring = keyOf(issued({ expiresAt: on(2).toISOString() }), ...rotatedOn(short, 'e', { now: 1, until: 3 }));
    expect(livingSecrets(expiring, on(1)).map(({ validUntil }) => validUntil)).toEqual(
      [on(2), on(2)].map((end) => end.toISOString()),
    );
    expect(digests(expiring, 2)).toEqual([]);
    for (const dead of [revoked, expiring])
      expect(() => rotatedOn(dead, 'g', { now: 2, until: 3 })).toThrow(expect.objectContaining({ code: 'key_ended' }));
  });
  it('is an api key: a kiosk key takes no second secret', () => {
    expect(() => rotatedOn(keyOf(issued({ kind: 'kiosk' })), 'e', { now: 1, until: 3 })).toThrow(
      expect.objectContaining({ code: 'kiosk_key' }),
    );
  });
});

describe('a key of before there were merchants', () => {
  it('serves all of them', () => {
    expect([keyOf(issued()).merchants, keyOf(issued({ merchants: ['acme'] })).merchants]).toEqual(['*', ['acme']]);
    expect(callerOf(keyOf(issued({ merchants: ['acme'] })))).toMatchObject({ merchants: ['acme'], merchant: null });
  });
});

describe('whoever shows no key', () => {
  it('is nobody, and in the sandbox somebody who looks at the wall', () => {
    expect(visitor(false, all)).toMatchObject({ kind: 'anonymous', area: 'public', scopes: [] });
    expect(visitor(true, all)).toMatchObject({ kind: 'kiosk', area: 'personal', scopes: ['wall:read'] });
  });
});
