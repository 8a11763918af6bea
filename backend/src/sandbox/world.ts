/**
 * The sandbox world as a pure plan: from a seed, a day and a number to one parcel with its order, its shipment and every
 * scan it will ever get. One seed is one world, on any machine and after any restart.
 */
import type { orderInput } from '@gantry/shared/api/orders';
import type { shipmentInput } from '@gantry/shared/api/shipping';
import { usualTimeZoneOf } from '@gantry/shared/values/time-zone';
import { DateTime } from 'luxon';
import type { z } from 'zod';
import { type CarrierTraits, carriers } from './data/carriers.data.ts';
import { channels, familyNames, givenNames, products, streets } from './data/catalog.data.ts';
import { realCarriers } from './data/real-carriers.data.ts';
import { type Dials, defaultDials } from './dials.ts';
import { type Ending, type PlannedScan, planJourney } from './journey.ts';
import { type Random, randomOf } from './random.ts';
import { drawRoute, type Route, type Stop, usualHours } from './route.ts';

export type OrderInput = z.input<typeof orderInput>;
export type ShipmentInput = Omit<z.input<typeof shipmentInput>, 'orderId'>;

export type ParcelPlan = {
  /** `<day number>-<n>`: the day counts from 1970. */
  key: string;
  placedAt: number;
  order: OrderInput;
  /** Null for an order that is never shipped. */
  shipment: { at: number; input: ShipmentInput } | null;
  cancelledAt: number | null;
  carrier: string;
  trackingNumber: string;
  scans: PlannedScan[];
  ending: Ending | 'cancelled' | 'broken';
};

export type WorldOptions = { seed: string; dials?: Dials };

const hour = 3_600_000;
export const dayLength = 86_400_000;
/** How busy each hour of a UTC day is: Europe's day and America's overlap, and the nights are quiet, never dead. */
const busy = [
  0.75, 0.65, 0.55, 0.5, 0.5, 0.55, 0.65, 0.8, 0.95, 1.1, 1.2, 1.25, 1.3, 1.35, 1.4, 1.4, 1.4, 1.35, 1.3, 1.3, 1.25,
  1.15, 1, 0.85,
];
const busyInAll = busy.reduce((sum, one) => sum + one, 0);

/** The moment of the n-th order of a day, in milliseconds from midnight: ever later, at the pace of the hours. */
const momentOf = (n: number, perDay: number): number => {
  let left = ((n + 0.5) / perDay) * busyInAll;
  for (const [index, weight] of busy.entries()) {
    if (left < weight) return Math.round((index + left / weight) * 3600) * 1000;
    left -= weight;
  }
  return dayLength - 1000;
};

/** When the n-th order of a day is placed, in milliseconds since 1970. */
export const placedAtOf = (day: number, n: number, perDay: number): number => day * dayLength + momentOf(n, perDay);

const drawLines = (random: Random): NonNullable<OrderInput['lines']> =>
  Array.from({ length: random.weighted([1, 2, 3], (count) => [0, 6, 3, 1][count] ?? 0) }, () => random.pick(products))
    .filter((product, index, list) => list.indexOf(product) === index)
    .map((product) => ({
      sku: product.sku,
      name: product.name,
      quantity: random.weighted([1, 2, 3], (count) => [0, 8, 2, 1][count] ?? 0),
      unitPrice: product.cents,
      weightGrams: product.grams,
      dimensionsMm: {
        length: product.millimetres[0],
        width: product.millimetres[1],
        height: product.millimetres[2],
      },
    }));

const drawPerson = (random: Random, door: Stop) => {
  const given = random.pick(givenNames);
  const family = random.pick(familyNames);
  const plain = `${given}.${family}`
    .normalize('NFD')
    .replace(/[^A-Za-z.]/g, '')
    .toLowerCase();
  const tiers = { standard: 8, premium: 2, vip: 1 } as const;
  return {
    customer: {
      id: `sbx-${random.whole(1, 40_000)}`,
      email: `${plain}@example.invalid`,
      tier: random.weighted(['standard', 'premium', 'vip'] as const, (tier) => tiers[tier]),
    },
    shipTo: {
      name: `${given} ${family}`,
      lines: [`${random.whole(1, 180)} ${random.pick(streets[door.continent] ?? ['Street'])}`],
      city: door.city,
      ...(door.state === undefined ? {} : { state: door.state }),
      postalCode: door.postalCode,
      country: door.country,
      latitude: door.latitude,
      longitude: door.longitude,
      residential: true,
    },
  };
};

