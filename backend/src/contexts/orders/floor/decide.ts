/** What may become of units that are promised to an order as the floor works on them: whatever is not promised is not touched. Pure. */
import {
  type Allocation,
  allocationMoved,
  allocationReleased,
  goodsIssued,
  goodsReturned,
  type OrderEvent,
} from '@gantry/shared/events/orders';
import { Refusal } from '../../../kernel/errors.ts';
import { type Catalog, partsOf } from '../allocation.ts';
import type { Units } from '../changes/goods.ts';
import { known } from '../decide.ts';
import type { Order } from '../order.ts';
import { linesOf } from '../standing.ts';

/**
 * Promised units, and the bin of their warehouse into which they go. `instead`: other units that are promised to nobody go there in
 * their stead, and these are free again: somebody took another lot than was promised.
 */
export type UnitsMove = { allocation: Allocation; bin: string; instead?: { bin: string; lot: string } };

/** What leaves. `lines`: units of lines of which no stock is kept. `at`: ISO 8601 in UTC. */
export type Leaving = { shipmentId: string; taken: readonly Allocation[]; lines: readonly Units[]; at: string };

type Decision = (state: Order | undefined) => OrderEvent[];

const placeOf = ({ lineId, sku, warehouse, bin, lot, perUnit }: Allocation): string =>
  JSON.stringify([lineId, sku, warehouse, bin, lot, perUnit]);

const byPlace = (all: readonly Allocation[]): Map<string, Allocation> => {
  const found = new Map<string, Allocation>();
  for (const one of all)
    found.set(placeOf(one), { ...one, quantity: one.quantity + (found.get(placeOf(one))?.quantity ?? 0) });
  return found;
};

/** Throws a Refusal where the order is promised less than is asked for: it was amended, cancelled, or somebody was faster. */
const insistOnPromised = ({ allocations }: Order, asked: readonly Allocation[]): void => {
  const promised = byPlace(allocations);
  for (const [place, { quantity, sku, warehouse, bin }] of byPlace(asked)) {
    const there = promised.get(place)?.quantity ?? 0;
    if (there < quantity)
      throw new Refusal(
        'conflict',
        'not_allocated',
        `${sku} in ${warehouse}${bin === '' ? '' : ` ${bin}`}: ${there} units are promised to the order there, not ${quantity}`,
      );
  }
};

/** Lays promised units elsewhere in their warehouse; nothing of those that lie there already. */
export const moveUnits =
  (moves: readonly UnitsMove[], at: string): Decision =>
  (state) => {
    const { orderId, ...order } = known(state);
    insistOnPromised(
      { orderId, ...order },
      moves.map(({ allocation }) => allocation),
    );
    const real = moves.filter(({ allocation, bin }) => allocation.bin !== bin && allocation.quantity > 0);
    if (real.length === 0) return [];
    const from = real.map(({ allocation }) => ({ ...allocation }));
    const to = real.map(({ allocation, bin, instead }) => ({
      ...allocation,
      bin,
      lot: instead?.lot ?? allocation.lot,
    }));
    return [allocationMoved({ orderId, from, to }, { occurredAt: at })];
  };

/** Gives up the promise of units that are not where they should be. */
export const loseUnits =
  (some: readonly Allocation[], at: string): Decision =>
  (state) => {
    const order = known(state);
    insistOnPromised(order, some);
    if (some.length === 0) return [];
    const { orderId, waiting } = order;
    const released = some.map((one) => ({ ...one }));
    return [allocationReleased({ orderId, released, waiting, cause: 'short' }, { occurredAt: at })];
  };

/** Throws a Refusal where more of a line leaves than is open of it. */
const insistOnOpen = (order: Order, lines: readonly Units[]): void => {
  const isOver = order.status === 'cancelled';
  const open = new Map(linesOf(order).map((line) => [line.lineId, isOver ? 0 : line.open]));
  for (const { lineId, quantity } of lines) {
    const left = open.get(lineId) ?? 0;
    if (quantity > left)
      throw new Refusal('conflict', 'units_gone', `Of line ${lineId} ${left} units are open, not ${quantity}`);
    open.set(lineId, left - quantity);
  }
};

type Part = { sku: string; perUnit: number };
const isPartOf = (recipe: readonly Part[], { sku, perUnit }: Part): boolean =>
  recipe.some((part) => part.sku === sku && part.perUnit === perUnit);

/** Whole units of lines that are no kits, and of the kits among the lines what a unit is made of. */
const lineContents = (order: Order, taken: readonly Allocation[], catalog: Catalog) => {
  const lines: Units[] = [];
  const parts: (Part & { lineId: string })[] = [];
  for (const [lineId, own] of Map.groupBy(taken, (one) => one.lineId)) {
    const standing = linesOf(order).find((line) => line.lineId === lineId);
    const promised = [...new Map(own.map(({ sku, perUnit }) => [sku, { sku, perUnit }])).values()];
    const recipes = standing ? [standing.ahead, partsOf(order.merchant, standing, catalog)] : [];
    // A catalog that changed since does not change what these units were promised as.
    const made = recipes.find((recipe) => promised.every((one) => isPartOf(recipe, one))) ?? promised;
    const [only] = made;
    if (made.length === 1 && only?.perUnit === 1 && standing?.ahead.length === 0)
      lines.push({ lineId, quantity: own.reduce((sum, { quantity }) => sum + quantity, 0) });
    else parts.push(...made.map(({ sku, perUnit }) => ({ lineId, sku, perUnit })));
  }
  return { lines, parts };
};

/** Lets promised units leave, once a shipment. Of a kit its parts may leave one before the other. */
export const letLeave =
  ({ shipmentId, taken, lines, at }: Leaving, catalog: Catalog): Decision =>
  (state) => {
    const order = known(state);
    if (order.issued.some((one) => one.shipmentId === shipmentId)) return [];
    insistOnPromised(order, taken);
    insistOnOpen(order, lines);
    if (taken.length + lines.length === 0) return [];
    const made = lineContents(order, taken, catalog);
    return [
      goodsIssued(
        {
          orderId: order.orderId,
          shipmentId,
          lines: [...lines.map((one) => ({ ...one })), ...made.lines],
          taken: taken.map((one) => ({ ...one })),
          ...(made.parts.length > 0 ? { parts: made.parts } : {}),
        },
        { occurredAt: at },
      ),
    ];
  };

/** Takes back what left with a shipment, once. */
export const takeUnitsBack =
  (shipmentId: string, at: string): Decision =>
  (state) => {
    const { orderId, issued } = known(state);
    return issued.some((one) => one.shipmentId === shipmentId)
      ? [goodsReturned({ orderId, shipmentId }, { occurredAt: at })]
      : [];
  };
