/** Commands of purchase orders. A delivery is booked with its stock in one transaction: both are there, or neither. */

import type { BodyOf } from '@gantry/shared/api/endpoint';
import type { changePurchaseOrder, placePurchaseOrder } from '@gantry/shared/api/inventory/purchasing';
import { type FieldError, Refusal } from '../../../kernel/errors.ts';
import { derivedId } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import type { Platform } from '../../../platform/platform.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { execute, hold, transact } from '../../../platform/write/transact.ts';
import { readPackSizes } from '../catalog/packs.ts';
import { binFaults } from '../places/capacity.ts';
import { lotDiffers } from '../stock/by-hand.ts';
import { siteFaults, whyNoStock } from '../stock/known.ts';
import { lotKey, readLots } from '../stock/lots.ts';
import { holdStocks, moveStocks } from '../stock/moving.ts';
import { stockIdOf } from '../stock/stock.ts';
import { dayAfter, readVendor, readZone, whyNotBought } from './catalog.ts';
import {
  cancelPurchase,
  type Looking,
  placePurchase,
  postponePurchase,
  receivePurchase,
  settleDiscrepancies,
} from './decide.ts';
import { type Counted, countedIn, type Delivery, lotOf, movementsOf } from './dock.ts';
import type { PurchaseOrder } from './purchase-order.ts';
import { purchaseOrderRows, purchaseOrderStream } from './store.ts';

type Wanted = BodyOf<typeof placePurchaseOrder>;
type Change = BodyOf<typeof changePurchaseOrder>;
/** Who acts, and what it may see. */
export type Actor = { thread: Thread; sees: Looking['sees'] };

const invalid = (errors: FieldError[]): Refusal =>
  new Refusal('invalid', 'invalid', 'Some fields are not valid', errors);

/** Reads the names of a new order; answers the day it is expected on. Throws a Refusal that names what does not exist. */
const checkNames = async (sql: Sql, merchant: string, { wanted, now }: { wanted: Wanted; now: Date }) => {
  const { vendor, warehouse, lines } = wanted;
  const skus = lines.map(({ sku }) => sku);
  const [known, zone, whyNot] = await Promise.all([
    readVendor(sql, merchant, vendor),
    readZone(sql, warehouse),
    whyNotBought(sql, merchant, skus),
  ]);
  const faults: FieldError[] = [];
  if (!known) faults.push({ path: 'vendor', message: `there is no vendor called ${vendor}` });
  if (!zone) faults.push({ path: 'warehouse', message: `there is no open warehouse called ${warehouse}` });
  for (const [index, sku] of skus.entries()) {
    const twice = skus.indexOf(sku) < index ? 'stands in a line above: one line a SKU' : undefined;
    const message = twice ?? whyNot(sku);
    if (message) faults.push({ path: `lines.${index}.sku`, message });
  }
  if (!known || !zone || faults.length > 0) throw invalid(faults);
  if (wanted.expectedOn !== undefined) return wanted.expectedOn;
  return known.leadTimeDays === null ? null : dayAfter(now, known.leadTimeDays, zone);
};

const place = async (platform: Platform, merchant: string, { wanted, thread }: { wanted: Wanted; thread: Thread }) => {
  const { number, vendor, warehouse } = wanted;
  const now = platform.clock.now();
  const purchaseOrderId = derivedId('pur', [merchant, number]);
  const known = await purchaseOrderRows.byIds(platform.database, [purchaseOrderId]);
  const expectedOn = known.size > 0 ? null : await checkNames(platform.database, merchant, { wanted, now });
  const lines = wanted.lines.map(({ unitCost = null, ...line }) => ({ ...line, unitCost }));
  const { state, facts } = await execute(platform, purchaseOrderStream, {
    id: purchaseOrderId,
    thread: { ...thread, correlationId: purchaseOrderId },
    decide: placePurchase({ purchaseOrderId, merchant, number, vendor, warehouse, expectedOn, lines }, now),
  });
  return { order: state, placed: facts.length > 0 };
};

type Booked = { order: PurchaseOrder; receiptId: string; lines: readonly Counted[] };