const drawOrder = (
  key: string,
  placedAt: number,
  world: { random: Random; route: Route; carrier: CarrierTraits },
): OrderInput => {
  const { random, route, carrier } = world;
  const { door } = route;
  const zone = usualTimeZoneOf(door.country, door.state) ?? 'UTC';
  const promised = placedAt + (usualHours(route, carrier) * 1.25 + 3) * hour;
  return {
    channel: random.pick(channels),
    externalId: `SBX-${key}`,
    number: `SB${key.replace('-', '')}`,
    ...drawPerson(random, door),
    lines: drawLines(random),
    currency: door.continent === 'america' ? 'USD' : 'EUR',
    placedAt: new Date(placedAt).toISOString(),
    deliverBy: DateTime.fromMillis(promised, { zone }).toISODate() ?? '',
    deliverByTimeZone: zone,
    shipBy: new Date(placedAt + 8 * hour).toISOString(),
  };
};

/** A carrier with a real format writes its numbers its own way; both hold the day and the number of the parcel. */
const numberFor = (carrier: CarrierTraits, digits: string): string => {
  const real = realCarriers.find(({ name }) => name === carrier.name);
  return real
    ? real.number(digits.padStart(10, '0'))
    : `${carrier.name.slice(0, 2).toUpperCase()}${digits.padStart(12, '0')}`;
};

const allCarriers: readonly CarrierTraits[] = [...carriers, ...realCarriers];

const drawShipment = (
  order: OrderInput,
  draw: { at: number; random: Random; route: Route; carrier: CarrierTraits },
) => {
  const { warehouse } = draw.route;
  const grams = order.lines.reduce((sum, line) => sum + (line.weightGrams ?? 0) * line.quantity, 0);
  const input: ShipmentInput = {
    reference: 'parcel-1',
    carrier: draw.carrier.name,
    service: draw.random.pick(draw.carrier.services),
    trackingNumber: numberFor(draw.carrier, order.externalId.replace(/\D/g, '')),
    warehouse: warehouse.name,
    origin: {
      company: warehouse.label,
      lines: [warehouse.street],
      city: warehouse.city,
      ...(warehouse.state === undefined ? {} : { state: warehouse.state }),
      postalCode: warehouse.postalCode,
      country: warehouse.country,
      latitude: warehouse.latitude,
      longitude: warehouse.longitude,
    },
    packages: [{ weightGrams: grams + 180 }],
    cost: { amount: 380 + Math.round(grams / 25) + draw.random.whole(0, 240), currency: order.currency },
    createdAt: new Date(draw.at).toISOString(),
  };
  return { at: draw.at, input };
};

/** The n-th parcel of a day (days counted from 1970, UTC). */
export const planParcel = (options: WorldOptions, day: number, n: number): ParcelPlan => {
  const dials = options.dials ?? defaultDials;
  const key = `${day}-${String(n).padStart(5, '0')}`;
  const random = randomOf(options.seed, day, n);
  const placedAt = placedAtOf(day, n, dials.perDay);
  const route = drawRoute(random);
  const carrier = random.weighted(
    allCarriers.filter((one) => one.continents.includes(route.warehouse.continent)),
    (one) => one.weight,
  );
  const order = drawOrder(key, placedAt, { random, route, carrier });
  const createdAt = placedAt + Math.round(random.between(0.2, 2.6) * 3600) * 1000;
  const shipment = drawShipment(order, { at: createdAt, random, route, carrier });
  const trackingNumber = shipment.input.trackingNumber;
  const plan = { key, placedAt, order, carrier: carrier.name, trackingNumber };
  if (random.chance(dials.broken)) {
    return { ...plan, order: { ...order, lines: [] }, shipment: null, cancelledAt: null, scans: [], ending: 'broken' };
  }
  if (random.chance(0.006)) {
    const cancelledAt = placedAt + Math.round(random.between(0.05, 0.2) * 3600) * 1000;
    return { ...plan, shipment: null, cancelledAt, scans: [], ending: 'cancelled' };
  }
  const journey = planJourney(route, carrier, { createdAt, random, fate: dials });
  return { ...plan, shipment, cancelledAt: null, ...journey };
};

/** The number of the UTC day an instant (milliseconds) falls into. */
export const dayOf = (at: number): number => Math.floor(at / dayLength);

/** All parcels ordered on the UTC day that begins at `dayStart`, each with its whole future. */
export const planDay = (seed: string, dayStart: Date, dials: Dials = defaultDials): ParcelPlan[] =>
  Array.from({ length: dials.perDay }, (_, n) => planParcel({ seed, dials }, dayOf(dayStart.getTime()), n));
