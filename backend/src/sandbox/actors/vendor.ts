/**
 * A vendor that sends to customers itself: it takes the orders it is sent, confirms them within minutes, now and then rejects one,
 * and ships with the number of a carrier, mostly in time. Nothing is remembered: the tower knows what is open, and when it was sent.
 */
import { changeDropship, listDropships } from '@gantry/shared/api/fulfillment/collecting';
import type { FulfillmentOrder } from '@gantry/shared/api/fulfillment/orders';
import { getOrder } from '@gantry/shared/api/orders';
import type { z } from 'zod';
import type { Actor, News, ParcelRequest } from '../actor.ts';
import { dayMs } from '../calendar.ts';
import { carrierNamed } from '../carrier/carriers.ts';
import type { OpenActor, WorldContext } from '../context.ts';
import { vendorsProducts } from '../data/catalog.data.ts';
import { warehouses } from '../data/network.data.ts';
import { vendorOf } from '../data/supply.data.ts';
import { randomOf } from '../random.ts';
import { warehouseAddress } from '../shop/dispatch.ts';
import type { ParcelMade } from '../shop/shop.ts';
import { createTurns, type Turns } from '../turns.ts';

type Task = { does: 'look' } | { does: 'ship'; made: ParcelMade; fulfillmentId: string };
/** `asked`: for which order a carrier was asked, by reference. */
type VendorDesk = { context: WorldContext; turns: Turns<Task>; asked: Map<string, string> };

const lookEveryMs = 45_000;
const firstLookMs = 20_000;
const minute = 60_000;
const rejects = 0.04;
const late = 0.12;
/** Where it keeps what it makes. */
const yard = 'leipzig';
const carrier = 'meridian';

/** What this vendor does with an order, and when after it was sent to it. */
export const intentionOf = (seed: string, fulfillmentId: string) => {
  const random = randomOf(seed, 'vendor', fulfillmentId);
  const confirms = random.between(2, 15) * minute;
  return {
    confirms,
    rejects: random.chance(rejects),
    ships: confirms + (random.chance(late) ? random.between(2, 4) * dayMs : random.between(20, 120) * minute),
  };
};

type Said = z.input<(typeof changeDropship)['body']>;
const say = ({ context: { tower } }: VendorDesk, { merchant }: FulfillmentOrder, body: Said) =>
  tower.call(changeDropship, { body, merchant });

const parcelOf = async (
  { context: { tower } }: VendorDesk,
  order: FulfillmentOrder,
  now: number,
): Promise<ParcelRequest> => {
  const { reply } = await tower.call(getOrder, { params: { orderId: order.orderId } });
  const site = warehouses.find(({ name }) => name === yard);
  if (!site) throw new RangeError(`there is no ${yard}`);
  const grams = order.lines.reduce(
    (sum, { sku, quantity }) => sum + quantity * (vendorsProducts.find((one) => one.sku === sku)?.grams ?? 1_000),
    0,
  );
  return {
    carrier,
    service: carrierNamed(carrier).services[0] ?? 'standard',
    reference: `V-${order.number}`,
    origin: { ...warehouseAddress(site), company: vendorOf('DRP')?.name ?? 'Vendor' },
    destination: reply.shipTo,
    weightGrams: grams,
    at: Math.floor(now / 1_000) * 1_000,
  };
};

/** What is due of one order. */
const serve = async (desk: VendorDesk, order: FulfillmentOrder, now: number): Promise<News[]> => {
  const { fulfillmentId, vendorOrder } = order;
  if (!vendorOrder) return [];
  const sentAt = vendorOrder.sentAt === null ? now : Date.parse(vendorOrder.sentAt);
  const intends = intentionOf(desk.context.state.seed, fulfillmentId);
  // The shop's clerk and the vendor's are neighbours here.
  if (vendorOrder.state === 'to_send') await say(desk, order, { action: 'send', fulfillmentId });
  if (vendorOrder.state === 'sent' && now >= sentAt + intends.confirms)
    await say(
      desk,
      order,
      intends.rejects
        ? { action: 'reject', fulfillmentId, reason: 'Not made any more in this wood' }
        : { action: 'confirm', fulfillmentId, reference: `HH-${order.number}` },
    );
  if (vendorOrder.state !== 'confirmed' || now < sentAt + intends.ships) return [];
  const request = await parcelOf(desk, order, now);
  desk.asked.set(request.reference, fulfillmentId);
  return [{ what: 'parcel_wanted', request }];
};

const look = async (desk: VendorDesk, now: number): Promise<News[]> => {
  const told: News[] = [];
  const vendor = vendorOf('DRP')?.vendor ?? '';
  for (const state of ['to_send', 'sent', 'confirmed'] as const) {
    const { reply } = await desk.context.tower.call(listDropships, { query: { state, vendor, limit: 100 } });
    for (const order of reply.items) told.push(...(await serve(desk, order, now)));
  }
  return told;
};

const ship = async ({ context: { tower } }: VendorDesk, { made, fulfillmentId }: Extract<Task, { does: 'ship' }>) => {
  const { carrier: name, service } = made.request;
  const { trackingNumber } = made;
  await tower.call(changeDropship, { body: { action: 'ship', fulfillmentId, carrier: name, service, trackingNumber } });
  return [];
};

export const openVendor: OpenActor = async (context): Promise<Actor> => {
  const { log, signal, now: began } = context;
  const lookNext = (now: number, ms: number): void =>
    turns.add({ at: now + ms, task: { does: 'look' }, keeps: false }, now);
  const run = async (task: Task, now: number): Promise<News[]> => {
    if (task.does === 'ship') return ship(desk, task);
    try {
      return await look(desk, now);
    } catch (error) {
      // What one look could not do the next one does.
      if (!signal.aborted) log.warn({ actor: 'vendor', problem: String(error) }, 'put off');
      return [];
    } finally {
      lookNext(now, lookEveryMs);
    }
  };
  const turns = createTurns<Task>({ name: 'vendor', log, signal, run });
  const desk: VendorDesk = { context, turns, asked: new Map() };
  lookNext(began, firstLookMs);
  return {
    ...turns,
    name: 'vendor',
    hear: (news, now) => {
      const fulfillmentId = news.what === 'parcel_made' ? desk.asked.get(news.request.reference) : undefined;
      if (news.what !== 'parcel_made' || fulfillmentId === undefined) return [];
      desk.asked.delete(news.request.reference);
      turns.add({ at: now, task: { does: 'ship', made: news, fulfillmentId }, keeps: false }, now);
      return [];
    },
    save: () => undefined,
  };
};