/** Lots of a delivery that were there before. Throws a Refusal where one of them is another one than is said now. */
const knownLots = async (tx: Sql, { order, receiptId, lines }: Booked): Promise<ReadonlySet<string>> => {
  const named = lines.map((line) => ({
    line,
    lot: lotOf(order, receiptId, line),
    stockId: stockIdOf(order.merchant, line.sku),
  }));
  const lots = await readLots(tx, named);
  const faults = named.flatMap(({ line: { sku, expiresOn }, lot, stockId }, index) => {
    const known = lots.get(lotKey(stockId, lot));
    const unitCost = order.lines.find((one) => one.sku === sku)?.unitCost;
    const differs = known ? lotDiffers(known, { unitCost, expiresOn }) : [];
    return differs.map(({ message }) => ({ path: `lines.${index}.lot`, message }));
  });
  if (faults.length > 0) throw invalid(faults);
  return new Set(lots.keys());
};

/** Throws a Refusal where units cannot be laid: SKUs that nobody knows or that are kits, a warehouse that is closed. */
const insistOnPlace = async (tx: Sql, { merchant, warehouse }: PurchaseOrder, lines: readonly Counted[]) => {
  const why = await whyNoStock(
    tx,
    lines.map(({ sku }) => ({ merchant, sku })),
  );
  const faults = lines.flatMap(({ sku }, index) => {
    const message = why({ merchant, sku });
    return message === undefined ? [] : [{ path: `lines.${index}.sku`, message }];
  });
  faults.push(
    ...(await binFaults(
      tx,
      lines.map(({ bin }, index) => ({ path: `lines.${index}.bin`, warehouse, bin })),
    )),
  );
  if (faults.length > 0) throw invalid(faults);
  const [closed] = await siteFaults(tx, [{ path: 'warehouse', warehouse, open: true }]);
  if (closed) throw new Refusal('conflict', 'warehouse_closed', `The warehouse ${warehouse} ${closed.message}`);
};

type Receiving = { purchaseOrderId: string; delivery: Delivery };

const missing = (): Refusal => new Refusal('missing', 'no_such_purchase_order', 'There is no such purchase order');

const receive = async (platform: Platform, { purchaseOrderId, delivery }: Receiving, { thread, sees }: Actor) => {
  const { receiptId, last } = delivery;
  const known = (await purchaseOrderRows.byIds(platform.database, [purchaseOrderId])).get(purchaseOrderId);
  if (!known || !sees(known.merchant)) throw missing();
  const packed = delivery.lines.filter(({ packs }) => packs !== undefined).map(({ sku }) => sku);
  const sizes = await readPackSizes(platform.database, known.merchant, packed);
  const lines = countedIn(delivery, { warehouse: known.warehouse, sizes });
  const stocks = holdStocks(lines.map(({ sku }) => stockIdOf(known.merchant, sku)));
  return transact(platform, hold(purchaseOrderStream, [purchaseOrderId]).with(stocks), async (unit) => {
    const { tx, now, apply } = unit;
    const decide = receivePurchase({ receiptId, lines, last }, { sees, now });
    const command = { id: purchaseOrderId, thread, decide };
    const [booked] = allDone(await apply(purchaseOrderStream, [command]));
    const order = booked?.state;
    if (!order || booked.facts.length === 0) return order;
    await insistOnPlace(tx, order, lines);
    const lots = await knownLots(tx, { order, receiptId, lines });
    const isKnown = (sku: string, lot: string): boolean => lots.has(lotKey(stockIdOf(order.merchant, sku), lot));
    allDone(await moveStocks(unit, movementsOf({ order, receiptId, lines, now, thread }, isKnown)));
    return order;
  });
};

const decisionOf = (change: Change, looking: Looking) => {
  if ('expectedOn' in change) return postponePurchase(change.expectedOn, looking);
  return 'state' in change ? cancelPurchase(looking) : settleDiscrepancies(looking);
};

/** The commands of purchase orders. */
export const openPurchasing = (platform: Platform) => ({
  /** Orders from a vendor, once by its number; `placed` says whether it is new. */
  place: (merchant: string, asked: { wanted: Wanted; thread: Thread }) => place(platform, merchant, asked),
  /** Books a delivery and its stock. */
  receive: (receiving: Receiving, actor: Actor) => receive(platform, receiving, actor),
  /** Postpones, calls off, settles. */
  change: async (purchaseOrderId: string, change: Change, { thread, sees }: Actor) => {
    const decide = decisionOf(change, { sees, now: platform.clock.now() });
    return (await execute(platform, purchaseOrderStream, { id: purchaseOrderId, thread, decide })).state;
  },
});
export type Purchasing = ReturnType<typeof openPurchasing>;
