/**
 * How the shop itself sends an order that the tower has taken: from which warehouse, with which carrier, and when the label
 * is made. It stands in for the tower until that allocates and buys labels, and runs only once the tower has answered. Pure.
 */
import { distanceKm } from '@gantry/shared/values/geo';
import type { ParcelRequest } from '../actor.ts';
import { isDeliveryDay, nextOpening } from '../calendar.ts';
import { worldCarriers } from '../carrier/carriers.ts';
import { type Warehouse, warehouses } from '../data/network.data.ts';
import { randomOf } from '../random.ts';
import type { OrderPlan } from './order-plan.ts';

export type Dispatch = { warehouse: string; request: ParcelRequest };

const hour = 3_600_000;
/** When people pick and pack, by the clock of the warehouse. */
const packing = { from: 7, to: 18 };
const boxGrams = 180;

const addressOf = (warehouse: Warehouse): ParcelRequest['origin'] => ({
  company: warehouse.label,
  lines: [warehouse.street],
  city: warehouse.city,
  ...(warehouse.state === undefined ? {} : { state: warehouse.state }),
  postalCode: warehouse.postalCode,
  country: warehouse.country,
  latitude: warehouse.latitude,
  longitude: warehouse.longitude,
});

type Point = { latitude: number; longitude: number };
/** The warehouses a door may be served from, the nearest first. */
const stocked = (door: Point): readonly Warehouse[] => {
  const near = [...warehouses].sort((one, other) => distanceKm(one, door) - distanceKm(other, door));
  return near.filter(({ continent }) => continent === near[0]?.continent).slice(0, 3);
};

/** What the shop does with an order the tower calls `orderId`; `heardAt` is when it heard of that. */
export const dispatchOf = (
  seed: string,
  { key, placedAt, order }: OrderPlan,
  { orderId, heardAt }: { orderId: string; heardAt: number },
): Dispatch => {
  const random = randomOf(seed, 'dispatch', key, orderId);
  const { latitude = 0, longitude = 0 } = order.shipTo;
  const near = stocked({ latitude, longitude });
  // What the nearest warehouse has not on its shelves comes from the next.
  const warehouse = random.weighted(near, (one) => (one === near[0] ? 7 : 1));
  const carrier = random.weighted(
    worldCarriers.filter((one) => one.continents.includes(warehouse.continent)),
    (one) => one.weight,
  );
  const begun = nextOpening(placedAt, warehouse, { ...packing, open: isDeliveryDay });
  const packed = nextOpening(begun + random.between(0.3, 3) * hour, warehouse, { ...packing, open: isDeliveryDay });
  const grams = order.lines.reduce((sum, line) => sum + (line.weightGrams ?? 0) * line.quantity, 0);
  return {
    warehouse: warehouse.name,
    request: {
      carrier: carrier.name,
      service: random.pick(carrier.services),
      reference: order.number ?? order.externalId,
      origin: addressOf(warehouse),
      destination: order.shipTo,
      weightGrams: grams + boxGrams,
      at: Math.max(Math.round(packed / 1000) * 1000, heardAt),
    },
  };
};
