/**
 * What the floor does with units that are promised to an order, inside its own transactions: takes them from their bins, lays them
 * back, finds them missing, lets them leave. The order and its stocks are written together, as everywhere.
 */
import type { Allocation, OrderEvent } from '@gantry/shared/events/orders';
import { newId } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { type Holding, overtaken, type Unit } from '../../../platform/write/transact.ts';
import { type Inventory, movementsOf, type StockCommand, stockIdOf } from '../../inventory/public.ts';
import { known } from '../decide.ts';
import type { Order } from '../order.ts';
import { holdingToSettle, settle } from '../settle.ts';
import { orderRows, orderStream } from '../store.ts';
import { namedIn } from '../world.ts';
import { type CalledOff, callOff } from './call-off.ts';
import { type Leaving, letLeave, loseUnits, moveUnits, takeUnitsBack, type UnitsMove } from './decide.ts';

/** Whose units, for which of the floor's works, and the fulfillment order that movements of the ledger name. */
type Of = { orderId: string; thread: Thread; reference: string };

/**
 * Each answers the order as it stands then, and throws a Refusal: `not_allocated` where the order is not promised the units any
 * more, `units_gone` where more would leave than is open.
 */
export type Floor = {
  /** Orders as they stand, without what names people: nothing of the floor needs that. */
  standing(sql: Sql, orderIds: readonly string[]): Promise<Map<string, Order>>;
  /** Holds orders, then all stock that anything here may touch. The caller holds its own streams after them. */
  holding(orderIds: readonly string[]): (tx: Sql) => Promise<Holding>;
  /** Moves promised units to another bin of their warehouse: `@picked` as they are taken, a bin as they are put back. */
  move(unit: Unit, of: Of, moves: readonly UnitsMove[]): Promise<Order>;
  /** Writes promised units off that are not where they should be, and looks for others at once. */
  lose(unit: Unit, of: Of, lacking: readonly Allocation[]): Promise<Order>;
  /**
   * Lets promised units leave with a shipment (or with the fulfillment order named in its stead), once; `lines` are units of lines
   * of which no stock is kept. `at`: ISO 8601 in UTC.
   */
  issue(unit: Unit, of: Of, what: Leaving): Promise<Order>;
  /** Calls off units that nobody collected: cancelled for good, or the order is held; either way their promise ends. */
  callOff(unit: Unit, of: Of, what: CalledOff): Promise<Order>;
  /** Takes back what left with a shipment that was called off: it is promised to the order again, as picked units. */
  takeBack(unit: Unit, of: Of, shipmentId: string, at: string): Promise<Order>;
};

type Needs = { inventory: Inventory };
type Done = { order: Order; facts: readonly OrderEvent[] };

const standing = async (unit: Unit, orderId: string): Promise<Order> =>
  known((await unit.load(orderStream, [orderId])).get(orderId));

/** Decides on the order as it stands. Throws what the decision throws. */
const told = async (
  unit: Unit,
  { orderId, thread }: Of,
  decide: (state: Order | undefined) => OrderEvent[],
): Promise<Done> => {
  const command = { id: orderId, thread: { ...thread, correlationId: orderId }, decide };
  const [done] = allDone(await unit.apply(orderStream, [command]));
  return { order: known(done?.state), facts: done?.facts ?? [] };
};

type Moved = Pick<StockCommand, 'kind' | 'entries' | 'reason'> & { lineId: string; sku: string };

/** Writes movements of an order's stock to the ledger. */
const moved = async (
  unit: Unit,
  { inventory }: Needs,
  { of, order, movements }: { of: Of; order: Order; movements: readonly Moved[] },
) => {
  const { orderId, thread, reference } = of;
  const commands = movements.map(
    (one): StockCommand => ({
      ...one,
      movementId: newId('mov', unit.now),
      merchant: order.merchant,
      orderId,
      reference,
      thread: { ...thread, correlationId: orderId },
    }),
  );
  const failed = (await inventory.move(unit, commands)).find((outcome) => !outcome.ok);
  // What is promised to an order is there: only another writer of what is not held can have been faster.
  if (failed && !failed.ok) throw overtaken('units of the floor', failed.error);
};

/** As many moves as one movement of the ledger names, each with three entries at most. */
const movesAtOnce = 300;

