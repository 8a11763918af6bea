import { describe, expect, it } from 'vitest';
import { endpoint } from './api/endpoint.ts';
import {
  type Holder,
  may,
  merchantActedFor,
  merchantFilter,
  type Need,
  scope,
  seesMerchant,
  whyNot,
} from './caller.ts';

const holder = (change: Partial<Holder> = {}): Holder => ({
  area: 'staff',
  verticals: ['logistics', 'ecommerce'],
  scopes: ['*'],
  merchants: '*',
  ...change,
});
const need = (change: Partial<Need> = {}): Need => ({ area: 'staff', vertical: 'logistics', ...change });

describe('a caller', () => {
  it.each([
    ['of the area', holder(), need(), undefined],
    ['of a higher area', holder({ area: 'manager' }), need(), undefined],
    ['of a lower area', holder({ area: 'personal' }), need(), 'area'],
    ['without the vertical', holder(), need({ vertical: 'rentals' }), 'vertical'],
    ['without the vertical of something public', holder(), need({ area: 'public', vertical: 'feeds' }), 'vertical'],
    ['without vertical and area', holder({ area: 'personal' }), need({ vertical: 'feeds' }), 'vertical'],
    ['with all scopes', holder(), need({ scope: 'orders:write' }), undefined],
    ['with the scope', holder({ scopes: ['orders:write'] }), need({ scope: 'orders:write' }), undefined],
    ['that may write but not read', holder({ scopes: ['orders:write'] }), need({ scope: 'orders:read' }), 'scope'],
    ['that may read but not write', holder({ scopes: ['orders:read'] }), need({ scope: 'orders:write' }), 'scope'],
    ['without any scope', holder({ scopes: [] }), need({ scope: 'orders:read' }), 'scope'],
    ['of all merchants where the operator is asked', holder(), need({ operator: true }), undefined],
    [
      'of some merchants where the operator is asked',
      holder({ merchants: ['main'] }),
      need({ operator: true }),
      'operator',
    ],
    ['without any scope where none is asked', holder({ scopes: [] }), need(), undefined],
    [
      'without any scope of something public',
      holder({ scopes: [] }),
      need({ area: 'public', scope: 'a:read' }),
      undefined,
    ],
  ] as const)('%s', (_name, who, what, lack) => {
    expect(whyNot(who, what)).toBe(lack);
    expect(may(who, what)).toBe(lack === undefined);
  });
});

describe('the merchants of a caller', () => {
  it.each([
    ['of all', '*', null, { filter: null, of: 'acme', sees: true, actsFor: 'main' }],
    ['of all that chose one', '*', 'acme', { filter: ['acme'], of: 'main', sees: false, actsFor: 'acme' }],
    ['of one', ['acme'], null, { filter: ['acme'], of: 'main', sees: false, actsFor: 'acme' }],
    ['of several', ['acme', 'beta'], null, { filter: ['acme', 'beta'], of: 'beta', sees: true, actsFor: undefined }],
    [
      'of several and the main one',
      ['acme', 'main'],
      null,
      { filter: ['acme', 'main'], of: 'main', sees: true, actsFor: 'main' },
    ],
    ['of none', [], null, { filter: [], of: 'main', sees: false, actsFor: undefined }],
  ] as const)('%s', (_name, merchants, merchant, { filter, of, sees, actsFor }) => {
    const who = { merchants, merchant };
    expect(merchantFilter(who)).toEqual(filter);
    expect(seesMerchant(who, of)).toBe(sees);
    expect(merchantActedFor(who)).toBe(actsFor);
  });
});

describe('a scope', () => {
  const declared = { path: '/api/x', area: 'staff', vertical: 'logistics', summary: '' } as const;
  it('follows from what an endpoint is called and whether it changes anything', () => {
    expect(endpoint({ ...declared, id: 'orders.list', method: 'GET' }).scope).toBe('orders:read');
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const)
      expect(endpoint({ ...declared, id: 'orders.change', method }).scope).toBe('orders:write');
    expect(endpoint({ ...declared, id: 'maps.preview', method: 'POST', scope: 'maps:read' }).scope).toBe('maps:read');
    expect(endpoint({ ...declared, id: 'access.me', method: 'GET', scope: null }).scope).toBeNull();
  });
  it('is part of what an endpoint needs, and of what is public of nobody', () => {
    const list = endpoint({ ...declared, id: 'orders.list', method: 'GET' });
    const who = holder({ scopes: ['shipping:read'] });
    expect([whyNot(who, list), whyNot(who, { ...list, area: 'public' })]).toEqual(['scope', undefined]);
  });
  it('is a context and a mode, or all', () => {
    for (const good of ['*', 'orders:read', 'eta_model:write']) expect(scope.safeParse(good).success, good).toBe(true);
    for (const bad of [
      '',
      'orders',
      'orders:*',
      '*:read',
      'Orders:read',
      'orders:read ',
      'x orders:read',
      'orders:reads',
    ])
      expect(scope.safeParse(bad).success, bad).toBe(false);
  });
});
