/** Orders by hand: what they lack stands at its field, and what they make is what was written. */
import { placeOrder } from '@gantry/shared/api/orders';
import { expect, it } from 'vitest';
import { addressDraft, addressOf } from '../../address/address-draft.ts';
import { bodyOf, faultsOf, lineDraft, orderDraft, totalOf } from './order-draft.ts';

const now = new Date('2026-11-28T10:00:00Z');
const empty = orderDraft('EUR', now, 0.5);

it('says what is missing by the paths of the order', () => {
  expect(faultsOf(empty).map(({ path }) => path)).toEqual([
    'lines.0.sku',
    'lines.0.unitPrice',
    'shipTo.city',
    'shipTo.country',
  ]);
  const odd = { ...empty, lines: [{ ...lineDraft(0), sku: 'A', quantity: '0', price: '1.999' }] };
  expect(faultsOf(odd).map(({ path }) => path)).toContain('lines.0.quantity');
  expect(faultsOf(odd).map(({ path }) => path)).toContain('lines.0.unitPrice');
});

it('makes an order that the tower takes', () => {
  const draft = {
    ...empty,
    email: ' ana@example.com ',
    shipTo: { ...addressDraft(), lines: '1 High Street\n\n Flat 2 ', city: 'Lyon', country: 'FR' },
    lines: [{ ...lineDraft(0), sku: ' MUG ', quantity: '3', price: '12,5' }],
  };
  expect(faultsOf(draft)).toEqual([]);
  const body = bodyOf(draft);
  expect(placeOrder.body.safeParse(body).success).toBe(true);
  expect(body).toMatchObject({
    channel: 'phone',
    externalId: 'PH-261128-I000',
    customer: { email: 'ana@example.com' },
    shipTo: { lines: ['1 High Street', 'Flat 2'], city: 'Lyon', country: 'FR' },
    lines: [{ sku: 'MUG', quantity: 3, unitPrice: 1_250 }],
  });
  expect(totalOf(draft)).toBe(3_750);
  expect(totalOf(empty)).toBeNull();
});

it('keeps the point of an address until it lies elsewhere', () => {
  const before = { city: 'Lyon', country: 'FR', latitude: 45.7, longitude: 4.8, residential: true, name: 'Ana' };
  const draft = addressDraft(before);
  expect(addressOf({ ...draft, name: 'Bo' }, before)).toEqual({ ...before, name: 'Bo' });
  expect(addressOf({ ...draft, city: 'Nice' }, before)).toEqual({
    city: 'Nice',
    country: 'FR',
    name: 'Ana',
    residential: true,
  });
});
