/** Lists of what is collected and of what vendors send: what needs somebody first stands first, what is over last. */

import type { QueryOf } from '@gantry/shared/api/endpoint';
import type { listDropships, listPickups } from '@gantry/shared/api/fulfillment/collecting';
import type { PickupState, VendorOrderState } from '@gantry/shared/vocabulary/fulfillment';
import type { Sql } from '../../../platform/database.ts';
import { cursorOf, readCursor } from '../../../platform/http/cursor.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import { fulfillmentRows } from '../store.ts';

/** Of what is over the newest first. */
const over = `'2' || lpad((99999999999999 - floor(extract(epoch FROM COALESCE(done_at, planned_at)) * 1000))::bigint::text, 14, '0')`;

const pickupState = `
  CASE WHEN (pickup ->> 'expired')::boolean THEN 'expired' WHEN status = 'cancelled' THEN 'cancelled'
    WHEN pickup ->> 'handedOverAt' IS NOT NULL OR status IN ('shipped', 'delivered', 'returned') THEN 'handed_over'
    WHEN pickup ->> 'readyAt' IS NOT NULL THEN 'ready' ELSE 'preparing' END`;
const pickupKey = `
  CASE WHEN open THEN COALESCE('0' || (pickup ->> 'expiresAt'), '1' || to_char(planned_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS'))
    ELSE ${over} END`;
const vendorState = `vendor_order ->> 'state'`;
const isLate = `(open AND ${vendorState} IN ('sent', 'confirmed') AND jsonb_exists(vendor_order -> 'lateOn', COALESCE(expected_on, '')))`;
const dropshipKey = `
  CASE WHEN ${isLate} THEN '0' || expected_on WHEN open THEN '1' || COALESCE(expected_on, '9999-12-31') ELSE ${over} END`;

/** By its number or its order's, or the beginning of one. */
const named = (value: string): string =>
  `(${value}::text IS NULL OR lower(number) LIKE ${value} || '%' OR lower(order_number) LIKE ${value} || '%')`;
const escaped = (q: string | undefined): string | null => q?.toLowerCase().replace(/[\\%_]/g, '\\$&') ?? null;

type Asked = { merchants: string[] | null };
type Found = { order: FulfillmentOrder; key: string };

const keysOf = async (sql: Sql, key: string, ids: readonly string[]): Promise<Map<string, string>> => {
  const rows = await sql.rows<{ id: string; key: string }>(
    `SELECT id, ${key} AS key FROM fulfillment_orders WHERE id = ANY($1::text[])`,
    [...ids],
  );
  return new Map(rows.map((row) => [row.id, row.key]));
};

/** A page of a kind, with the keys its cursors are made of. */
const pageOf = async (
  sql: Sql,
  { key, where }: { key: string; where: string },
  { cursor, limit, values }: { cursor: string | undefined; limit: number; values: readonly unknown[] },
): Promise<Found[]> => {
  const [after = null, id = null] = readCursor(cursor, 'text') ?? [];
  const rest = `WHERE ${where} AND ($1::text IS NULL OR (${key}, id) > ($1, $2)) ORDER BY ${key}, id LIMIT $3`;
  const found = await fulfillmentRows.list(sql, rest, after, id, limit + 1, ...values);
  const keys = await keysOf(
    sql,
    key,
    found.map(({ fulfillmentId }) => fulfillmentId),
  );
  return found.map((order) => ({ order, key: keys.get(order.fulfillmentId) ?? '' }));
};

export const cursorAfter = ({ order, key }: Found): string => cursorOf(key, order.fulfillmentId);

/** Pickups; one more than the limit where there are more. */
export const pagePickups = (
  sql: Sql,
  { merchants, cursor, limit, state, warehouse, q }: QueryOf<typeof listPickups> & Asked,
): Promise<Found[]> =>
  pageOf(
    sql,
    {
      key: pickupKey,
      where: `kind = 'pickup' AND ($4::text[] IS NULL OR merchant = ANY($4)) AND ($5::text IS NULL OR ${pickupState} = $5)
        AND ($6::text IS NULL OR warehouse = $6) AND ${named('$7')}`,
    },
    { cursor, limit, values: [merchants, state ?? null, warehouse ?? null, escaped(q)] },
  );

/** Orders to vendors; one more than the limit where there are more. */
export const pageDropships = (
  sql: Sql,
  { merchants, cursor, limit, state, vendor, late, q }: QueryOf<typeof listDropships> & Asked,
): Promise<Found[]> =>
  pageOf(
    sql,
    {
      key: dropshipKey,
      where: `kind = 'dropship' AND ($4::text[] IS NULL OR merchant = ANY($4)) AND ($5::text IS NULL OR ${vendorState} = $5)
        AND ($6::text IS NULL OR vendor = $6) AND ${named('$7')} AND ($8::boolean IS NULL OR ${isLate} = $8)`,
    },
    {
      cursor,
      limit,
      values: [merchants, state ?? null, vendor ?? null, escaped(q), late === undefined ? null : late === 'true'],
    },
  );

type Count<State> = { state: State; count: number };
const counts = (state: string, kind: string): string => `
  SELECT ${state} AS state, count(*)::int AS count FROM fulfillment_orders
  WHERE kind = '${kind}' AND ($1::text[] IS NULL OR merchant = ANY($1)) GROUP BY 1`;

export const countPickups = (sql: Sql, merchants: string[] | null): Promise<Count<PickupState>[]> =>
  sql.rows<Count<PickupState>>(counts(pickupState, 'pickup'), merchants);
export const countDropships = (sql: Sql, merchants: string[] | null): Promise<Count<VendorOrderState>[]> =>
  sql.rows<Count<VendorOrderState>>(counts(vendorState, 'dropship'), merchants);
export const countLate = async (sql: Sql, merchants: string[] | null): Promise<number> => {
  const [row] = await sql.rows<{ count: number }>(
    `SELECT count(*)::int AS count FROM fulfillment_orders
     WHERE kind = 'dropship' AND ${isLate} AND ($1::text[] IS NULL OR merchant = ANY($1))`,
    merchants,
  );
  return row?.count ?? 0;
};
