/**
 * A short pick: units that are not in their bin are written off there, the order is promised others at once wherever there are any,
 * and somebody is told to look into it.
 */
import { shortPicked } from '@gantry/shared/events/fulfillment';
import { pickedBin } from '@gantry/shared/events/inventory/places';
import type { Allocation } from '@gantry/shared/events/orders';
import { z } from 'zod';
import { allDone } from '../../../platform/write/stream.ts';
import { transact, type Unit } from '../../../platform/write/transact.ts';
import type { Order } from '../../orders/public.ts';
import { raiseException } from '../exceptions/store.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import { planOrders } from '../planning/planning.ts';
import { fulfillmentStream } from '../store.ts';
import type { Floor } from './pick.ts';
import { findOne, type Picker } from './picking.ts';
import { refusalOf, refuseScan } from './scanning.ts';
import { type Asked, answeredBefore, type Before, keepScans } from './scans.ts';
import { type By, holdingFor, standingOf } from './standing.ts';
import { judgeShort, type Short } from './unpick.ts';

const missing = z.object({
  exceptionId: z.string(),
  elsewhere: z.array(z.object({ warehouse: z.string(), bin: z.string(), quantity: z.int() })),
  waiting: z.int(),
});
export type Missing = z.infer<typeof missing>;

const keyOf = ({ warehouse, bin }: { warehouse: string; bin: string }): string => JSON.stringify([warehouse, bin]);

const unitsIn = (allocations: readonly Allocation[], of: Pick<Allocation, 'lineId' | 'sku'>) => {
  const byBin = new Map<string, { warehouse: string; bin: string; quantity: number }>();
  for (const { lineId, sku, warehouse, bin, quantity } of allocations) {
    if (lineId !== of.lineId || sku !== of.sku || bin === pickedBin) continue;
    const key = keyOf({ warehouse, bin });
    byBin.set(key, { warehouse, bin, quantity: quantity + (byBin.get(key)?.quantity ?? 0) });
  }
  return byBin;
};

/** Where units of a line are promised now that were not before the missing ones were given up. */
const elsewhere = (
  before: readonly Allocation[],
  after: Order,
  lacking: readonly Allocation[],
): Missing['elsewhere'] => {
  const [of] = lacking;
  if (!of) return [];
  const were = unitsIn(before, of);
  const lost = unitsIn(lacking, of);
  return [...unitsIn(after.allocations, of)].flatMap(([key, now]) => {
    const quantity = now.quantity - (were.get(key)?.quantity ?? 0) + (lost.get(key)?.quantity ?? 0);
    return quantity > 0 ? [{ ...now, quantity }] : [];
  });
};

type Doing = { floor: Floor; asked: Asked; short: Short; thread: By };

const writeOff = async (
  unit: Unit,
  { orders }: FloorNeeds,
  { floor: { order, allocations }, asked, short, lacking, thread }: Doing & { lacking: Allocation[] },
): Promise<Before> => {
  const { fulfillmentId, orderId } = order;
  const { sku, location, quantity } = short;
  const { clientScanId } = asked;
  const by = thread(orderId);
  const after = await orders.floor.lose(unit, { orderId, thread: by, reference: fulfillmentId }, lacking);
  const lineId = lacking[0]?.lineId ?? '';
  const told = shortPicked({ fulfillmentId, clientScanId, lineId, sku, bin: location, quantity });
  allDone(await unit.apply(fulfillmentStream, [{ id: fulfillmentId, thread: by, decide: () => [told] }]));
  const raised = { kind: 'short_pick' as const, order, cause: clientScanId, at: unit.now, sku, quantity };
  const waiting = after.waiting.filter((one) => one.lineId === lineId && one.sku === sku);
  const reply: Missing = {
    exceptionId: await raiseException(unit.tx, raised),
    elsewhere: elsewhere(allocations, after, lacking),
    waiting: waiting.reduce((sum, one) => sum + one.quantity, 0),
  };
  const row = { ...asked, about: fulfillmentId, at: unit.now, actor: by.actor, scanned: sku, sku, lineId };
  await keepScans(unit.tx, [{ ...row, quantity, refusal: null, answer: { reply } }]);
  return { reply };
};

/** Writes units off that are missing. What it is to pick from now on is planned before it answers. */
export const reportMissing = async (
  needs: FloorNeeds,
  { fulfillmentId, clientScanId, short }: { fulfillmentId: string; clientScanId: string; short: Short },
  { sees, thread }: Picker,
): Promise<Missing> => {
  const order: FulfillmentOrder = await findOne(needs, fulfillmentId, sees);
  const { sku, lineId = null, location, quantity } = short;
  const asked: Asked = { clientScanId, kind: 'short', asked: JSON.stringify([sku, lineId, location, quantity]) };
  const answer = await transact(needs.platform, holdingFor(needs, [order]), async (unit) => {
    const before = await answeredBefore(unit.tx, [fulfillmentId], asked);
    if (before) return before;
    const [floor] = await standingOf(unit, needs, [order]);
    if (!floor) throw new RangeError(`there is no ${fulfillmentId}`);
    const judged = judgeShort(floor, short);
    if (!('refused' in judged)) return writeOff(unit, needs, { floor, asked, short, thread, ...judged });
    return refuseScan(unit, { ...judged, asked, order: floor.order, scanned: sku, sku, thread });
  });
  if ('refused' in answer) throw refusalOf(answer);
  await planOrders(needs, [order.orderId], thread);
  return missing.parse(answer.reply);
};
