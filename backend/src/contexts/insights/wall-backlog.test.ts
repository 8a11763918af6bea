/** What the wall says of work that waits. */
import { describe, expect, it } from 'vitest';
import { ordersBacklog, parcelsBacklog, unallocatedOf } from './wall-backlog.ts';

describe('orders that wait', () => {
  it('stand by what is to be done about them, with how many have waited for more than a day', () => {
    expect(
      ordersBacklog([
        { stage: 'held', count: 3, ages: [1, 0, 1, 1, 0] },
        { stage: 'backordered', count: 2, ages: [0, 0, 0, 0, 2] },
        { stage: 'partly_allocated', count: 4, ages: [1, 1, 1, 1, 0] },
        { stage: 'placed', count: 5, ages: [5, 0, 0, 0, 0] },
        { stage: 'allocated', count: 6, ages: [0, 0, 0, 3, 3] },
      ]),
    ).toEqual([
      { stage: 'On hold', count: 3, aged: 1 },
      { stage: 'Waiting for stock', count: 6, aged: 3 },
      { stage: 'Orders to ship', count: 11, aged: 6 },
    ]);
  });
  it('are none where none is open', () => {
    expect(ordersBacklog([]).map(({ count, aged }) => [count, aged])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });
});

it('parcels stand where they are, and have no age here', () => {
  const stages = parcelsBacklog(
    new Map([
      ['in_transit', 7],
      ['out_for_delivery', 2],
    ]),
  );
  expect(stages.filter(({ count }) => count > 0)).toEqual([
    { stage: 'On the way', count: 7, aged: null },
    { stage: 'Out for delivery', count: 2, aged: null },
  ]);
});

it('units without stock are summed, and the SKUs that lack most are named', () => {
  const of = (sku: string, units: number) => ({ sku, merchant: 'main', units, orders: 1 });
  expect(unallocatedOf([of('A', 9), of('B', 5), of('C', 2), of('D', 1)])).toEqual({
    units: 17,
    orders: 4,
    skus: [
      { sku: 'A', units: 9 },
      { sku: 'B', units: 5 },
      { sku: 'C', units: 2 },
    ],
  });
});
