/** What contexts later on the ladder may ask of orders. */
import type { Sql, Transaction } from '../../platform/database.ts';
import type { Order } from './order.ts';
import { orderOf } from './store.ts';

export type { Order };

/** Orders by id, as they stand in the caller's transaction. */
export const ordersById = async (tx: Transaction, ids: readonly string[]): Promise<Map<string, Order>> => {
  const rows = await tx.order.findMany({ where: { id: { in: [...ids] } } });
  return new Map(rows.map((row) => [row.id, orderOf(row)]));
};

/** What only the customer of an order knows beside its number. */
export type SecondFactors = { orderId: string; emails: string[]; postalCodes: string[] };

type FactorRow = { id: string; email: string | null; ship_email: string | null; postal_code: string | null };

/** The second factors of the newest twenty orders that bear one of these numbers, in any case; channels may use the same ones. */
export const secondFactors = async (
  reader: Pick<Sql, '$queryRawUnsafe'>,
  numbers: readonly string[],
): Promise<SecondFactors[]> => {
  const rows = await reader.$queryRawUnsafe<FactorRow[]>(
    `SELECT id, content->'customer'->>'email' AS email, content->'shipTo'->>'email' AS ship_email, content->'shipTo'->>'postalCode' AS postal_code
     FROM orders WHERE lower(number) = ANY($1::text[]) ORDER BY placed_at DESC, id DESC LIMIT 20`,
    numbers.map((number) => number.toLowerCase()),
  );
  const said = (...texts: (string | null)[]): string[] => texts.filter((text): text is string => text !== null);
  return rows.map(({ id, email, ship_email: shipEmail, postal_code: postalCode }) => ({
    orderId: id,
    emails: said(email, shipEmail),
    postalCodes: said(postalCode),
  }));
};