const relaid = ({ allocation, bin: next, instead }: UnitsMove): Moved['entries'] => {
  const { warehouse, bin, lot, quantity } = allocation;
  const place = { warehouse, lot, condition: 'sellable' as const };
  if (!instead)
    return [
      { ...place, bin, onHand: -quantity, reserved: -quantity },
      { ...place, bin: next, onHand: quantity, reserved: quantity },
    ];
  return [
    { ...place, bin, onHand: 0, reserved: -quantity },
    { ...place, ...instead, onHand: -quantity, reserved: 0 },
    { ...place, lot: instead.lot, bin: next, onHand: quantity, reserved: quantity },
  ];
};

const relayings = (moves: readonly UnitsMove[]): Moved[] => {
  const groups = Map.groupBy(moves, ({ allocation: { lineId, sku } }) => JSON.stringify([lineId, sku]));
  return [...groups.values()].flatMap((group) =>
    group.flatMap(({ allocation: { lineId, sku } }, from) =>
      from % movesAtOnce === 0
        ? [{ kind: 'pick' as const, lineId, sku, entries: group.slice(from, from + movesAtOnce).flatMap(relaid) }]
        : [],
    ),
  );
};

const move = async (
  needs: Needs,
  unit: Unit,
  { of, moves }: { of: Of; moves: readonly UnitsMove[] },
): Promise<Order> => {
  const { order, facts } = await told(unit, of, moveUnits(moves, unit.now.toISOString()));
  if (facts.length === 0) return order;
  const real = moves.filter(({ allocation, bin }) => allocation.bin !== bin && allocation.quantity > 0);
  await moved(unit, needs, { of, order, movements: relayings(real) });
  return order;
};

const resettled = async (
  unit: Unit,
  { inventory }: Needs,
  { of: { orderId, thread }, cause }: { of: Of; cause: 'short' | 'cancelled' | 'manual' },
): Promise<Order> => {
  await settle(unit, inventory, {
    orderIds: [orderId],
    cause,
    threadOf: () => ({ ...thread, correlationId: orderId }),
  });
  return standing(unit, orderId);
};

const lose = async (
  needs: Needs,
  unit: Unit,
  { of, lacking }: { of: Of; lacking: readonly Allocation[] },
): Promise<Order> => {
  const { order, facts } = await told(unit, of, loseUnits(lacking, unit.now.toISOString()));
  if (facts.length === 0) return order;
  const movements = movementsOf('ship', lacking).map((one) => ({
    ...one,
    kind: 'adjust' as const,
    reason: 'lost' as const,
  }));
  await moved(unit, needs, { of, order, movements });
  return resettled(unit, needs, { of, cause: 'short' });
};

const issue = async (needs: Needs, unit: Unit, { of, what }: { of: Of; what: Leaving }): Promise<Order> => {
  const catalog = await needs.inventory.products(unit.tx, namedIn([await standing(unit, of.orderId)]));
  const { order, facts } = await told(unit, of, letLeave(what, catalog));
  if (facts.length === 0) return order;
  const movements = movementsOf('ship', what.taken).map((one) => ({ ...one, kind: 'ship' as const }));
  await moved(unit, needs, { of, order, movements });
  return order;
};

const takeBack = async (
  needs: Needs,
  unit: Unit,
  { of, shipmentId, at }: { of: Of; shipmentId: string; at: string },
): Promise<Order> => {
  const left = (await standing(unit, of.orderId)).issued.find((one) => one.shipmentId === shipmentId);
  const { order, facts } = await told(unit, of, takeUnitsBack(shipmentId, at));
  if (!left || facts.length === 0) return order;
  const movements = movementsOf('unship', left.taken).map((one) => ({ ...one, kind: 'ship' as const }));
  await moved(unit, needs, { of, order, movements });
  return resettled(unit, needs, { of, cause: order.status === 'cancelled' ? 'cancelled' : 'manual' });
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
  standing: orderRows.byIds,
  move: (unit, of, moves) => move(needs, unit, { of, moves }),
  lose: (unit, of, lacking) => lose(needs, unit, { of, lacking }),
  issue: (unit, of, what) => issue(needs, unit, { of, what }),
  callOff: (unit, of, what) => callOff(unit, needs.inventory, { ...of, ...what }),
  takeBack: (unit, of, shipmentId, at) => takeBack(needs, unit, { of, shipmentId, at }),
});
