/** The events of an order as its page shows them: what is a detail, and who did it. */
import { expect, it } from 'vitest';
import { byWhom, isDetail } from './story-words.ts';

it('tells details from news, and who did it', () => {
  expect([isDetail('orders.order_held'), isDetail('inventory.stock_moved')]).toEqual([false, true]);
  expect([byWhom('per_a', 'per_a'), byWhom('per_b', 'per_a'), byWhom('system:erp', 'per_a')]).toEqual([
    'by you',
    'by person per_b',
    '',
  ]);
});
