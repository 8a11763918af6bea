/**
 * Goods that leave with shipments and come back: many in one transaction, with the movements of their stock. Whatever was told
 * before changes nothing when it is told again.
 */
import type { Allocation, OrderEvent } from '@gantry/shared/events/orders';
import { newId } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { type Holding, hold, overtaken, take, transact, type Unit } from '../../../platform/write/transact.ts';
import { type Doing, movementsOf, type StockCommand, stockIdOf } from '../../inventory/public.ts';
import type { Order } from '../order.ts';
import { holdingToSettle, settle } from '../settle.ts';
import { orderRows, orderStream } from '../store.ts';
import type { ChangeNeeds } from './changing.ts';
import { type Issuing, issueGoods, returnGoods } from './goods.ts';

/** A shipment that was made for an order, or one that was called off. */
export type GoodsMove = { orderId: string; thread: Thread } & (
  | { issuing: Issuing }
  | { calledOff: { shipmentId: string; at: string } }
);

const touchesStock = ({ allocations, waiting, issued }: Order): boolean =>
  allocations.length + waiting.length > 0 || issued.some(({ taken }) => taken.length > 0);

const idsOf = (moves: readonly GoodsMove[]): string[] => [...new Set(moves.map(({ orderId }) => orderId))];

/** The orders, and of those that have stock its stocks. Most orders of the past have none. */
const holding =
  ({ inventory }: ChangeNeeds, moves: readonly GoodsMove[]) =>
  async (tx: Sql): Promise<Holding> => {
    const orders = hold(orderStream, idsOf(moves));
    await take(tx, orders);
    const known = await orderRows.byIds(tx, idsOf(moves));
    const stocked = [...known.values()].filter(touchesStock);
    if (stocked.length === 0) return orders;
    const ids = stocked.map(({ orderId }) => orderId);
    const gone = stocked.flatMap(({ merchant, issued }) =>
      issued.flatMap(({ taken }) => taken.map(({ sku }) => stockIdOf(merchant, sku))),
    );
    return orders.with(await holdingToSettle(inventory, ids)(tx)).with(inventory.holding(gone));
  };

type Told = { orderId: string; thread: Thread; facts: readonly OrderEvent[] };

/** A shipment may take of several orders. */
const takingOf = (orderId: string, shipmentId: string): string => `${orderId} ${shipmentId}`;

/** What each shipment took of an order, as far as it was known before or is told now. */
const takenBy = (known: ReadonlyMap<string, Order>, told: readonly Told[]): Map<string, Allocation[]> =>
  new Map([
    ...[...known.values()].flatMap(({ orderId, issued }) =>
      issued.map(({ shipmentId, taken }) => [takingOf(orderId, shipmentId), taken] as const),
    ),
    ...told.flatMap(({ orderId, facts }) =>
      facts.flatMap((fact) =>
        fact.name === 'orders.goods_issued'
          ? [[takingOf(orderId, fact.payload.shipmentId), fact.payload.taken] as const]
          : [],
      ),
    ),
  ]);

type Moved = { order: Order; thread: Thread; shipmentId: string; taken: readonly Allocation[] };

const movements = (doing: Doing, { order, thread, shipmentId, taken }: Moved, now: Date): StockCommand[] =>
  movementsOf(doing, taken).map(
    ({ lineId, sku, entries }): StockCommand => ({
      movementId: newId('mov', now),
      kind: 'ship',
      entries,
      orderId: order.orderId,
      lineId,
      merchant: order.merchant,
      sku,
      reference: shipmentId,
      thread,
    }),
  );

const stockCommands = (known: ReadonlyMap<string, Order>, told: readonly Told[], now: Date): StockCommand[] => {
  const taken = takenBy(known, told);
  return told.flatMap(({ orderId, thread, facts }) => {
    const order = known.get(orderId);
    if (!order) return [];
    return facts.flatMap((fact) => {
      if (fact.name !== 'orders.goods_issued' && fact.name !== 'orders.goods_returned') return [];
      const { shipmentId } = fact.payload;
      const doing = fact.name === 'orders.goods_issued' ? 'ship' : 'unship';
      return movements(
        doing,
        { order, thread, shipmentId, taken: taken.get(takingOf(orderId, shipmentId)) ?? [] },
        now,
      );
    });
  });
};

/** Orders of which stock is left to settle: what came back to a cancelled one is free, others go on waiting for less. */
const settleAll = async (
  unit: Unit,
  { inventory }: ChangeNeeds,
  { orders, told }: { orders: readonly Order[]; told: readonly Told[] },
): Promise<void> => {
  const threads = new Map(told.map(({ orderId, thread }) => [orderId, thread]));
  const threadOf = (orderId: string): Thread =>
    threads.get(orderId) ?? { correlationId: orderId, actor: 'system:orders' };
  for (const cause of ['cancelled', 'manual'] as const) {
    const some = orders.filter(({ status }) => (status === 'cancelled') === (cause === 'cancelled'));
    const orderIds = some.map(({ orderId }) => orderId);
    if (orderIds.length > 0) await settle(unit, inventory, { orderIds, cause, threadOf });
  }
};

const decisionOf = (move: GoodsMove) =>
  'issuing' in move ? issueGoods(move.issuing) : returnGoods(move.calledOff.shipmentId, move.calledOff.at);

const moveSome = (needs: ChangeNeeds, moves: readonly GoodsMove[]): Promise<void> =>
  transact(needs.platform, holding(needs, moves), async (unit) => {
    const known = await orderRows.byIds(unit.tx, idsOf(moves));
    const done = allDone(
      await unit.apply(
        orderStream,
        moves.map((move) => ({ id: move.orderId, thread: threadOf(move), decide: decisionOf(move) })),
      ),
    );
    const told = moves.map(
      (move, i): Told => ({
        orderId: move.orderId,
        thread: threadOf(move),
        facts: done[i]?.facts ?? [],
      }),
    );
    const changed = new Set(told.flatMap(({ orderId, facts }) => (facts.length > 0 ? [orderId] : [])));
    const stocked = [...known.values()].filter((order) => changed.has(order.orderId) && touchesStock(order));
    if (stocked.length === 0) return;
    const moved = await needs.inventory.move(unit, stockCommands(known, told, unit.now));
    const failed = moved.find((outcome) => !outcome.ok);
    // What was promised to an order is there: only another writer of what is not held can have been faster.
    if (failed && !failed.ok) throw overtaken('goods that left', failed.error);
    await settleAll(unit, needs, { orders: stocked, told });
  });

const threadOf = ({ orderId, thread }: GoodsMove): Thread => ({ ...thread, correlationId: orderId });

const atOnce = 250;

/** Issues and takes back goods in the order given. */
export const moveGoods = async (needs: ChangeNeeds, moves: readonly GoodsMove[]): Promise<void> => {
  for (let from = 0; from < moves.length; from += atOnce) await moveSome(needs, moves.slice(from, from + atOnce));
};
