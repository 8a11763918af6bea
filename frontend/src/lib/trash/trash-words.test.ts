/** What is said of entries of the Trash, and where they lead. */
import { expect, it } from 'vitest';
import { linksOf } from './trash-links.ts';
import { aboutReason, actorWords, reasonWords } from './trash-words.ts';

it('a reason has words, also one that nobody has written any for', () => {
  expect([reasonWords('sku_unmapped'), reasonWords('carrier_is_odd')]).toEqual([
    'Listing not mapped',
    'Carrier is odd',
  ]);
  expect([aboutReason('sku_unmapped').length > 0, aboutReason('carrier_is_odd')]).toEqual([true, '']);
});

it('who did something is a person by name, or the tower', () => {
  expect(
    [
      { actor: 'per_1', actorName: 'Ana' },
      { actor: 'system:trash', actorName: null },
      { actor: 'key_9', actorName: null },
    ].map(actorWords),
  ).toEqual(['Ana', 'the tower', 'key_9']);
});

it('an entry leads to its order and audit, and to what its message or its event names by an id of that kind', () => {
  const order = { orderId: 'ord_1', number: 'ORD-1', placed: true };
  const hrefs = (payload: unknown, of: typeof order | null = null) =>
    linksOf({ order: of, payload }).map(({ href }) => href);
  expect(hrefs({}, order)).toEqual([
    '/logistics/orders/ord_1',
    '/logistics/audit/ord_1',
    '/logistics/trash?orderId=ord_1',
  ]);
  expect(hrefs({ shipmentId: 'shp_1', rmaId: 7, fulfillmentId: 'javascript:1' })).toEqual([
    '/logistics/tracking/shp_1',
  ]);
  expect(hrefs({ name: 'shipping.x', payload: { shipmentId: 'shp_2' } })).toEqual(['/logistics/tracking/shp_2']);
  expect(hrefs(null, { ...order, placed: false })).toEqual(['/logistics/trash?orderId=ord_1']);
  expect(hrefs(null)).toEqual([]);
});
