/** What may happen to a merchant: added once, changed in what differs; `main` is there before anything happened to it. */
import { describe, expect, it } from 'vitest';
import { given } from '../../../kernel/spec.ts';
import { addMerchant, changeMerchant, evolve } from './merchant.ts';

const acme = { merchant: 'acme', name: 'Acme', retentionDays: null };
const added = given(evolve, []).when(addMerchant(acme)).events();

describe('a merchant', () => {
  it('is added once, and never as main', () => {
    expect(given(evolve, added).state()).toMatchObject({ ...acme, state: 'active' });
    expect(given(evolve, added).when(addMerchant(acme)).refusal()).toBe('merchant_taken');
    expect(
      given(evolve, [])
        .when(addMerchant({ ...acme, merchant: 'main' }))
        .refusal(),
    ).toBe('merchant_taken');
  });
  it('is changed in what differs, and what is left out stays', () => {
    const closing = given(evolve, added).when(changeMerchant('acme', { name: 'Acme', state: 'closed' }));
    expect(closing.events()).toMatchObject([{ payload: { merchant: 'acme', state: 'closed' } }]);
    expect(closing.state()).toMatchObject({ name: 'Acme', state: 'closed' });
    const kept = [
      ...added,
      ...given(evolve, added)
        .when(changeMerchant('acme', { retentionDays: 30 }))
        .events(),
    ];
    expect(given(evolve, kept).state()).toMatchObject({ retentionDays: 30 });
    expect(
      given(evolve, kept)
        .when(changeMerchant('acme', { retentionDays: null }))
        .state(),
    ).toMatchObject({
      retentionDays: null,
    });
    expect(
      given(evolve, kept)
        .when(changeMerchant('acme', { retentionDays: 30 }))
        .names(),
    ).toEqual([]);
  });
  it('that nobody added cannot be changed, but for main', () => {
    expect(
      given(evolve, [])
        .when(changeMerchant('acme', { name: 'A' }))
        .refusal(),
    ).toBe('no_such_merchant');
    const renamed = given(evolve, []).when(changeMerchant('main', { name: 'Lamps' }));
    expect(renamed.state()).toEqual({
      merchant: 'main',
      name: 'Lamps',
      state: 'active',
      retentionDays: null,
      createdAt: null,
    });
  });
});
