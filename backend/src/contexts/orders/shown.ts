/** Orders as staff read them: each line as it stands, and when what it waits for is expected. */
import * as api from '@gantry/shared/api/orders';
import type { Platform } from '../../platform/platform.ts';
import { erasedIn, withoutAreas } from '../../platform/privacy/erased.ts';
import { type CatalogProduct, type Expected, type Inventory, stockIdOf } from '../inventory/public.ts';
import { partsOf } from './allocation.ts';
import type { Order } from './order.ts';
import { type LineStanding, linesOf, stageOf, unitsOf } from './standing.ts';

type Shown = { database: Platform['database']; inventory: Inventory };

const withoutArea = withoutAreas(api.order);

type Supply = { products: ReadonlyMap<string, CatalogProduct>; expected: readonly Expected[] };

/** The day on which all that a line waits for is expected; null where of some of it nobody knows. */
const expectedFor = (order: Order, lineId: string, { expected }: Supply): string | null => {
  const days = order.waiting
    .filter((one) => one.lineId === lineId)
    .map(({ sku }) => expected.find(({ stockId }) => stockId === stockIdOf(order.merchant, sku))?.expectedOn ?? null);
  return days.length === 0 || days.includes(null) ? null : (days.sort().at(-1) ?? null);
};

/** Whole units of a line that are promised, what left ahead of them counted in. */
const allocatedOf = (order: Order, { lineId, ahead, ...standing }: LineStanding, { products }: Supply): number => {
  const own = order.allocations.filter((one) => one.lineId === lineId);
  const parts = partsOf(order.merchant, standing, products).map((part) => ({ ...part, quantity: 0 }));
  return own.length === 0 ? 0 : unitsOf([...parts, ...ahead, ...own]);
};

const standing = (order: Order, supply: Supply): api.Order['lines'] =>
  linesOf(order).map((one) => {
    const { lineId, line, cancelled, shipped, ahead } = one;
    const open = order.status === 'cancelled' ? 0 : one.open;
    const product = supply.products.get(stockIdOf(order.merchant, line.sku));
    const tracked = line.fulfillmentType === 'stock' && product?.fulfillmentType === 'stock';
    const allocated = allocatedOf(order, one, supply);
    return {
      ...line,
      lineId,
      cancelled,
      shipped,
      open,
      allocated,
      waiting: order.waiting.some((some) => some.lineId === lineId) ? Math.max(0, open - allocated) : 0,
      openParts: ahead.map(({ sku, perUnit, quantity }) => ({
        sku,
        shipped: shipped * perUnit + quantity,
        open: Math.max(0, open * perUnit - quantity),
      })),
      tracked,
      expectedOn: expectedFor(order, lineId, supply),
    };
  });

const supplyOf = async ({ database, inventory }: Shown, orders: readonly Order[]): Promise<Supply> => {
  const named = orders.flatMap(({ merchant, content }) => content.lines.map(({ sku }) => ({ merchant, sku })));
  const waited = orders.flatMap(({ merchant, waiting }) => waiting.map(({ sku }) => stockIdOf(merchant, sku)));
  const [products, expected] = await Promise.all([
    inventory.products(database, named),
    waited.length > 0 ? inventory.expected(database, [...new Set(waited)]) : [],
  ]);
  return { products, expected };
};

/** Numbers of the orders that orders are merged with, by their ids; most are merged with none. */
const mergedNumbers = async ({ database }: Shown, orders: readonly Order[]): Promise<Map<string, string>> => {
  const ids = [...new Set(orders.flatMap(({ merge }) => merge?.orderIds ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await database.rows<{ id: string; number: string }>(
    'SELECT id, number FROM orders WHERE id = ANY($1::text[])',
    ids,
  );
  return new Map(rows.map(({ id, number }) => [id, number]));
};

const mergeOf = ({ orderId, merge }: Order, numbers: ReadonlyMap<string, string>): api.Order['merge'] =>
  merge && {
    ...merge,
    numbers: merge.orderIds.flatMap((id) => (id === orderId ? [] : (numbers.get(id) ?? []))),
  };

/** Makes what staff read of orders. */
export const shownOf = async (needs: Shown, orders: readonly Order[]): Promise<(order: Order) => api.Order> => {
  const ids = orders.map(({ orderId }) => orderId);
  const [erased, versions, supply, numbers] = await Promise.all([
    erasedIn(needs.database, 'orders', ids),
    needs.database.rows<{ id: string; version: number }>(
      'SELECT id, version FROM orders WHERE id = ANY($1::text[])',
      ids,
    ),
    supplyOf(needs, orders),
    mergedNumbers(needs, orders),
  ]);
  const versionOf = new Map(versions.map(({ id, version }) => [id, version]));
  return (state: Order): api.Order => {
    const { content, cancelled: _, byHand: __, saidAt: ___, issued, ...order } = state;
    const erasedAt = erased.get(order.orderId) ?? null;
    const whole = {
      ...content,
      ...order,
      lines: standing(state, supply),
      stage: stageOf(state),
      merge: mergeOf(state, numbers),
      shipments: issued.map(({ shipmentId }) => shipmentId),
      version: versionOf.get(order.orderId) ?? 1,
      erasedAt,
    };
    return erasedAt === null ? whole : withoutArea(whole);
  };
};
