/**
 * What the floor does with units that are promised to an order, inside its own transactions: takes them from their bins, lays them
 * back, finds them missing, lets them leave. The order and its stocks are written together, as everywhere.
 */

import {
  type Allocation,
  allocationMoved,
  allocationReleased,
  goodsIssued,
  goodsReturned,
  type OrderEvent,
} from '@gantry/shared/events/orders';
import { newId } from '../../kernel/ids.ts';
import type { Sql } from '../../platform/database.ts';
import type { Thread } from '../../platform/log/event-log.ts';
import { allDone } from '../../platform/write/stream.ts';
import { type Holding, overtaken, type Unit } from '../../platform/write/transact.ts';
import { type Inventory, movementsOf, type StockCommand, stockIdOf } from '../inventory/public.ts';
import { partsOf } from './allocation.ts';
import type { Order } from './order.ts';
import { holdingToSettle, settle } from './settle.ts';
import { linesOf } from './standing.ts';
import { orderRows, orderStream } from './store.ts';
import { namedIn } from './world.ts';

/** Whose units, and for which of the floor's works. */
type Of = { orderId: string; thread: Thread; reference: string };

export type Floor = {
  /** Holds orders, then all stock that anything here may touch. The caller holds its own streams after them. */
  holding(orderIds: readonly string[]): (tx: Sql) => Promise<Holding>;
  /** Moves promised units to another bin of their warehouse: `@picked` as they are taken, a bin as they are put back. */
  move(unit: Unit, of: Of, moves: readonly { allocation: Allocation; bin: string }[]): Promise<Order>;
  /** Writes promised units off that are not where they should be, and looks for others at once. Answers the order then. */
  lose(unit: Unit, of: Of, lacking: readonly Allocation[]): Promise<Order>;
  /**
   * Lets promised units leave with a shipment (or with the fulfillment order named in its stead), once; `lines` are units of lines
   * of which no stock is kept. `at`: ISO 8601 in UTC.
   */
  issue(
    unit: Unit,
    of: Of,
    what: {
      shipmentId: string;
      taken: readonly Allocation[];
      lines: readonly { lineId: string; quantity: number }[];
      at: string;
    },
  ): Promise<Order>;
  /** Takes back what left with a shipment that was called off: it is promised to the order again, as picked units. */
  takeBack(unit: Unit, of: Of, shipmentId: string, at: string): Promise<Order>;
};

type Needs = { inventory: Inventory };

const known = async ({ tx }: Unit, orderId: string): Promise<Order> => {
  const order = (await orderRows.byIds(tx, [orderId])).get(orderId);
  if (!order) throw new RangeError(`there is no order ${orderId}`);
  return order;
};

const told = async (unit: Unit, { orderId, thread }: Of, events: readonly OrderEvent[]): Promise<Order> => {
  const [done] = allDone(
    await unit.apply(orderStream, [
      { id: orderId, thread: { ...thread, correlationId: orderId }, decide: () => [...events] },
    ]),
  );
  if (!done?.state) throw new RangeError(`there is no order ${orderId}`);
  return done.state;
};

const moved = async (unit: Unit, { inventory }: Needs, commands: readonly StockCommand[]): Promise<void> => {
  const failed = (await inventory.move(unit, commands)).find((outcome) => !outcome.ok);
  // What is promised to an order is there: only another writer of what is not held can have been faster.
  if (failed && !failed.ok) throw overtaken('units of the floor', failed.error);
};

const signed = (
  { orderId, thread, reference }: Of,
  merchant: string,
  { kind, now, ...what }: Pick<StockCommand, 'kind' | 'entries' | 'lineId'> & { sku: string; now: Date },
): StockCommand => ({
  ...what,
  kind,
  movementId: newId('mov', now),
  merchant,
  orderId,
  reference,
  thread: { ...thread, correlationId: orderId },
});

const amounts = (all: readonly Allocation[]): Allocation[] => all.map((one) => ({ ...one }));

const move = async (
  needs: Needs,
  unit: Unit,
  { of, moves }: { of: Of; moves: readonly { allocation: Allocation; bin: string }[] },
): Promise<Order> => {
  const from = moves.map(({ allocation }) => ({ ...allocation }));
  const to = moves.map(({ allocation, bin }) => ({ ...allocation, bin }));
  const order = await told(unit, of, [
    allocationMoved({ orderId: of.orderId, from, to }, { occurredAt: unit.now.toISOString() }),
  ]);
  const entries = moves.flatMap(({ allocation: { warehouse, bin, lot, quantity, lineId, sku }, bin: next }) => [
    {
      lineId,
      sku,
      entry: { warehouse, bin, lot, condition: 'sellable' as const, onHand: -quantity, reserved: -quantity },
    },
    {
      lineId,
      sku,
      entry: { warehouse, bin: next, lot, condition: 'sellable' as const, onHand: quantity, reserved: quantity },
    },
  ]);
  const groups = Map.groupBy(entries, ({ lineId, sku }) => JSON.stringify([lineId, sku]));
  await moved(
    unit,
    needs,
    [...groups.values()].flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const { lineId, sku } = first;
      return [
        signed(of, order.merchant, {
          kind: 'pick',
          lineId,
          sku,
          now: unit.now,
          entries: group.map(({ entry }) => entry),
        }),
      ];
    }),
  );
  return order;
};

