/** Rows stay where they are. */
import { expect, it } from 'vitest';
import { hold, merge } from './merge-rows.ts';

const row = (shipmentId: string, status = 'a') => ({ shipmentId, status });

it('changes rows in place, counts new ones and marks those that left', () => {
  const held = hold({ items: [row('3'), row('2'), row('1')], nextCursor: 'c' });
  const next = merge(held, { items: [row('4'), row('3', 'b'), row('1')], nextCursor: 'd' });
  expect(next.items).toEqual([row('3', 'b'), row('2'), row('1')]);
  expect(next.unseen).toBe(1);
  expect([...next.gone]).toEqual(['2']);
  expect(next.nextCursor).toBe('c');
});

it('does not call gone what new rows pushed off the page', () => {
  const held = hold({ items: [row('3'), row('2'), row('1')], nextCursor: 'c' });
  const next = merge(held, { items: [row('5'), row('4'), row('3')], nextCursor: 'e' });
  expect([...next.gone]).toEqual([]);
  expect(next.unseen).toBe(2);
});

it('fills an empty list at once', () => {
  expect(merge(hold({ items: [], nextCursor: null }), { items: [row('1')], nextCursor: null }).items).toHaveLength(1);
});
