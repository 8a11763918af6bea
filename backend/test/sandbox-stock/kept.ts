/** What the small tower of these tests keeps: products, what lies where, and orders with what was promised to them. */
import { warehouses } from '../../src/sandbox/data/network.data.ts';
import type { Asking } from '../sandbox-actors.ts';

export type Input = Asking['input'];
export type Product = {
  components?: { sku: string; quantity: number }[];
  reorderPoint?: number;
  reorderQuantity?: number;
  vendor?: string;
};
export type Line = { lineId: string; sku: string; quantity: number; shipped: number };
export type Allocation = {
  lineId: string;
  sku: string;
  warehouse: string;
  bin: string;
  lot: string;
  quantity: number;
  perUnit: number;
};
export type KeptOrder = {
  orderId: string;
  merchant: string;
  content: unknown;
  placedAt: string;
  status: 'placed' | 'cancelled';
  pending: boolean;
  lines: Line[];
  allocations: Allocation[];
  shipments: { warehouse: string; at: string }[];
};

/** `clock` is the world's. `lacking`: orders that wait for something. `raised`: what is to be bought again. */
export const newKept = (clock: { now: number }) => ({
  clock,
  products: new Map<string, Product>(),
  listings: new Map<string, string>(),
  shelves: new Map<string, number>(),
  orders: new Map<string, KeptOrder>(),
  lacking: new Set<KeptOrder>(),
  raised: new Set<string>(),
});
export type Kept = ReturnType<typeof newKept>;

export const keyOf = (...parts: string[]): string => parts.join('|');
export const namedIn = (key: string) => {
  const [merchant = '', sku = '', warehouse = ''] = key.split('|');
  return { merchant, sku, warehouse };
};

/** What one unit of a SKU is made of: the parts of a kit, else itself. */
export const partsOf = ({ products }: Kept, merchant: string, sku: string): { sku: string; quantity: number }[] => {
  const { components = [] } = products.get(keyOf(merchant, sku)) ?? {};
  return components.length > 0 ? components : [{ sku, quantity: 1 }];
};

/** Where any of a SKU lies, by the names of the warehouses. */
export const placesOf = ({ shelves }: Kept, merchant: string, sku: string): [place: string, units: number][] =>
  warehouses
    .map(({ name }) => keyOf(merchant, sku, name))
    .flatMap((place): [string, number][] => {
      const units = shelves.get(place) ?? 0;
      return units > 0 ? [[place, units]] : [];
    });

export const availableOf = (kept: Kept, merchant: string, sku: string): number =>
  placesOf(kept, merchant, sku).reduce((sum, [, units]) => sum + units, 0);

export const lay = ({ shelves }: Kept, place: string, units: number): void => {
  shelves.set(place, (shelves.get(place) ?? 0) + units);
};

/** Units of a line that are neither gone nor promised. */
export const lackingOf = (kept: Kept, order: KeptOrder, line: Line): number => {
  const own = order.allocations.filter(({ lineId }) => lineId === line.lineId);
  const sets = partsOf(kept, order.merchant, line.sku).map(({ sku, quantity }) =>
    Math.floor(own.filter((one) => one.sku === sku).reduce((sum, one) => sum + one.quantity, 0) / quantity),
  );
  return line.quantity - line.shipped - Math.min(...sets);
};
