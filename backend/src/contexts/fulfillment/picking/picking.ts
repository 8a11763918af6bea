/**
 * Picking, putting back, and telling what is missing: each a scan that counts once, in one transaction that holds the fulfillment
 * order, its order and the stock. A refused scan is written too, and moves nothing.
 */
import { picked, unpicked } from '@gantry/shared/events/fulfillment';
import { pickedBin } from '@gantry/shared/events/inventory/places';
import { Refusal } from '../../../kernel/errors.ts';
import { allDone } from '../../../platform/write/stream.ts';
import type { Unit } from '../../../platform/write/transact.ts';
import { type FulfillmentOrder, pickedOf } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import { known, type Sees } from '../queue/shown.ts';
import { fulfillmentRows, fulfillmentStream } from '../store.ts';
import type { Answered, PickingNeeds } from './lane.ts';
import { type Floor, judgePick, type Scan, type Take, unitsOfTakes } from './pick.ts';
import { askedOf, identify, refusalOf, refuseScan, type Sent, textOf } from './scanning.ts';
import { type Asked, answeredBefore, type Before, type Counted, counted, keepScans } from './scans.ts';
import { type By, standingOf } from './standing.ts';
import { judgeUnpick } from './unpick.ts';

/** Who scans, and what they see. */
export type Picker = { sees: Sees; thread: By };

/** What a scan did, and whether that was before. */
export type Scanned = { outcome: 'counted' | 'before'; counted: Counted };

export const findOne = async ({ platform }: FloorNeeds, fulfillmentId: string, sees: Sees): Promise<FulfillmentOrder> =>
  known((await fulfillmentRows.byIds(platform.database, [fulfillmentId])).get(fulfillmentId), sees);

const countedIn = (
  order: FulfillmentOrder,
  units: readonly { lineId: string; sku: string; quantity: number }[],
): Counted => {
  const [first] = units;
  const line = order.lines.find(({ lineId, sku }) => lineId === first?.lineId && sku === first.sku);
  if (!first || !line) throw new RangeError('a scan that counts names units of a line');
  const { lineId, sku } = first;
  return {
    fulfillmentId: order.fulfillmentId,
    sku,
    lineId,
    quantity: units.reduce((sum, one) => sum + one.quantity, 0),
    pickedQuantity: pickedOf(order, first),
    lineQuantity: line.quantity,
  };
};

/** How a scan came: what is written beside the units. */
export type Marks = { asked: Asked; scanned: string; tote: string | null; walkId: string | null; thread: By };

/** Keeps what a scan is answered. */
export const keep = (
  unit: Unit,
  { asked, scanned, thread }: Omit<Marks, 'tote' | 'walkId'>,
  { order, reply }: { order: FulfillmentOrder; reply: Counted },
): Promise<void> => {
  const { fulfillmentId, orderId } = order;
  const { sku, lineId, quantity } = reply;
  const row = { ...asked, about: fulfillmentId, at: unit.now, actor: thread(orderId).actor, scanned };
  return keepScans(unit.tx, [{ ...row, sku, lineId, quantity, refusal: null, answer: { reply } }]);
};

/** Takes units from their bins, and tells it; all that it writes is held. */
export const carryOut = async (
  unit: Unit,
  { orders }: FloorNeeds,
  { floor: { order }, takes, marks }: { floor: Floor; takes: readonly Take[]; marks: Marks },
): Promise<Counted> => {
  const { fulfillmentId, orderId } = order;
  const { asked, scanned, tote, walkId } = marks;
  const thread = marks.thread(orderId);
  const of = { orderId, thread, reference: fulfillmentId };
  await orders.floor.move(
    unit,
    of,
    takes.map((one) => ({ ...one, bin: pickedBin })),
  );
  const units = unitsOfTakes(takes);
  const told = picked({ fulfillmentId, clientScanId: asked.clientScanId, scanned, units, tote, walkId });
  const [done] = allDone(await unit.apply(fulfillmentStream, [{ id: fulfillmentId, thread, decide: () => [told] }]));
  return countedIn(known(done?.state), units);
};

/** What a scan is answered. Throws a Refusal for one that counted for nothing. */
export const settled = ({ before, now }: Answered): Scanned => {
  if ('refused' in before) throw refusalOf(before);
  return { outcome: now ? 'counted' : 'before', counted: counted.parse(before.reply) };
};

