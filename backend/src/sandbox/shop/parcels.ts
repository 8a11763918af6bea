/**
 * What of an order can be sent as the tower says it stands: a parcel for each warehouse that something of it was allocated
 * to. What waits for stock is waited for, a day and a half at most where the rest could leave without it. Pure.
 */
import type { Order } from '@gantry/shared/api/orders';

export type OrderStanding = Pick<
  Order,
  'stage' | 'lines' | 'allocations' | 'waiting' | 'shipments' | 'shipPolicy' | 'placedAt'
>;
/** Units of lines that leave together; `warehouse` null where the tower keeps no stock of them. */
export type Parcel = { warehouse: string | null; lines: { lineId: string; quantity: number }[]; grams: number };

/**
 * `over`: nothing is left to send. `given_up`: it was waited for too long. `wait`: nothing can be sent now. `send`: parcels,
 * and whether something of the order stays behind.
 */
export type Verdict = { what: 'over' | 'given_up' | 'wait' } | { what: 'send'; parcels: Parcel[]; rest: boolean };

const hour = 3_600_000;
/** How long what is there waits for the rest, and how long anybody waits at all. */
const together = 36 * hour;
const patience = 12 * 24 * hour;

type Line = OrderStanding['lines'][number];
type Share = { lineId: string; warehouse: string | null; quantity: number; grams: number };

/** A line's units by warehouse; those of a kit leave together, from where most of its parts lie. */
const sharesOf = (line: Line, allocations: OrderStanding['allocations']): Share[] => {
  const { lineId, weightGrams = 0 } = line;
  const share = (warehouse: string | null, quantity: number): Share[] =>
    quantity > 0 ? [{ lineId, warehouse, quantity, grams: quantity * weightGrams }] : [];
  if (!line.tracked) return share(null, line.open);
  const own = allocations.filter((one) => one.lineId === lineId);
  const units = new Map<string, number>();
  for (const { warehouse, quantity } of own) units.set(warehouse, (units.get(warehouse) ?? 0) + quantity);
  const ranked = [...units].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  const isKit = own.some(({ sku }) => sku !== line.sku);
  return isKit
    ? share(ranked[0]?.[0] ?? null, line.allocated)
    : ranked.flatMap(([warehouse, quantity]) => share(warehouse, quantity));
};

/** Parcels by warehouse in the order of their names; what no stock is kept of goes along with the first. */
const parcelsOf = ({ lines, allocations }: OrderStanding): Parcel[] => {
  const shares = lines.filter(({ open }) => open > 0).flatMap((line) => sharesOf(line, allocations));
  const named = [...new Set(shares.flatMap(({ warehouse }) => warehouse ?? []))].sort();
  const [first = null] = named;
  return (named.length > 0 ? named : [null])
    .map((warehouse) => {
      const own = shares.filter((one) => (one.warehouse ?? first) === warehouse);
      return {
        warehouse,
        lines: own.map(({ lineId, quantity }) => ({ lineId, quantity })),
        grams: own.reduce((sum, { grams }) => sum + grams, 0),
      };
    })
    .filter((parcel) => parcel.lines.length > 0);
};

const ended = ['cancelled', 'shipped'];

/** What its shop does with an order now. */
export const verdictOn = (order: OrderStanding, now: number): Verdict => {
  if (ended.includes(order.stage) || order.lines.every(({ open }) => open === 0)) return { what: 'over' };
  const age = now - Date.parse(order.placedAt);
  const rest = order.waiting.length > 0;
  const waits = order.stage === 'held' || (rest && (age < together || order.shipPolicy === 'ship_complete'));
  const parcels = waits ? [] : parcelsOf(order);
  if (parcels.length > 0) return { what: 'send', parcels, rest };
  return { what: age > patience ? 'given_up' : 'wait' };
};
