/** Which picked units a scan puts back into a bin, and which are said to be missing where they were promised. Pure. */
import { pickedBin } from '@gantry/shared/events/inventory/places';
import type { Allocation } from '@gantry/shared/events/orders';
import { type FulfillmentOrder, pickedOf } from '../fulfillment-order.ts';
import { type OpenLine, openLinesOf, type Refused, refuse, type Scan, whyNotPicked } from './pick.ts';

type World = { order: FulfillmentOrder; held: boolean; allocations: readonly Allocation[] };

/** Units that go back. `bin`: into which. */
export type PutBack = { allocation: Allocation; bin: string };

type Back = { lineId: string; sku: string; lot: string; quantity: number; bin: string };

/** Picks that are undone: what was picked last in their order first, as the fold takes them off. */
const picksUndone = (
  { picks }: FulfillmentOrder,
  { sku, units, lot, location }: Scan,
): { undone: Back[]; lacking: number } => {
  const undone: Back[] = [];
  let lacking = units;
  for (const one of [...picks].reverse()) {
    if (one.sku !== sku || (lot !== null && one.lot !== lot)) continue;
    const quantity = Math.min(lacking, one.quantity);
    if (quantity === 0) continue;
    undone.push({ lineId: one.lineId, sku, lot: one.lot, quantity, bin: location ?? one.bin });
    lacking -= quantity;
  }
  return { undone, lacking };
};

/** The promises of units that are picked, for what is undone; undefined where they are promised no more. */
const promisesOf = ({ order, allocations }: World, undone: readonly Back[]): PutBack[] | undefined => {
  const left = allocations
    .filter(({ bin, warehouse }) => bin === pickedBin && warehouse === order.warehouse)
    .map((one) => ({ ...one }));
  const backs: PutBack[] = [];
  for (const { lineId, sku, lot, bin, quantity } of undone) {
    let open = quantity;
    for (const one of left) {
      const some = one.lineId === lineId && one.sku === sku && one.lot === lot ? Math.min(open, one.quantity) : 0;
      if (some === 0) continue;
      backs.push({ allocation: { ...one, quantity: some }, bin });
      one.quantity -= some;
      open -= some;
    }
    if (open > 0) return undefined;
  }
  return backs;
};

/** What a scan puts back, whole or not at all. A lot that is not certain is not asked for. */
export const judgeUnpick = (world: World, scan: Scan): { backs: PutBack[]; units: Back[] } | Refused => {
  const { order } = world;
  const { sku, units } = scan;
  if (order.status !== 'picking')
    return refuse('wrong_status', `${order.number} is in ${order.status}: units are put back in picking`);
  const picked = order.lines.filter((line) => line.sku === sku).reduce((sum, line) => sum + pickedOf(order, line), 0);
  if (!order.lines.some((line) => line.sku === sku)) return refuse('not_in_job', `${sku} is not in ${order.number}`);
  if (picked < units) return refuse('not_picked', `${picked} of ${sku} are picked, not ${units}`);
  const { undone, lacking } = picksUndone(order, { ...scan, lot: scan.certain ? scan.lot : null });
  if (lacking > 0) return refuse('wrong_lot', `Not so many of lot ${scan.lot} are picked`);
  const backs = promisesOf(world, undone);
  return backs
    ? { backs, units: undone }
    : refuse('not_allocated', `They are the order’s no more: lay them back as what is to be put away`);
};

/** Units that are said to be missing. `lineId`: needed where several lines are of the SKU. */
export type Short = { sku: string; lineId: string | undefined; location: string; quantity: number };

/** Promised units that are missing, whole or not at all. */
export const judgeShort = (
  world: World,
  { sku, lineId, location, quantity }: Short,
): { lacking: Allocation[] } | Refused => {
  const { order, allocations } = world;
  const blocked = whyNotPicked(world);
  if (blocked) return blocked;
  const lines = openLinesOf(order, sku).filter((line) => lineId === undefined || line.lineId === lineId);
  const [line, another] = lines;
  if (!line) return refuse('not_in_job', `${sku} is not in ${order.number}`);
  if (another && lines.filter(({ open }) => open > 0).length > 1)
    return refuse('not_in_job', `Several lines are of ${sku}: say which one`);
  const open = lines.find((one: OpenLine) => one.open > 0) ?? line;
  if (open.open === 0) return refuse('line_complete', `All of ${sku} is picked`);
  if (quantity > open.open) return refuse('too_many', `${open.open} of ${sku} are to be picked, not ${quantity}`);
  const here = allocations.filter(
    (one) =>
      one.lineId === open.lineId &&
      one.sku === sku &&
      one.bin !== pickedBin &&
      one.warehouse === order.warehouse &&
      one.bin === location,
  );
  const lacking: Allocation[] = [];
  let left = quantity;
  for (const one of here) {
    const some = Math.min(left, one.quantity);
    if (some > 0) lacking.push({ ...one, quantity: some });
    left -= some;
  }
  if (here.length === 0) return refuse('wrong_location', `Nothing of ${sku} is promised in ${location || 'no bin'}`);
  const there = quantity - left;
  return left === 0 ? { lacking } : refuse('bin_short', `${there} of ${sku} are promised there, not ${quantity}`);
};
