/** Rows stay where they are while somebody points at them. */
import { expect, it } from 'vitest';
import { patched } from './steady-rows.ts';

const row = (id: string, status = 'a') => ({ id, status });
const keyOf = ({ id }: { id: string }) => id;
const shown = [row('3'), row('2'), row('1')];

it('take their newest values in place; new ones are counted and those that left are marked', () => {
  const next = patched(shown, [row('4'), row('3', 'b'), row('1')], { keyOf, more: false });
  expect(next.rows).toEqual([row('3', 'b'), row('2'), row('1')]);
  expect(next.unseen).toBe(1);
  expect([...next.gone]).toEqual(['2']);
});

it('are not gone when new rows pushed them off the page', () => {
  const next = patched(shown, [row('5'), row('4'), row('3')], { keyOf, more: true });
  expect([...next.gone]).toEqual([]);
  expect(next.unseen).toBe(2);
});

it('are gone where no page is behind them', () => {
  expect([...patched(shown, [row('3')], { keyOf, more: false }).gone]).toEqual(['2', '1']);
});