/** The scan of one fulfillment order: answered as before where it was sent before, else judged and carried out. */
const scanOne = async (
  needs: PickingNeeds,
  { order, asked, sku }: { order: FulfillmentOrder; asked: Asked; sku: string | undefined },
  work: (unit: Unit, floor: Floor) => Promise<Before>,
): Promise<Scanned> => {
  return settled(
    await needs.lane.run({
      named: [order],
      work: async (unit) => {
        const answered = await answeredBefore(unit.tx, [order.fulfillmentId], asked);
        if (answered) return { before: answered, now: false };
        const [floor] = await standingOf(unit, needs, [{ ...order, sku }]);
        if (!floor) throw new RangeError(`there is no ${order.fulfillmentId}`);
        return { before: await work(unit, floor), now: true };
      },
    }),
  );
};

type Asking = { fulfillmentId: string; sent: Sent };

/** Picks by a scan. Throws a Refusal whose code says why it counts for nothing. */
export const pick = async (
  needs: PickingNeeds,
  { fulfillmentId, sent }: Asking,
  { sees, thread }: Picker,
): Promise<Scanned> => {
  const order = await findOne(needs, fulfillmentId, sees);
  const scan = await identify(needs, needs.platform.database, { sent, ...order });
  const asked = askedOf('pick', sent);
  return scanOne(needs, { order, asked, sku: scan.sku ?? undefined }, async (unit, floor) => {
    const scanned = textOf(sent);
    const judged = 'refused' in scan ? scan : judgePick(floor, scan);
    if ('refused' in judged)
      return refuseScan(unit, { ...judged, asked, order: floor.order, scanned, sku: scan.sku, thread });
    const marks = { asked, scanned, tote: sent.tote ?? null, walkId: null, thread };
    const reply = await carryOut(unit, needs, { floor, takes: judged.takes, marks });
    await keep(unit, marks, { order: floor.order, reply });
    return { reply };
  });
};

/** A full or unknown bin is the scan's fault, and is told as any other. */
const roomFor = async (
  unit: Unit,
  { inventory }: FloorNeeds,
  backs: readonly { warehouse: string; bin: string; quantity: number }[],
) => {
  try {
    for (const one of backs) await inventory.insistOnRoom(unit.tx, one);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const message = error.errors[0]?.message ?? error.message;
    return { refused: error.kind === 'conflict' ? ('bin_full' as const) : ('wrong_location' as const), message };
  }
};

const layBack = async (
  unit: Unit,
  needs: FloorNeeds,
  { floor, scan, marks }: { floor: Floor; scan: Scan; marks: Omit<Marks, 'tote' | 'walkId'> },
): Promise<Before> => {
  const { order } = floor;
  const { fulfillmentId, orderId, warehouse } = order;
  const { asked, scanned } = marks;
  const refusing = { asked, order, scanned, sku: scan.sku, thread: marks.thread };
  const judged = judgeUnpick(floor, scan);
  if ('refused' in judged) return refuseScan(unit, { ...judged, ...refusing });
  const byBin = Map.groupBy(judged.units, ({ bin }) => bin);
  const joining = [...byBin].map(([bin, some]) => ({
    warehouse: warehouse ?? '',
    bin,
    quantity: some.reduce((sum, { quantity }) => sum + quantity, 0),
  }));
  const full = await roomFor(unit, needs, joining);
  if (full) return refuseScan(unit, { ...full, ...refusing });
  const thread = marks.thread(orderId);
  await needs.orders.floor.move(unit, { orderId, thread, reference: fulfillmentId }, judged.backs);
  const told = unpicked({ fulfillmentId, clientScanId: asked.clientScanId, scanned, units: judged.units });
  const [done] = allDone(await unit.apply(fulfillmentStream, [{ id: fulfillmentId, thread, decide: () => [told] }]));
  const reply = countedIn(known(done?.state), judged.units);
  await keep(unit, marks, { order, reply });
  return { reply };
};

/** Puts units back into a bin by a scan. */
export const unpick = async (
  needs: PickingNeeds,
  { fulfillmentId, sent }: Asking,
  { sees, thread }: Picker,
): Promise<Scanned> => {
  const order = await findOne(needs, fulfillmentId, sees);
  const scan = await identify(needs, needs.platform.database, { sent, ...order });
  const asked = askedOf('unpick', sent);
  return scanOne(needs, { order, asked, sku: undefined }, (unit, floor) => {
    const marks = { asked, scanned: textOf(sent), thread };
    if (!('refused' in scan)) return layBack(unit, needs, { floor, scan, marks });
    return refuseScan(unit, { ...scan, ...marks, order: floor.order });
  });
};
