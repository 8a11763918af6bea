/** What contexts later on the ladder may ask of orders. */
import type { Sql } from '../../platform/database.ts';
import { erasedIn } from '../../platform/privacy/erased.ts';
import type { Owner } from '../../platform/privacy/privacy.ts';
import { type Holding, hold } from '../../platform/write/transact.ts';
import type { Part } from '../inventory/public.ts';
import { partsOf } from './allocation.ts';
import type { ChangeNeeds } from './changes/changing.ts';
import { mayShip, type Units } from './changes/goods.ts';
import { type GoodsMove, moveGoods } from './changes/issuing.ts';
import { type Floor, openFloor } from './floor/floor.ts';
import type { OrderIntake } from './intake/intake.ts';
import type { Order } from './order.ts';
import { type KeptOrder, ordersOfOld, readSubjects } from './personal.ts';
import { type LineStanding, linesOf } from './standing.ts';
import { orderRows, orderStream } from './store.ts';
import { namedIn } from './world.ts';

export { addressSearched } from './customer.ts';
export { type OrderInput, orderIdOf } from './intake/reading.ts';
export { linesOf, stageOf } from './standing.ts';
export type { OrderTiles } from './tiles.ts';
export type { Floor, GoodsMove, KeptOrder, LineStanding, Order, Units };

/** What proves an order to be one's own beside its number: hashes of its e-mail addresses and its postal code. */
export type SecondFactors = { orderId: string; hashes: string[] };

/** A shipment that somebody wants to make; `lines` where they say what is in it. */
export type ShipAsked = { order: Order; lines?: readonly Units[] | undefined };

export type Orders = {
  /** Holds orders as they stand, so that nobody amends or cancels them before what rests on them is written. */
  holding(ids: readonly string[]): Holding;
  /**
   * Why new shipments may not be made, in the order of the question; undefined where they may. It is asked for what the order
   * says or the rules of its channel, for holds, and for what it waits for.
   */
  whyNotShip(tx: Sql, asked: readonly ShipAsked[]): Promise<(unknown | undefined)[]>;
  /** Issues goods to shipments that were made and takes back those of shipments called off, each once. */
  moveGoods(moves: readonly GoodsMove[]): Promise<void>;
  /** Takes an order in, as the endpoint does: what a return sends in the stead of what came back. */
  place: OrderIntake['place'];
  /** What the floor does with promised units, inside its own transactions. */
  floor: Floor;
  /** The products that one unit of each line of an order is made of: parts of a kit, else itself; none of what has no stock. */
  partsOf(tx: Sql, orders: readonly Order[]): Promise<Map<string, LineParts[]>>;
  /** Orders by id, as they stand in the caller's transaction. */
  byIds(tx: Sql, ids: readonly string[]): Promise<Map<string, Order>>;
  /** All orders of the next 500 subjects of a merchant, by their ids, that were not erased and have ordered nothing since `before`. */
  ofOldSubjects(asked: { merchant: string; before: Date; after: string }): Promise<KeptOrder[]>;
  /** Of orders, those whose customer was erased, with when. */
  erasedAt(ids: readonly string[]): Promise<Map<string, string>>;
  /** Whose orders are, by order. */
  subjectsOf(sql: Sql, ids: readonly string[]): Promise<Map<string, string>>;
  /** What orders are called by people, by id. */
  numbersOf(sql: Sql, ids: readonly string[]): Promise<Map<string, string>>;
  /** The orders of merchants (null: of all) that bear a number, the newest twenty. */
  bearing(sql: Sql, number: string, merchants: readonly string[] | null): Promise<string[]>;
  /** The second factors of the newest twenty orders that bear one of these numbers, in any case; channels may use the same ones. */
  secondFactors(numbers: readonly string[]): Promise<SecondFactors[]>;
};

/** Whose orders are, with their merchants. */
export const readOwners = async (sql: Sql, ids: readonly string[]): Promise<Map<string, Owner>> => {
  const rows = await sql.rows<Owner & { id: string }>(
    'SELECT id, subject, merchant FROM orders WHERE id = ANY($1::text[]) AND subject IS NOT NULL',
    [...ids],
  );
  return new Map(rows.map(({ id, subject, merchant }) => [id, { subject, merchant }]));
};

const readNumbers = async (sql: Sql, ids: readonly string[]): Promise<Map<string, string>> => {
  if (ids.length === 0) return new Map();
  const rows = await sql.rows<{ id: string; number: string }>(
    'SELECT id, number FROM orders WHERE id = ANY($1::text[])',
    [...ids],
  );
  return new Map(rows.map(({ id, number }) => [id, number]));
};

const readBearing = async (sql: Sql, number: string, merchants: readonly string[] | null): Promise<string[]> => {
  const rows = await sql.rows<{ id: string }>(
    `SELECT id FROM orders WHERE lower(number) = lower($1) AND ($2::text[] IS NULL OR merchant = ANY($2))
     ORDER BY placed_at DESC, id DESC LIMIT 20`,
    number,
    merchants,
  );
  return rows.map(({ id }) => id);
};

const whyNotShip = async ({ inventory }: ChangeNeeds, tx: Sql, asked: readonly ShipAsked[]): Promise<unknown[]> => {
  // Only of those that wait for something it matters whether they may go in parts.
  const waiting = asked.flatMap(({ order }) => (order.waiting.length > 0 ? [order] : []));
  const rules = waiting.length > 0 ? await inventory.rules(tx, waiting) : [];
  const policies = new Map(waiting.map(({ orderId }, i) => [orderId, rules[i]?.shipPolicy]));
  return asked.map(({ order, lines }) => {
    try {
      mayShip(order, order.content.shipPolicy ?? policies.get(order.orderId) ?? 'ship_partial', lines);
      return undefined;
    } catch (refusal) {
      return refusal;
    }
  });
};

/** A line with what a unit of it is made of. */
export type LineParts = { standing: LineStanding; parts: Part[]; names: ReadonlyMap<string, string> };

const readParts = async (
  { inventory }: ChangeNeeds,
  tx: Sql,
  orders: readonly Order[],
): Promise<Map<string, LineParts[]>> => {
  const catalog = await inventory.products(tx, namedIn(orders));
  const names = new Map([...catalog.values()].map(({ sku, name }) => [sku, name]));
  return new Map(
    orders.map((order) => [
      order.orderId,
      linesOf(order).map((standing) => ({ standing, parts: partsOf(order.merchant, standing, catalog), names })),
    ]),
  );
};

/** The door of orders. */
export const openOrders = (needs: ChangeNeeds & { intake: OrderIntake }): Orders => ({
  place: needs.intake.place,
  floor: openFloor(needs),
  partsOf: (tx, orders) => readParts(needs, tx, orders),
  whyNotShip: (tx, asked) => whyNotShip(needs, tx, asked),
  moveGoods: (moves) => moveGoods(needs, moves),
  holding: (ids) => hold(orderStream, ids),
  byIds: orderRows.whole(needs.platform.privacy).byIds,
  ofOldSubjects: (asked) => ordersOfOld(needs.platform.database, asked),
  erasedAt: (ids) => erasedIn(needs.platform.database, 'orders', ids),
  subjectsOf: readSubjects,
  numbersOf: readNumbers,
  bearing: readBearing,
  secondFactors: (numbers) =>
    needs.platform.database.rows<SecondFactors>(
      `SELECT id AS "orderId", lookup_hashes AS hashes FROM orders
       WHERE lower(number) = ANY($1::text[]) ORDER BY placed_at DESC, id DESC LIMIT 20`,
      numbers.map((number) => number.toLowerCase()),
    ),
});
