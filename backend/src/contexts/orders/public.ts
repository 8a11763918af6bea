/** What contexts later on the ladder may ask of orders. */
import type { Sql } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Holding, hold } from '../../platform/write/transact.ts';
import type { Order } from './order.ts';
import { orderRows, orderStream } from './store.ts';

export type { Order };

/** What only the customer of an order knows beside its number. */
export type SecondFactors = { orderId: string; emails: string[]; postalCodes: string[] };

export type Orders = {
  /** Holds orders as they stand, so that nobody amends or cancels them before what rests on them is written. */
  holding(ids: readonly string[]): Holding;
  /** Orders by id, as they stand in the caller's transaction. */
  byIds(tx: Sql, ids: readonly string[]): Promise<Map<string, Order>>;
  /** The second factors of the newest twenty orders that bear one of these numbers, in any case; channels may use the same ones. */
  secondFactors(numbers: readonly string[]): Promise<SecondFactors[]>;
};

type FactorRow = { id: string; email: string | null; ship_email: string | null; postal_code: string | null };

const factorsOf = ({ id, email, ship_email: shipEmail, postal_code: postalCode }: FactorRow): SecondFactors => ({
  orderId: id,
  emails: [email, shipEmail].filter((text) => text !== null),
  postalCodes: [postalCode].filter((text) => text !== null),
});

/** The door of orders. */
export const openOrders = ({ database }: Platform): Orders => ({
  holding: (ids) => hold(orderStream, ids),
  byIds: (tx, ids) => orderRows.byIds(tx, ids),
  secondFactors: async (numbers) => {
    const rows = await database.rows<FactorRow>(
      `SELECT id, content->'customer'->>'email' AS email, content->'shipTo'->>'email' AS ship_email, content->'shipTo'->>'postalCode' AS postal_code
       FROM orders WHERE lower(number) = ANY($1::text[]) ORDER BY placed_at DESC, id DESC LIMIT 20`,
      numbers.map((number) => number.toLowerCase()),
    );
    return rows.map(factorsOf);
  },
});
