/**
 * What an order may keep of what it was promised, and what it lacks, as it stands. Pure: `settle.ts` carries it out. Whatever
 * happened to the order (placed, amended, cancelled in part, held, released), this says what follows for stock.
 */
import type { Allocation } from '@gantry/shared/events/orders';
import { type CatalogProduct, type Need, type Part, stockIdOf } from '../inventory/public.ts';
import type { Order } from './order.ts';
import { type LineStanding, linesOf } from './standing.ts';

/** Products in the catalog by `stockIdOf(merchant, sku)`. */
export type Catalog = ReadonlyMap<string, CatalogProduct>;

/**
 * The products that one unit of a line is made of: the parts of a kit, else itself. Nothing for what is not in the catalog or
 * not sold from stock: of that no stock is kept, and nothing waits for it.
 */
export const partsOf = (merchant: string, { line }: Pick<LineStanding, 'line'>, catalog: Catalog): Part[] => {
  const product = catalog.get(stockIdOf(merchant, line.sku));
  if (line.fulfillmentType !== 'stock' || product?.fulfillmentType !== 'stock') return [];
  if (product.components.length === 0) return [{ sku: line.sku, stockId: product.stockId, perUnit: 1 }];
  const perSku = new Map<string, number>();
  for (const { sku, quantity } of product.components) perSku.set(sku, (perSku.get(sku) ?? 0) + quantity);
  return [...perSku].map(([sku, perUnit]) => ({ sku, stockId: stockIdOf(merchant, sku), perUnit }));
};

/** Whether an order keeps no stock at all. */
export const keepsNothing = ({ status, holds }: Order): boolean =>
  status === 'cancelled' || holds.some(({ keepsStock }) => !keepsStock);

/** Takes `quantity` units off the end of allocations, which is what would have been taken last. */
const offTheEnd = (allocations: readonly Allocation[], quantity: number): Allocation[] => {
  const released: Allocation[] = [];
  let open = quantity;
  for (const one of [...allocations].reverse()) {
    if (open <= 0) break;
    const some = Math.min(open, one.quantity);
    released.push({ ...one, quantity: some });
    open -= some;
  }
  return released;
};

const amount = (allocations: readonly Allocation[]): number =>
  allocations.reduce((sum, { quantity }) => sum + quantity, 0);

/** How many whole units of a line its allocations make up, and what of them it may not keep. */
const lineKeeps = (parts: readonly Part[], own: readonly Allocation[], open: number) => {
  // What was promised while the line was made of other parts is given back, and looked for anew.
  const ofPart = (part: Part): Allocation[] =>
    own.filter(({ sku, perUnit }) => sku === part.sku && perUnit === part.perUnit);
  const sets = parts.map((part) => Math.floor(amount(ofPart(part)) / part.perUnit));
  const kept = Math.min(open, ...sets);
  const released = [
    ...own.filter(({ sku, perUnit }) => !parts.some((part) => part.sku === sku && part.perUnit === perUnit)),
    ...parts.flatMap((part) => offTheEnd(ofPart(part), amount(ofPart(part)) - kept * part.perUnit)),
  ];
  return { kept, released };
};

/** What is to be given back, and what is to be looked for. */
export type Balance = { released: Allocation[]; needs: Need[] };

/**
 * Whether stock is looked for. Not for a held order, until it is released; but for one that is not paid yet, since who pays in
 * time is to get it: how long it stays promised is a rule of the channel.
 */
const isServed = ({ holds }: Order): boolean => holds.every(({ kind }) => kind === 'payment');

/** What of its allocations an order gives back and what its lines lack. Parts of kits are kept in whole sets only. */
export const balanceOf = (order: Order, catalog: Catalog): Balance => {
  if (keepsNothing(order)) return { released: order.allocations, needs: [] };
  const lines = linesOf(order);
  const named = new Set(lines.map(({ lineId }) => lineId));
  const released = order.allocations.filter(({ lineId }) => !named.has(lineId));
  const needs: Need[] = [];
  for (const standing of lines) {
    const { lineId, open } = standing;
    const own = order.allocations.filter((one) => one.lineId === lineId);
    const parts = partsOf(order.merchant, standing, catalog);
    const { kept, released: given } = parts.length > 0 ? lineKeeps(parts, own, open) : { kept: 0, released: own };
    released.push(...given);
    if (parts.length > 0 && open > kept) needs.push({ lineId, quantity: open - kept, parts });
  }
  return { released, needs: isServed(order) ? needs : [] };
};
