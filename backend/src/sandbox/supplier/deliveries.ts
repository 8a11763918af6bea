/**
 * What a vendor of the world makes of a purchase order: on which day it comes, in how many parts, and what goes wrong. It
 * follows from the order alone, so that a restart delivers the same again, which books nothing twice. Pure.
 */
import type { PurchaseOrder, receivePurchaseOrder } from '@gantry/shared/api/inventory/purchasing';
import type { z } from 'zod';
import { clockOf, dayMs, isDeliveryDay, nextOpening } from '../calendar.ts';
import { products } from '../data/catalog.data.ts';
import { warehouses } from '../data/network.data.ts';
import { vendors } from '../data/supply.data.ts';
import { type Random, randomOf } from '../random.ts';
import { caseSize } from '../stock/assortment.ts';
import { expiryOf } from '../stock/quantities.ts';

export type Wanted = Pick<
  PurchaseOrder,
  'purchaseOrderId' | 'vendor' | 'warehouse' | 'expectedOn' | 'placedAt' | 'lines'
>;
export type DeliveryBody = z.input<(typeof receivePurchaseOrder)['body']>;
export type Delivery = { at: number; body: DeliveryBody };

/** Of a hundred orders or lines, how many go another way. */
const shares = { late: 0.08, inParts: 0.2, short: 0.04, over: 0.03, broken: 0.05, unexpected: 0.015 };
/** When trucks are unloaded, by the clock of the warehouse. */
const dock = { from: 7, to: 15 };

const leadDaysOf = (name: string): number => vendors.find(({ vendor }) => vendor === name)?.leadTimeDays ?? 3;
const dayOfText = (day: string): number => Date.parse(day) / dayMs;

/** The day that a vendor names when it will be late; null for nearly all. */
export const latenessOf = (seed: string, { purchaseOrderId, vendor, placedAt, expectedOn }: Wanted): string | null => {
  const random = randomOf(seed, 'late', purchaseOrderId);
  if (!random.chance(shares.late) || expectedOn === null) return null;
  const usual = Math.floor(Date.parse(placedAt) / dayMs) + leadDaysOf(vendor);
  // Who was told another day already does not tell a third.
  if (dayOfText(expectedOn) > usual + 1) return null;
  return new Date((dayOfText(expectedOn) + random.whole(2, 4)) * dayMs).toISOString().slice(0, 10);
};

/** When a truck is unloaded that comes on a day, in a warehouse of the world or of people's own. */
const unloadedOn = (day: number, warehouse: string, random: Random): number => {
  const spot = warehouses.find(({ name }) => name === warehouse);
  if (!spot) return day * dayMs + random.between(8, 14) * 3_600_000;
  const arrives = clockOf(day, dock.from + random.between(0, dock.to - dock.from), spot);
  return Math.round(nextOpening(arrives, spot, { ...dock, open: isDeliveryDay }));
};

type Line = Wanted['lines'][number];
type Came = { sku: string; accepted: number; damaged: number };

/** What is sent of a line, and what of it is whole when it comes. */
const cameOf = ({ sku, quantity }: Line, random: Random): Came => {
  const less = random.chance(shares.short) ? Math.ceil(quantity * random.between(0.04, 0.15)) : 0;
  const more = less === 0 && random.chance(shares.over) ? Math.ceil(quantity * random.between(0.02, 0.06)) : 0;
  const sent = quantity - less + more;
  const damaged = random.chance(shares.broken) ? Math.min(sent, Math.ceil(quantity * random.between(0.01, 0.04))) : 0;
  return { sku, accepted: sent - damaged, damaged };
};

const first = ({ sku, accepted, damaged }: Came, part: number): Came => ({
  sku,
  accepted: Math.floor(accepted * part),
  damaged: Math.floor(damaged * part),
});
const rest = (whole: Came, some: Came): Came => ({
  sku: whole.sku,
  accepted: whole.accepted - some.accepted,
  damaged: whole.damaged - some.damaged,
});

const lineOf = ({ sku, accepted, damaged }: Came, at: number): DeliveryBody['lines'][number] => {
  const expiresOn = expiryOf(products.find((one) => one.sku === sku)?.keepsDays, at);
  // Whole cases are counted as cases.
  const counted =
    accepted > 0 && accepted % caseSize === 0
      ? { packs: { count: accepted / caseSize, size: caseSize } }
      : { accepted };
  return { sku, ...counted, damaged, ...(expiresOn === undefined ? {} : { expiresOn }) };
};

const bodyOf = (receiptId: string, came: readonly Came[], { at, last }: { at: number; last: boolean }): Delivery => {
  const some = came.filter(({ accepted, damaged }) => accepted + damaged > 0);
  return { at, body: { receiptId, lines: (some.length > 0 ? some : came).map((one) => lineOf(one, at)), last } };
};

/** Everything that comes of an order, as it is expected now. */
export const deliveriesOf = (seed: string, order: Wanted): Delivery[] => {
  const { purchaseOrderId, vendor, warehouse, expectedOn, placedAt, lines } = order;
  const random = randomOf(seed, 'delivery', purchaseOrderId);
  const usual = Math.floor(Date.parse(placedAt) / dayMs) + leadDaysOf(vendor);
  const day = expectedOn === null ? usual : dayOfText(expectedOn);
  const ordered = lines.filter(({ quantity }) => quantity > 0);
  const came = ordered.map((line) => cameOf(line, random));
  const inParts = random.chance(shares.inParts);
  const [spare] = ordered;
  if (random.chance(shares.unexpected) && spare) {
    const other = products.find(
      ({ sku, parts }) =>
        !parts && sku.slice(0, 3) === spare.sku.slice(0, 3) && ordered.every((line) => line.sku !== sku),
    );
    if (other) came.push({ sku: other.sku, accepted: random.whole(2, 8), damaged: 0 });
  }
  const at = Math.max(unloadedOn(day, warehouse, random), Date.parse(placedAt));
  if (!inParts) return [bodyOf('delivery-1', came, { at, last: true })];
  const part = random.between(0.4, 0.7);
  const some = came.map((one) => first(one, part));
  const second = unloadedOn(day + random.whole(1, 2), warehouse, random);
  return [
    bodyOf('delivery-1', some, { at, last: false }),
    bodyOf(
      'delivery-2',
      came.map((one, n) => rest(one, some[n] ?? one)),
      { at: Math.max(second, at + 1), last: true },
    ),
  ];
};
