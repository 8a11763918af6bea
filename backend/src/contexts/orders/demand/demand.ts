/**
 * What orders wait for, as rows: the units of each product that could not be promised, written with the order and by nobody
 * else. They are the line in which orders stand when stock arrives.
 */
import { isDeepStrictEqual } from 'node:util';
import type { OrderEvent } from '@gantry/shared/events/orders';
import type { Sql } from '../../../platform/database.ts';
import type { Change } from '../../../platform/write/stream.ts';
import { stockIdOf } from '../../inventory/public.ts';
import type { Order } from '../order.ts';
import type { Turn } from '../turn.ts';

const insert = `
  INSERT INTO order_demand (order_id, line_id, stock_id, merchant, channel, sku, quantity, promise_day, placed_at)
  SELECT r.order_id, r.line_id, r.stock_id, r.merchant, r.channel, r.sku, r.quantity, r.promise_day, r.placed_at
  FROM jsonb_to_recordset($1::jsonb) AS r (order_id text, line_id text, stock_id text, merchant text, channel text, sku text,
    quantity bigint, promise_day date, placed_at timestamptz) ORDER BY 1, 2, 3`;

const rowsOf = ({ orderId, merchant, channel, waiting, content, placedAt }: Order): object[] =>
  waiting.map(({ lineId, sku, quantity }) => ({
    order_id: orderId,
    line_id: lineId,
    stock_id: stockIdOf(merchant, sku),
    merchant,
    channel,
    sku,
    quantity,
    promise_day: content.promise?.day,
    placed_at: placedAt,
  }));

/** Writes what changed orders wait for. Costs nothing where nothing waited and nothing waits. */
export const saveDemand = async (tx: Sql, changes: readonly Change<Order, OrderEvent>[]): Promise<void> => {
  const changed = changes.flatMap(({ before, after }) => {
    const was = before ? rowsOf(before.state) : [];
    const is = rowsOf(after.state);
    return isDeepStrictEqual(was, is) ? [] : [{ orderId: after.state.orderId, was, is }];
  });
  const gone = changed.flatMap(({ orderId, was }) => (was.length > 0 ? [orderId] : []));
  if (gone.length > 0) await tx.run('DELETE FROM order_demand WHERE order_id = ANY($1::text[])', gone);
  const come = changed.flatMap(({ is }) => is);
  if (come.length > 0) await tx.run(insert, JSON.stringify(come));
};

/** Orders of one channel that wait for a stock; `others`: what kits among them need beside it. */
export type DemandKind = { stockId: string; merchant: string; channel: string; others: string[] };

/** Which channels' orders wait for stocks. */
export const readKinds = (sql: Sql, stockIds: readonly string[]): Promise<DemandKind[]> =>
  sql.rows<DemandKind>(
    `SELECT d.stock_id AS "stockId", d.merchant, d.channel,
       COALESCE(array_agg(DISTINCT o.stock_id) FILTER (WHERE o.stock_id IS NOT NULL), '{}') AS others
     FROM order_demand d
       LEFT JOIN order_demand o ON (o.order_id, o.line_id) = (d.order_id, d.line_id) AND o.stock_id <> d.stock_id
     WHERE d.stock_id = ANY($1::text[]) GROUP BY 1, 2, 3`,
    stockIds,
  );

/** Somebody in line for a stock. */
export type Waiter = Turn & { stockId: string; channel: string };

/** Which of those who wait are asked for. */
export type WaitersAsked = {
  kinds: readonly Pick<DemandKind, 'stockId' | 'channel'>[];
  /** Lines that wait for one of these as well are left out: there is nothing of it. */
  lacking: readonly string[];
  /** Left out, because they are settled already. */
  without?: readonly string[];
  after?: Turn | undefined;
  until?: Turn | undefined;
  /** Of each kind. */
  most: number;
};

const place = (row: string): string => `(COALESCE(${row}.promise_day, 'infinity'), ${row}.placed_at, ${row}.order_id)`;
const bound = (n: number): string => `(COALESCE($${n}::date, 'infinity'), $${n + 1}::timestamptz, $${n + 2}::text)`;

const waiters = `
  SELECT w.* FROM unnest($1::text[], $2::text[]) AS kind (stock_id, channel) CROSS JOIN LATERAL (
    SELECT d.stock_id AS "stockId", d.channel, d.promise_day::text AS "promiseDay", d.placed_at AS "placedAt", d.order_id AS "orderId"
    FROM order_demand d
    WHERE d.stock_id = kind.stock_id AND d.channel = kind.channel AND d.order_id <> ALL($4::text[])
      AND ($6::timestamptz IS NULL OR ${place('d')} > ${bound(5)}) AND ($9::timestamptz IS NULL OR ${place('d')} <= ${bound(8)})
      AND NOT EXISTS (SELECT 1 FROM order_demand o
        WHERE o.order_id = d.order_id AND o.line_id = d.line_id AND o.stock_id = ANY($3::text[]))
    ORDER BY d.promise_day, d.placed_at, d.order_id LIMIT $11) AS w`;

/** Those who wait, of each kind the first in line. */
export const readWaiters = async (
  sql: Sql,
  { kinds, lacking, without = [], after, until, most }: WaitersAsked,
): Promise<Waiter[]> => {
  if (kinds.length === 0) return [];
  const rows = await sql.rows<Omit<Waiter, 'placedAt'> & { placedAt: Date }>(
    waiters,
    kinds.map(({ stockId }) => stockId),
    kinds.map(({ channel }) => channel),
    lacking,
    without,
    ...[after?.promiseDay ?? null, after?.placedAt ?? null, after?.orderId ?? null],
    ...[until?.promiseDay ?? null, until?.placedAt ?? null, until?.orderId ?? null],
    most,
  );
  return rows.map((row) => ({ ...row, placedAt: row.placedAt.toISOString() }));
};

/** Of stocks, those that somebody waits for; of all of them where none is named. */
export const waitedFor = async (sql: Sql, stockIds: readonly string[] | null): Promise<string[]> => {
  const rows = await sql.rows<{ id: string }>(
    'SELECT DISTINCT stock_id AS id FROM order_demand WHERE $1::text[] IS NULL OR stock_id = ANY($1) ORDER BY 1',
    stockIds,
  );
  return rows.map(({ id }) => id);
};

/** Units that orders wait for of stocks; of those that nobody waits for there is none. */
export const readDemand = async (sql: Sql, stockIds: readonly string[]): Promise<Map<string, number>> => {
  const rows = await sql.rows<{ id: string; units: number }>(
    'SELECT stock_id AS id, sum(quantity)::float8 AS units FROM order_demand WHERE stock_id = ANY($1::text[]) GROUP BY 1',
    stockIds,
  );
  return new Map(rows.map(({ id, units }) => [id, units]));
};
