/**
 * How the shop itself sends an order that the tower has taken: when it is packed, with which carrier, and from where, if the
 * tower keeps no stock of it. It stands in for the tower until that buys labels, and runs only once it has answered. Pure.
 */
import { distanceKm } from '@gantry/shared/values/geo';
import type { ParcelRequest } from '../actor.ts';
import { isDeliveryDay, nextOpening } from '../calendar.ts';
import { worldCarriers } from '../carrier/carriers.ts';
import { type Warehouse, warehouses } from '../data/network.data.ts';
import { type Random, randomOf } from '../random.ts';
import type { OrderPlan } from './order-plan.ts';

export type Dispatch = { warehouse: string; request: ParcelRequest };

const hour = 3_600_000;
/** When people pick and pack, by the clock of the warehouse. */
const packing = { from: 7, to: 18 };
const boxGrams = 180;

export const warehouseAddress = (warehouse: Warehouse): ParcelRequest['origin'] => ({
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

/** Where the shop has things lie of which the tower keeps no stock: what the nearest warehouse has not comes from the next. */
const chosen = (random: Random, { order }: OrderPlan): Warehouse => {
  const { latitude = 0, longitude = 0 } = order.shipTo;
  const near = stocked({ latitude, longitude });
  return random.weighted(near, (one) => (one === near[0] ? 7 : 1));
};

/** The first moment from an instant on at which people pack in a warehouse. */
export const packingFrom = (at: number, warehouse: Warehouse): number =>
  nextOpening(at, warehouse, { ...packing, open: isDeliveryDay });

/** A warehouse of the world by its name; undefined for one that people have added. */
export const warehouseNamed = (name: string): Warehouse | undefined => warehouses.find((one) => one.name === name);

const gramsOf = ({ order }: OrderPlan): number =>
  order.lines.reduce((sum, line) => sum + (line.weightGrams ?? 0) * line.quantity, 0);

/** What a parcel of an order holds and bears; all of the order under its number when left out. */
export type Content = { reference: string; grams: number };

/** What of an order is known when it is sent. `from`: the warehouse it was allocated to; `at`: when that is done. */
export type Sending = { orderId: string; heardAt: number; from?: Warehouse; at?: number; content?: Content };

/** What the shop does with an order the tower calls `orderId`; `heardAt` is when it heard of that. */
export const dispatchOf = (seed: string, plan: OrderPlan, { orderId, heardAt, ...sending }: Sending): Dispatch => {
  const { key, placedAt, order } = plan;
  const random = randomOf(seed, 'dispatch', key, orderId);
  const own = chosen(random, plan);
  const warehouse = sending.from ?? own;
  const carrier = random.weighted(
    worldCarriers.filter((one) => one.continents.includes(warehouse.continent)),
    (one) => one.weight,
  );
  const packed = packingFrom(packingFrom(placedAt, warehouse) + random.between(0.3, 3) * hour, warehouse);
  const content = sending.content ?? { reference: order.number ?? order.externalId, grams: gramsOf(plan) };
  return {
    warehouse: warehouse.name,
    request: {
      carrier: carrier.name,
      service: random.pick(carrier.services),
      reference: content.reference,
      origin: warehouseAddress(warehouse),
      destination: order.shipTo,
      weightGrams: content.grams + boxGrams,
      at: Math.max(Math.round((sending.at ?? packed) / 1000) * 1000, heardAt),
    },
  };
};