const lose = async (
  needs: Needs,
  unit: Unit,
  { of, lacking }: { of: Of; lacking: readonly Allocation[] },
): Promise<Order> => {
  const { orderId, thread } = of;
  const before = await known(unit, orderId);
  const released = amounts(lacking);
  await told(unit, of, [
    allocationReleased(
      { orderId, released, waiting: before.waiting, cause: 'short' },
      { occurredAt: unit.now.toISOString() },
    ),
  ]);
  const commands = movementsOf('ship', released).map(({ lineId, sku, entries }) => ({
    ...signed(of, before.merchant, { kind: 'adjust', lineId, sku, now: unit.now, entries }),
    reason: 'lost' as const,
  }));
  await moved(unit, needs, commands);
  const threadOf = (): Thread => ({ ...thread, correlationId: orderId });
  const after = await settle(unit, needs.inventory, { orderIds: [orderId], cause: 'short', threadOf });
  return after.get(orderId) ?? before;
};

const issue = async (
  needs: Needs,
  unit: Unit,
  {
    of,
    what,
  }: {
    of: Of;
    what: Parameters<Floor['issue']>[2];
  },
): Promise<Order> => {
  const { orderId } = of;
  const { shipmentId, at } = what;
  const before = await known(unit, orderId);
  if (before.issued.some((one) => one.shipmentId === shipmentId)) return before;
  const taken = amounts(what.taken);
  const catalog = await needs.inventory.products(unit.tx, namedIn([before]));
  const touched = new Set(taken.map(({ lineId }) => lineId));
  const parts = linesOf(before).flatMap((standing) =>
    touched.has(standing.lineId)
      ? partsOf(before.merchant, standing, catalog).map(({ sku, perUnit }) => ({
          lineId: standing.lineId,
          sku,
          perUnit,
        }))
      : [],
  );
  const order = await told(unit, of, [
    goodsIssued(
      { orderId, shipmentId, lines: what.lines.map((one) => ({ ...one })), taken, parts },
      { occurredAt: at },
    ),
  ]);
  const commands = movementsOf('ship', taken).map(({ lineId, sku, entries }) =>
    signed(of, order.merchant, { kind: 'ship', lineId, sku, entries, now: unit.now }),
  );
  await moved(unit, needs, commands);
  return order;
};

const takeBack = async (
  needs: Needs,
  unit: Unit,
  { of, shipmentId, at }: { of: Of; shipmentId: string; at: string },
): Promise<Order> => {
  const { orderId, thread } = of;
  const before = await known(unit, orderId);
  const left = before.issued.find((one) => one.shipmentId === shipmentId);
  if (!left) return before;
  await told(unit, of, [goodsReturned({ orderId, shipmentId }, { occurredAt: at })]);
  const commands = movementsOf('unship', left.taken).map(({ lineId, sku, entries }) =>
    signed(of, before.merchant, { kind: 'ship', lineId, sku, entries, now: unit.now }),
  );
  await moved(unit, needs, commands);
  const threadOf = (): Thread => ({ ...thread, correlationId: orderId });
  const cause = before.status === 'cancelled' ? 'cancelled' : 'manual';
  const after = await settle(unit, needs.inventory, { orderIds: [orderId], cause, threadOf });
  return after.get(orderId) ?? before;
};

const holding =
  ({ inventory }: Needs, orderIds: readonly string[]) =>
  async (tx: Sql): Promise<Holding> => {
    const held = await holdingToSettle(inventory, orderIds)(tx);
    const orders = await orderRows.byIds(tx, orderIds);
    const gone = [...orders.values()].flatMap(({ merchant, issued }) =>
      issued.flatMap(({ taken }) => taken.map(({ sku }) => stockIdOf(merchant, sku))),
    );
    return held.with(inventory.holding(gone));
  };

/** The floor's part of the door of orders. */
export const openFloor = (needs: Needs): Floor => ({
  holding: (orderIds) => holding(needs, orderIds),
  move: (unit, of, moves) => move(needs, unit, { of, moves }),
  lose: (unit, of, lacking) => lose(needs, unit, { of, lacking }),
  issue: (unit, of, what) => issue(needs, unit, { of, what }),
  takeBack: (unit, of, shipmentId, at) => takeBack(needs, unit, { of, shipmentId, at }),
});
