/** Who is refused, and in what words: a key that is missing is not a key that may too little. */
import type { Caller } from '@gantry/shared/caller';
import { describe, expect, it } from 'vitest';
import { insist } from './admission.ts';

const caller = (more: Partial<Caller>): Caller => ({
  id: 'key_1',
  name: 'a key',
  kind: 'api',
  area: 'staff',
  verticals: ['logistics', 'ecommerce'],
  scopes: ['*'],
  merchants: '*',
  merchant: null,
  ...more,
});
const orders = { area: 'staff', vertical: 'ecommerce', scope: 'orders:read', operator: true } as const;

describe('insist', () => {
  it.each([
    ['nobody', { id: 'anonymous', kind: 'anonymous', area: 'public' } as const, 'key_needed'],
    [
      'a visitor of the sandbox',
      { id: 'anonymous', kind: 'kiosk', area: 'personal', verticals: ['logistics'] } as const,
      'key_needed',
    ],
    ['a key of a lower area', { area: 'personal' } as const, 'area_needed'],
    ['a key without the vertical', { verticals: ['logistics'] } as const, 'vertical_needed'],
    ['a key of one merchant', { merchants: ['acme'] } as const, 'operator_needed'],
    ['a key without the scope', { scopes: ['orders:write'] } as const, 'scope_needed'],
  ])('refuses %s', (_, more, code) => {
    expect(() => insist(caller({ ...more } as Partial<Caller>), orders)).toThrow(expect.objectContaining({ code }));
  });
  it('lets a visitor of the sandbox do what a kiosk may', () => {
    const visitor = caller({ id: 'anonymous', kind: 'kiosk', area: 'personal', verticals: ['logistics'] });
    expect(() => insist(visitor, { area: 'personal', vertical: 'logistics' })).not.toThrow();
  });
});
