/** Orders that name a product are looked at again when it changes: it may be kept in stock by now, or be made of other parts. */
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import type { Turn } from '../turn.ts';
import { type Needs, settleAgain } from './serve.ts';

type Product = { merchant: string; sku: string };
type Row = Omit<Turn, 'placedAt'> & { placedAt: Date };

const standing = `o.status = 'placed' AND o.stage <> 'shipped'`;

const naming = `
  SELECT o.id AS "orderId", o.promise_day AS "promiseDay", o.placed_at AS "placedAt" FROM orders o
  WHERE o.merchant = $1 AND o.skus @> ARRAY[$2] AND ${standing} AND ($4::timestamptz IS NULL
    OR (COALESCE(o.promise_day, 'z'), o.placed_at, o.id) > (COALESCE($3::text, 'z'), $4::timestamptz, $5::text))
  ORDER BY COALESCE(o.promise_day, 'z'), o.placed_at, o.id LIMIT $6`;

const named = `
  SELECT p.merchant, p.sku FROM unnest($1::text[], $2::text[]) AS p (merchant, sku)
  WHERE EXISTS (SELECT 1 FROM orders o WHERE o.merchant = p.merchant AND o.skus @> ARRAY[p.sku] AND ${standing})`;

/** Of products, those that orders name which have not left. */
export const namedByOrders = async (sql: Sql, products: readonly Product[]): Promise<Product[]> =>
  sql.rows<Product>(
    named,
    products.map(({ merchant }) => merchant),
    products.map(({ sku }) => sku),
  );

const together = 100;

/** Settles the orders that name a product in their turns, up to `most`; answers whose turn was last where there may be more. */
export const resettleNamed = async (
  needs: Needs,
  { merchant, sku, after, most }: Product & { after?: Turn | undefined; most: number },
  by: Pick<Thread, 'actor' | 'causationId'>,
): Promise<Turn | undefined> => {
  let last = after;
  for (let done = 0; done < most; done += together) {
    const from = [last?.promiseDay ?? null, last?.placedAt ?? null, last?.orderId ?? null];
    const rows = await needs.platform.database.rows<Row>(naming, merchant, sku, ...from, together);
    await settleAgain(
      needs,
      rows.map(({ orderId }) => orderId),
      { by, cause: 'amended' },
    );
    const end = rows.at(-1);
    last = end && { ...end, placedAt: end.placedAt.toISOString() };
    if (!last || rows.length < together) return undefined;
  }
  return last;
};
