import { kioskPaired } from '@gantry/shared/events/access/kiosks';
import { describe, expect, it } from 'vitest';
import { given } from '../../../kernel/spec.ts';
import { add, evolve, isAlive, link, pair, revoke, stateOf } from './kiosk.ts';

const day = 86_400_000;
const start = Date.parse('2026-11-28T08:00:00Z');
const at = (days: number): Date => new Date(start + days * day);
const added = add({ kioskId: 'ksk_1', name: 'dock', merchants: ['acme'], linkDigest: 'link' }, at(0));
const paired = [...added, kioskPaired({ kioskId: 'ksk_1', digest: 'first' }, { occurredAt: at(0.5).toISOString() })];
const stateAfter = (facts: typeof added) => {
  const state = given(evolve, facts).state();
  if (!state) throw new Error('there is a kiosk');
  return state;
};
const pairing = (linkDigest: string, now: Date) => (kiosk: Parameters<typeof pair>[0]) =>
  pair(kiosk, { linkDigest, digest: 'first' }, now);

describe('a kiosk', () => {
  it('waits for its link to be opened, and belongs to the merchants it was added for', () => {
    const state = stateAfter(added);
    expect(state).toMatchObject({ name: 'dock', merchants: ['acme'], digest: null, pairedAt: null });
    expect([stateOf(state), stateOf(stateAfter(paired))]).toEqual(['waiting', 'paired']);
  });
  it('is paired by its link within a day, once', () => {
    expect(
      given(evolve, added)
        .when(pairing('link', at(0.99)))
        .names(),
    ).toEqual(['access.kiosk_paired']);
    expect(
      given(evolve, added)
        .when(pairing('link', at(1)))
        .refusal(),
    ).toBe('no_such_link');
    expect(
      given(evolve, added)
        .when(pairing('other', at(0.1)))
        .refusal(),
    ).toBe('no_such_link');
    expect(
      given(evolve, paired)
        .when(pairing('link', at(0.6)))
        .refusal(),
    ).toBe('no_such_link');
    expect(
      given(evolve, [])
        .when(pairing('link', at(0.1)))
        .refusal(),
    ).toBe('no_such_link');
  });
  it('gets another link, which ends the former one and leaves the screen as it is', () => {
    const linked = [...paired, ...link(stateAfter(paired), 'second', at(2))];
    expect(stateAfter(linked)).toMatchObject({ digest: 'first', linkDigest: 'second' });
    expect(isAlive({ ...stateAfter(linked), lastSeenAt: null }, 'first', at(2))).toBe(true);
    const again = [
      ...linked,
      kioskPaired({ kioskId: 'ksk_1', digest: 'second screen' }, { occurredAt: at(2).toISOString() }),
    ];
    expect(isAlive({ ...stateAfter(again), lastSeenAt: null }, 'first', at(2))).toBe(false);
    expect(isAlive({ ...stateAfter(again), lastSeenAt: null }, 'second screen', at(2))).toBe(true);
  });
  it('that was revoked has no screen, no link, and gets none', () => {
    const revoked = [...paired, ...link(stateAfter(paired), 'second', at(2)), ...revoke(stateAfter(paired), at(2))];
    const state = stateAfter(revoked);
    expect(state).toMatchObject({ digest: null, linkDigest: null, linkUntil: null });
    expect(stateOf(state)).toBe('revoked');
    expect(isAlive({ ...state, lastSeenAt: at(2).toISOString() }, 'first', at(2))).toBe(false);
    expect(
      given(evolve, revoked)
        .when((kiosk) => link(kiosk, 'third', at(2)))
        .refusal(),
    ).toBe('kiosk_revoked');
    expect(
      given(evolve, revoked)
        .when(pairing('second', at(2)))
        .refusal(),
    ).toBe('no_such_link');
    expect(
      given(evolve, revoked)
        .when((kiosk) => revoke(kiosk, at(3)))
        .events(),
    ).toEqual([]);
    expect(
      given(evolve, [])
        .when((kiosk) => revoke(kiosk, at(3)))
        .refusal(),
    ).toBe('no_such_kiosk');
  });
  it('lives for as long as its screen shows something, and ninety days longer', () => {
    const state = stateAfter(paired);
    const alive = (seen: number | null, now: number) =>
      isAlive({ ...state, lastSeenAt: seen === null ? null : at(seen).toISOString() }, 'first', at(now));
    expect([alive(null, 90.4), alive(null, 90.6)]).toEqual([true, false]);
    expect([alive(400, 489.9), alive(400, 490.1)]).toEqual([true, false]);
    expect(isAlive({ ...stateAfter(added), lastSeenAt: null }, 'first', at(0))).toBe(false);
  });
});
