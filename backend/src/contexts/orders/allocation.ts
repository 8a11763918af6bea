/**
 * What an order may keep of what it was promised, and what it lacks, as it stands. Pure: `settle.ts` carries it out. Whatever
 * happened to the order (placed, amended, cancelled in part, held, released), this says what follows for stock.
 */
import { isDeepStrictEqual } from 'node:util';
import { pickedBin } from '@gantry/shared/events/inventory/places';
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

const isPicked = ({ bin }: Allocation): boolean => bin === pickedBin;

/** Takes `quantity` units off allocations: first what nobody has picked, and of that what would have been taken last. */
const offTheEnd = (allocations: readonly Allocation[], quantity: number): Allocation[] => {
  const released: Allocation[] = [];
  let open = quantity;
  const latest = [...allocations].reverse();
  for (const one of [...latest.filter((some) => !isPicked(some)), ...latest.filter(isPicked)]) {
    if (open <= 0) break;
    const some = Math.min(open, one.quantity);
    released.push({ ...one, quantity: some });
    open -= some;
  }
  return released;
};

const amount = (allocations: readonly { quantity: number }[]): number =>
  allocations.reduce((sum, { quantity }) => sum + quantity, 0);

const isOf =
  (part: Pick<Part, 'sku' | 'perUnit'>) =>
  ({ sku, perUnit }: Pick<Part, 'sku' | 'perUnit'>): boolean =>
    sku === part.sku && perUnit === part.perUnit;

/** What left of each part before the others of its unit; nothing where units are made of other parts by now. */
const aheadOf = (parts: readonly Part[], { ahead }: LineStanding): number[] => {
  const same = ahead.length === parts.length && parts.every((part) => ahead.some(isOf(part)));
  return parts.map((part) => (same ? amount(ahead.filter(isOf(part))) : 0));
};

/**
 * What of its allocations a line keeps, part by part: what makes up whole units together with what left ahead, and what is picked
 * already as long as any unit may need it. `have` counts what left ahead as well.
 */
const lineKeeps = (parts: readonly Part[], own: readonly Allocation[], standing: LineStanding) => {
  const { open } = standing;
  // What was promised while the line was made of other parts is given back, and looked for anew.
  const ofPart = parts.map((part) => own.filter(isOf(part)));
  const ahead = aheadOf(parts, standing);
  const has = (i: number): number => amount(ofPart[i] ?? []) + (ahead[i] ?? 0);
  const whole = Math.min(open, ...parts.map(({ perUnit }, i) => Math.floor(has(i) / perUnit)));
  const have = parts.map(({ perUnit }, i) => {
    const picked = amount((ofPart[i] ?? []).filter(isPicked)) + (ahead[i] ?? 0);
    return Math.max(whole * perUnit, Math.min(picked, open * perUnit), ahead[i] ?? 0);
  });
  const released = [
    ...own.filter((one) => !parts.some((part) => isOf(part)(one))),
    ...parts.flatMap((_, i) => offTheEnd(ofPart[i] ?? [], has(i) - (have[i] ?? 0))),
  ];
  return { whole, have, released };
};

/**
 * What a line still needs, as units that need the same are asked for together: of a unit of which parts are there already only the
 * others are looked for.
 */
const needsOf = (
  parts: readonly Part[],
  { lineId, open }: LineStanding,
  { whole, have }: { whole: number; have: readonly number[] },
): Need[] => {
  const missing = (units: number): number[] =>
    parts.map(({ perUnit }, i) => Math.max(0, units * perUnit - (have[i] ?? 0)));
  const needs: Need[] = [];
  // From here on no unit finds any of its parts there.
  const fresh = Math.max(whole, ...parts.map(({ perUnit }, i) => Math.ceil((have[i] ?? 0) / perUnit)));
  for (let unit = whole + 1; unit <= Math.min(open, fresh); unit++) {
    const before = missing(unit - 1);
    const lacking = missing(unit).map((units, i) => units - (before[i] ?? 0));
    const wanted = parts.flatMap((part, i) => (lacking[i] ? [{ ...part, units: lacking[i] }] : []));
    const last = needs.at(-1);
    if (last && isDeepStrictEqual(last.parts, wanted)) needs.splice(-1, 1, { ...last, quantity: last.quantity + 1 });
    else if (wanted.length > 0) needs.push({ lineId, quantity: 1, parts: wanted });
  }
  if (open > fresh) needs.push({ lineId, quantity: open - fresh, parts });
  return needs;
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
    const { lineId } = standing;
    const promised = order.allocations.filter((one) => one.lineId === lineId);
    // What is collected in one warehouse is of no use in another.
    const own = promised.filter(({ warehouse }) => (order.content.pickupAt ?? warehouse) === warehouse);
    released.push(...promised.filter((one) => !own.includes(one)));
    const parts = partsOf(order.merchant, standing, catalog);
    if (parts.length === 0) {
      released.push(...own);
      continue;
    }
    const kept = lineKeeps(parts, own, standing);
    released.push(...kept.released);
    needs.push(...needsOf(parts, standing, kept));
  }
  return { released, needs: isServed(order) ? needs : [] };
};
