/**
 * What an order wants of the floor as it stands: units promised to it by warehouse, units that vendors send, units of which there
 * is nothing to carry. Pure.
 */
import type { FulfillmentLine } from '@gantry/shared/events/fulfillment';
import { pickedBin } from '@gantry/shared/events/inventory/places';
import type { Allocation } from '@gantry/shared/events/orders';
import { slug } from '@gantry/shared/vocabulary/channels';
import type { FulfillmentKind, Priority } from '@gantry/shared/vocabulary/fulfillment';
import type { ShipPolicy } from '@gantry/shared/vocabulary/orders';
import { type CatalogProduct, stockIdOf } from '../../inventory/public.ts';
import { type LineStanding, linesOf, type Order } from '../../orders/public.ts';

/** A line with what of it is picked already, by lot. */
export type WantedLine = FulfillmentLine & { picked: { lot: string; quantity: number }[] };
/** What one place does of an order. */
export type Place = { kind: FulfillmentKind; warehouse: string | null; vendor: string | null };
export type WantedGroup = Place & { lines: WantedLine[] };

export type OrderWork = {
  order: Order;
  priority: Priority;
  held: boolean;
  /** Whether more may be planned than is: not while it is held, and not before it is complete where it leaves in one. */
  grows: boolean;
  groups: WantedGroup[];
};

/** Products by `stockIdOf`, and whether an order leaves in parts. */
export type Surroundings = { catalog: ReadonlyMap<string, CatalogProduct>; policy: ShipPolicy };

export const placeKeyOf = ({ kind, warehouse, vendor }: Place): string => JSON.stringify([kind, warehouse, vendor]);
export const lineKeyOf = ({ lineId, sku }: { lineId: string; sku: string }): string => JSON.stringify([lineId, sku]);

const sum = (all: readonly { quantity: number }[]): number => all.reduce((units, { quantity }) => units + quantity, 0);

const lineOf = (some: readonly Allocation[], name: string): WantedLine[] => {
  const [first] = some;
  if (!first) return [];
  const { lineId, sku, perUnit } = first;
  const lots = Map.groupBy(
    some.filter(({ bin }) => bin === pickedBin),
    ({ lot }) => lot,
  );
  const picked = [...lots].map(([lot, ones]) => ({ lot, quantity: sum(ones) }));
  return [{ lineId, sku, name, quantity: sum(some), perUnit, picked }];
};

/** Units promised to it, by the warehouse they are picked in. */
const fromShelves = ({ allocations, content, merchant }: Order, { catalog }: Surroundings): WantedGroup[] =>
  [...Map.groupBy(allocations, ({ warehouse }) => warehouse)].map(([warehouse, some]) => ({
    kind: content.pickupAt === warehouse ? 'pickup' : 'ship',
    warehouse,
    vendor: null,
    lines: [...Map.groupBy(some, lineKeyOf).values()].flatMap((ones) =>
      lineOf(ones, catalog.get(stockIdOf(merchant, ones[0]?.sku ?? ''))?.name ?? ''),
    ),
  }));

type Direct = { kind: 'dropship' | 'digital'; vendor: string | null };

/** How a line reaches the customer without our shelves; undefined where it is kept there, or is made to order. */
const directOf = ({ line }: LineStanding, product: CatalogProduct | undefined): Direct | undefined => {
  const type = line.fulfillmentType === 'stock' ? product?.fulfillmentType : line.fulfillmentType;
  if (type === 'digital') return { kind: type, vendor: null };
  if (type !== 'dropship') return undefined;
  const named = slug.safeParse(line.vendor?.trim().toLowerCase());
  return { kind: type, vendor: named.success ? named.data : (product?.vendor ?? null) };
};

const withoutShelves = (order: Order, { catalog }: Surroundings): WantedGroup[] => {
  const lines = linesOf(order).flatMap((standing) => {
    const { lineId, line, open } = standing;
    const product = catalog.get(stockIdOf(order.merchant, line.sku));
    const direct = directOf(standing, product);
    if (!direct || open === 0 || order.status === 'cancelled') return [];
    const wanted: WantedLine = {
      lineId,
      sku: line.sku,
      name: product?.name ?? '',
      quantity: open,
      perUnit: 1,
      picked: [],
    };
    return [{ direct, wanted }];
  });
  const groups = Map.groupBy(lines, ({ direct }) => JSON.stringify([direct.kind, direct.vendor]));
  return [...groups.values()].flatMap((some) => {
    const [first] = some;
    return first ? [{ ...first.direct, warehouse: null, lines: some.map(({ wanted }) => wanted) }] : [];
  });
};

const urgent = ['vip', 'enterprise'];

/** What an order wants of the floor. */
export const workOf = (order: Order, around: Surroundings): OrderWork => {
  const held = order.holds.length > 0;
  const waits = around.policy === 'ship_complete' && order.waiting.length > 0;
  return {
    order,
    priority: urgent.includes(order.content.customer.tier) ? 'high' : 'normal',
    held,
    grows: order.status === 'placed' && !held && !waits,
    groups: order.content.history ? [] : [...fromShelves(order, around), ...withoutShelves(order, around)],
  };
};
