/**
 * Those who buy for the shops and those who deliver: every half hour they ask the tower what is to be bought again and what
 * orders wait for, order it, and bring what was ordered when its time has come. Purchase orders that people have placed with
 * these vendors are delivered as well. Nothing is remembered: the tower knows what is open.
 */
import {
  changePurchaseOrder,
  listPurchaseOrders,
  listReorderAlerts,
  type PurchaseOrder,
  placePurchaseOrder,
  receivePurchaseOrder,
} from '@gantry/shared/api/inventory/purchasing';
import { listLevels } from '@gantry/shared/api/inventory/stock';
import { orderBoard } from '@gantry/shared/api/orders/board';
import type { Actor, News } from '../actor.ts';
import type { OpenActor, WorldContext } from '../context.ts';
import { products } from '../data/catalog.data.ts';
import { vendors } from '../data/supply.data.ts';
import { allOf } from '../stock/asking.ts';
import { costOf } from '../stock/assortment.ts';
import { demandKey, type Held, type Need, needsOf, type Purchase, purchasesOf } from '../supplier/buying.ts';
import { type Delivery, deliveriesOf, latenessOf } from '../supplier/deliveries.ts';
import { createTurns, type Turns } from '../turns.ts';

type Task =
  | { does: 'look' }
  | { does: 'deliver'; purchaseOrderId: string; expectedOn: string | null; delivery: Delivery };

const lookEveryMs = 30 * 60_000;
/** The first time when the past has found its stock. */
const firstLookMs = 5 * 60_000;

type Buyers = {
  context: WorldContext;
  turns: Turns<Task>;
  /** For which day the deliveries of an order are planned: one that was put off is planned anew. */
  planned: Map<string, string | null>;
};

/** What is open with the vendors of the world. */
const openOrders = async ({ context: { tower } }: Buyers): Promise<PurchaseOrder[]> => {
  const inState = (state: 'open' | 'partly_received') =>
    allOf(async (more) => (await tower.call(listPurchaseOrders, { query: { state, limit: 200, ...more } })).reply);
  const found = [...(await inState('open')), ...(await inState('partly_received'))];
  return found.filter(({ vendor }) => vendors.some((one) => one.vendor === vendor));
};

/** Plans the deliveries of an order, once for each day it is expected on; some vendors say first that they will be late. */
const plan = async (buyers: Buyers, order: PurchaseOrder, now: number): Promise<void> => {
  const { context, planned, turns } = buyers;
  const { seed } = context.state;
  const { purchaseOrderId } = order;
  const late = latenessOf(seed, order);
  const expectedOn = late ?? order.expectedOn;
  if (late !== null)
    await context.tower.call(changePurchaseOrder, { params: { purchaseOrderId }, body: { expectedOn: late } });
  if (planned.get(purchaseOrderId) === expectedOn) return;
  planned.set(purchaseOrderId, expectedOn);
  for (const delivery of deliveriesOf(seed, { ...order, expectedOn }))
    turns.add({ at: delivery.at, task: { does: 'deliver', purchaseOrderId, expectedOn, delivery }, keeps: false }, now);
};

/** Units on their way, by merchant and SKU. */
const incomingIn = (open: readonly PurchaseOrder[]): Map<string, number> => {
  const units = new Map<string, number>();
  for (const { merchant, lines } of open)
    for (const line of lines) {
      const key = demandKey({ merchant, sku: line.sku });
      units.set(key, (units.get(key) ?? 0) + line.open);
    }
  return units;
};

const heldOf = async ({ context: { tower } }: Buyers, { merchant, sku }: Need): Promise<Held[]> => {
  const items = await allOf(
    async (more) => (await tower.call(listLevels, { query: { q: sku, limit: 200, ...more }, merchant })).reply,
  );
  return items.filter((level) => level.sku === sku);
};

/** A number that another look gives no other order. */
const numberOf = ({ vendor, warehouse }: Purchase, now: number): string =>
  `PO-${new Date(now).toISOString().slice(2, 16).replace(/\D/g, '')}-${vendor}-${warehouse}`;

const buy = async ({ context: { tower } }: Buyers, purchase: Purchase, now: number): Promise<PurchaseOrder> => {
  const { merchant, vendor, warehouse } = purchase;
  const lines = purchase.lines.map(({ sku, quantity }) => {
    const product = products.find((one) => one.sku === sku);
    return { sku, quantity, ...(product ? { unitCost: costOf(product) } : {}) };
  });
  const body = { number: numberOf(purchase, now), vendor, warehouse, lines };
  return (await tower.call(placePurchaseOrder, { body, merchant })).reply;
};

/** Looks what is open, plans what comes of it, and buys what is needed beside it. */
const look = async (buyers: Buyers, now: number): Promise<News[]> => {
  const { tower } = buyers.context;
  const open = await openOrders(buyers);
  const isOpen = new Set(open.map(({ purchaseOrderId }) => purchaseOrderId));
  for (const id of buyers.planned.keys()) if (!isOpen.has(id)) buyers.planned.delete(id);
  for (const order of open) await plan(buyers, order, now);
  const { reply: alerts } = await tower.call(listReorderAlerts);
  const { reply: board } = await tower.call(orderBoard, { query: { limit: 1 } });
  const needs = needsOf(alerts.items, board.unallocated, incomingIn(open));
  const held = new Map<Need, Held[]>();
  for (const need of needs) held.set(need, await heldOf(buyers, need));
  for (const purchase of purchasesOf(needs, (need) => held.get(need) ?? []))
    await plan(buyers, await buy(buyers, purchase, now), now);
  return [];
};

const deliver = async ({ context: { tower }, planned }: Buyers, task: Extract<Task, { does: 'deliver' }>) => {
  const { purchaseOrderId, expectedOn, delivery } = task;
  if (planned.has(purchaseOrderId) && planned.get(purchaseOrderId) === expectedOn)
    await tower.call(receivePurchaseOrder, { params: { purchaseOrderId }, body: delivery.body });
  return [];
};

export const openSupplier: OpenActor = async (context): Promise<Actor> => {
  const { log, signal, now: began } = context;
  const lookNext = (now: number, after: number): void =>
    turns.add({ at: now + after, task: { does: 'look' }, keeps: false }, now);
  const run = async (task: Task, now: number): Promise<News[]> => {
    if (task.does === 'deliver') return deliver(buyers, task);
    try {
      return await look(buyers, now);
    } catch (error) {
      // What one look could not do the next one does.
      if (!signal.aborted) log.warn({ actor: 'supplier', problem: String(error) }, 'put off');
      return [];
    } finally {
      lookNext(now, lookEveryMs);
    }
  };
  const turns = createTurns<Task>({ name: 'supplier', log, signal, run });
  const buyers: Buyers = { context, turns, planned: new Map() };
  lookNext(began, firstLookMs);
  return { ...turns, name: 'supplier', hear: () => [], save: () => undefined };
};
