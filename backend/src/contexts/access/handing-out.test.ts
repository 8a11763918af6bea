import { describe, expect, it } from 'vitest';
import { type Holdings, insistOnHolding, insistOnMerchants, merchantsGiven, type Rights, sees } from './handing-out.ts';

const held: Holdings = {
  area: 'manager',
  verticals: ['logistics', 'rentals'],
  scopes: ['access:write', 'rentals:read'],
  merchants: ['acme', 'beta'],
  merchant: null,
};
const wanted: Rights = {
  area: 'staff',
  verticals: ['logistics', 'rentals'],
  scopes: ['rentals:read'],
  merchants: ['acme'],
};
const refusal = (change: Partial<Rights>, holds: Partial<Holdings> = {}): string => {
  try {
    insistOnHolding({ ...held, ...holds }, { ...wanted, ...change });
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

describe('whoever hands out rights', () => {
  it('hands out as much as they hold, and less', () => {
    expect(refusal({})).toBe('');
    expect(refusal({ merchants: ['beta', 'acme'], area: 'manager', scopes: ['access:write'] })).toBe('');
    expect(refusal({ scopes: ['*'], merchants: '*' }, { scopes: ['*'], merchants: '*' })).toBe('');
  });
  it.each<[string, Partial<Rights>, Partial<Holdings>]>([
    ['the area manager', { area: 'manager' }, { area: 'staff' }],
    ['feeds', { verticals: ['logistics', 'feeds'] }, {}],
    ['orders:read', { scopes: ['orders:read'] }, {}],
    ['*', { scopes: ['*'] }, {}],
    ['all merchants', { merchants: '*' }, {}],
    ['the merchant other', { merchants: ['acme', 'other'] }, {}],
    // Whoever speaks for one of its merchants is that one for as long.
    ['the merchant acme', { merchants: ['acme'] }, { merchant: 'beta' }],
  ])('is told of %s that they do not hold it', (lacked, change, holds) => {
    expect(refusal(change, holds)).toContain(`You do not hold ${lacked} and`);
  });
  it('is told of everything at once', () => {
    const all: Partial<Rights> = { verticals: ['customs'], scopes: ['orders:read'], merchants: ['other'] };
    expect(refusal(all)).toContain('customs, orders:read, the merchant other');
  });
  it('hands out the merchants they speak for where they name none', () => {
    expect(merchantsGiven(held, undefined)).toEqual(['acme', 'beta']);
    expect(merchantsGiven({ ...held, merchant: 'beta' }, undefined)).toEqual(['beta']);
    expect(merchantsGiven({ merchants: '*', merchant: null }, undefined)).toBe('*');
    expect(merchantsGiven({ merchants: '*', merchant: null }, ['b', 'a', 'b'])).toEqual(['a', 'b']);
  });
});

describe('what serves merchants', () => {
  it('is seen by whoever serves all of them', () => {
    const seen = (merchants: '*' | string[], merchant: string | null = null) => sees({ ...held, merchant }, merchants);
    expect([seen(['acme']), seen(['acme', 'beta']), seen(['acme', 'other']), seen('*')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([seen(['acme'], 'beta'), seen(['beta'], 'beta')]).toEqual([false, true]);
    expect(sees({ merchants: '*', merchant: null }, '*')).toBe(true);
  });
  it('is seen by whoever serves all and picked one, where it reaches that one', () => {
    const picked = { merchants: '*', merchant: 'acme' } as const;
    expect([sees(picked, '*'), sees(picked, ['acme', 'beta']), sees(picked, ['beta'])]).toEqual([true, true, false]);
    expect(refusal({ merchants: '*' }, picked)).toBe('');
  });
  it('names merchants that there are, or is told which there are not', async () => {
    const isMerchant = async (name: string) => name === 'acme';
    await insistOnMerchants('*', isMerchant);
    await insistOnMerchants(['acme'], isMerchant);
    await expect(insistOnMerchants(['acme', 'gone'], isMerchant)).rejects.toMatchObject({
      status: 422,
      errors: [{ path: 'merchants.1' }],
    });
  });
});
