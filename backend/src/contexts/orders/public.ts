/** What contexts later on the ladder may ask of orders. */
import type { Sql } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Owner } from '../../platform/privacy/privacy.ts';
import { type Holding, hold } from '../../platform/write/transact.ts';
import type { Order } from './order.ts';
import { type KeptOrder, ordersOfOld, readSubjects } from './personal.ts';
import { orderRows, orderStream } from './store.ts';

export { addressSearched } from './customer.ts';
export type { KeptOrder, Order };

/** What proves an order to be one's own beside its number: hashes of its e-mail addresses and its postal code. */
export type SecondFactors = { orderId: string; hashes: string[] };

export type Orders = {
  /** Holds orders as they stand, so that nobody amends or cancels them before what rests on them is written. */
  holding(ids: readonly string[]): Holding;
  /** Orders by id, as they stand in the caller's transaction. */
  byIds(tx: Sql, ids: readonly string[]): Promise<Map<string, Order>>;
  /** All orders of the next 500 subjects of a merchant, by their ids, that were not erased and have ordered nothing since `before`. */
  ofOldSubjects(asked: { merchant: string; before: Date; after: string }): Promise<KeptOrder[]>;
  /** Whose orders are, by order. */
  subjectsOf(sql: Sql, ids: readonly string[]): Promise<Map<string, string>>;
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

/** The door of orders. */
export const openOrders = ({ database, privacy }: Platform): Orders => ({
  holding: (ids) => hold(orderStream, ids),
  byIds: orderRows.whole(privacy).byIds,
  ofOldSubjects: (asked) => ordersOfOld(database, asked),
  subjectsOf: readSubjects,
  secondFactors: (numbers) =>
    database.rows<SecondFactors>(
      `SELECT id AS "orderId", lookup_hashes AS hashes FROM orders
       WHERE lower(number) = ANY($1::text[]) ORDER BY placed_at DESC, id DESC LIMIT 20`,
      numbers.map((number) => number.toLowerCase()),
    ),
});
