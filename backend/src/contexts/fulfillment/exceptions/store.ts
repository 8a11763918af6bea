/**
 * What went wrong on the floor and is somebody's to settle: the only writer of `floor_exceptions`. Raised in the transaction that
 * tells what happened, once by its name.
 */
import type { FloorExceptionKind } from '@gantry/shared/vocabulary/fulfillment';
import { derivedId } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';

export type FloorException = {
  exceptionId: string;
  kind: FloorExceptionKind;
  merchant: string;
  fulfillmentId: string;
  number: string;
  orderId: string;
  sku: string | null;
  quantity: number | null;
  warehouse: string | null;
  vendor: string | null;
  parcel: string | null;
  at: string;
  settledAt: string | null;
};

/** `cause`: what of the fulfillment order it is about, a scan, a day: the same cause raises it once. */
export type Raising = {
  kind: FloorExceptionKind;
  order: FulfillmentOrder;
  cause: string;
  at: Date;
  sku?: string;
  quantity?: number;
  parcel?: string;
};

const insert = `
  INSERT INTO floor_exceptions (id, kind, merchant, fulfillment_id, number, order_id, sku, quantity, warehouse, vendor, parcel, at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (id) DO NOTHING`;

/** The exception of a fulfillment order about one cause. */
export const exceptionIdOf = (
  { fulfillmentId }: Pick<FulfillmentOrder, 'fulfillmentId'>,
  kind: FloorExceptionKind,
  cause: string,
): string => derivedId('fex', [fulfillmentId, kind, cause]);

/** Raises an exception; answers its id. */
export const raiseException = async (
  tx: Sql,
  { kind, order, cause, at, sku, quantity, parcel }: Raising,
): Promise<string> => {
  const { fulfillmentId, merchant, number, orderId, warehouse, vendor } = order;
  const exceptionId = exceptionIdOf(order, kind, cause);
  const of = [
    merchant,
    fulfillmentId,
    number,
    orderId,
    sku ?? null,
    quantity ?? null,
    warehouse,
    vendor,
    parcel ?? null,
    at,
  ];
  await tx.run(insert, exceptionId, kind, ...of);
  return exceptionId;
};

const columns = `id AS "exceptionId", kind, merchant, fulfillment_id AS "fulfillmentId", number, order_id AS "orderId", sku, quantity,
  warehouse, vendor, parcel, at, settled_at AS "settledAt"`;

type Row = Omit<FloorException, 'at' | 'settledAt'> & { at: Date; settledAt: Date | null };

const shown = ({ at, settledAt, ...row }: Row): FloorException => ({
  ...row,
  at: at.toISOString(),
  settledAt: settledAt?.toISOString() ?? null,
});

const page = `
  SELECT ${columns} FROM floor_exceptions
  WHERE ($1::text[] IS NULL OR merchant = ANY($1)) AND ($2::text IS NULL OR kind = $2)
    AND ($3::boolean IS NULL OR (settled_at IS NULL) = $3) AND ($4::timestamptz IS NULL OR (at, id) < ($4, $5))
  ORDER BY at DESC, id DESC LIMIT $6`;

export type ExceptionsAsked = {
  merchants: string[] | null;
  kind: FloorExceptionKind | undefined;
  open: boolean | undefined;
  after: readonly [string | null, string | null];
  most: number;
};

/** Exceptions, newest first. */
export const listExceptions = async (
  sql: Sql,
  { merchants, kind, open, after, most }: ExceptionsAsked,
): Promise<FloorException[]> =>
  (await sql.rows<Row>(page, merchants, kind ?? null, open ?? null, ...after, most)).map(shown);

/** One by its id, as these merchants see it. */
export const readException = async (
  sql: Sql,
  { exceptionId, merchants }: { exceptionId: string; merchants: string[] | null },
): Promise<FloorException | undefined> => {
  const one = `SELECT ${columns} FROM floor_exceptions WHERE id = $1 AND ($2::text[] IS NULL OR merchant = ANY($2))`;
  return (await sql.rows<Row>(one, exceptionId, merchants)).map(shown)[0];
};

/** Writes that one is dealt with, in the transaction that tells it. */
export const markSettled = (tx: Sql, exceptionId: string, at: Date): Promise<number> =>
  tx.run('UPDATE floor_exceptions SET settled_at = $2 WHERE id = $1 AND settled_at IS NULL', exceptionId, at);

/** Settles what is open of these kinds about a fulfillment order: what happened to it since has dealt with it. */
export const settleExceptionsOf = (
  tx: Sql,
  { fulfillmentId }: Pick<FulfillmentOrder, 'fulfillmentId'>,
  { kinds, at }: { kinds: readonly FloorExceptionKind[]; at: Date },
): Promise<number> =>
  tx.run(
    `UPDATE floor_exceptions SET settled_at = $3
     WHERE fulfillment_id = $1 AND kind = ANY($2::text[]) AND settled_at IS NULL`,
    fulfillmentId,
    [...kinds],
    at,
  );
