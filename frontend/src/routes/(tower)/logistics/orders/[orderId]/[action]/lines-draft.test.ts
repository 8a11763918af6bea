/** Changing lines: only what is another is sent, and what is wrong stands where the tower would say it. */
import { expect, it } from 'vitest';
import { type LinesDraft, linesBody, linesFaults, placeOf } from './lines-draft.ts';

const order = {
  currency: 'EUR',
  lines: [
    { lineId: 'a', sku: 'MUG', quantity: 4 },
    { lineId: 'b', sku: 'CUP', quantity: 2 },
  ],
} as unknown as Parameters<typeof linesBody>[1];
const draft = (typed: LinesDraft['typed'], added: LinesDraft['added'] = []): LinesDraft => ({ typed, added });
const line = { id: 0, sku: 'PEN', name: 'Pen', available: 3, quantity: '2', price: '1.5' };

it('sends lines that are others by now, and those that are new', () => {
  expect(linesBody(draft({ a: { quantity: '4' }, b: { quantity: '3', sku: 'CUP' } }), order)).toEqual({
    lines: [{ lineId: 'b', quantity: 3 }],
  });
  expect(linesBody(draft({}, [line]), order)).toEqual({
    addLines: [{ sku: 'PEN', name: 'Pen', quantity: 2, unitPrice: 150 }],
  });
  expect(linesBody(draft({ a: { quantity: ' 4 ' } }), order)).toEqual({});
});

it('sends where it is collected and its gift note once they are others, and null for what is taken away', () => {
  const kept = { ...order, pickupAt: 'madrid', giftNote: 'For Ana' };
  const rest = (change: Partial<LinesDraft>) => linesBody({ ...draft({}), ...change }, kept);
  expect(rest({ pickupAt: 'madrid', giftNote: ' For Ana ' })).toEqual({});
  expect(rest({ pickupAt: '', giftNote: ' ' })).toEqual({ pickupAt: null, giftNote: null });
  expect(rest({ pickupAt: 'lyon', giftNote: 'For Eva' })).toEqual({ pickupAt: 'lyon', giftNote: 'For Eva' });
  expect(linesBody({ ...draft({}), pickupAt: '', giftNote: '' }, order)).toEqual({});
});

it('says what is wrong by the place among the lines that change', () => {
  const odd = draft({ a: { quantity: '4' }, b: { quantity: '0' } }, [{ ...line, price: '' }]);
  expect(linesFaults(odd, order).map(({ path }) => path)).toEqual(['lines.0.quantity', 'addLines.0.unitPrice']);
  expect([placeOf(odd, order, 'a'), placeOf(odd, order, 'b')]).toEqual([-1, 0]);
});
