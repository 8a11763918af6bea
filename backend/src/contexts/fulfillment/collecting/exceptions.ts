/** What went wrong while a vendor or a customer was waited for, until somebody or the world settles it. */
import type { FloorExceptionKind } from '@gantry/shared/vocabulary/fulfillment';
import { derivedId } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';

const insert = `
  INSERT INTO floor_exceptions (id, kind, merchant, fulfillment_id, number, order_id, quantity, warehouse, vendor, at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING`;

/** Opens one, once for what `key` says it is about. */
export const openException = (
  tx: Sql,
  order: FulfillmentOrder,
  { kind, key, at }: { kind: FloorExceptionKind; key: string; at: Date },
): Promise<number> => {
  const { fulfillmentId, merchant, number, orderId, warehouse, vendor } = order;
  const units = order.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const id = derivedId('fex', [fulfillmentId, kind, key]);
  return tx.run(insert, id, kind, merchant, fulfillmentId, number, orderId, units, warehouse, vendor, at);
};

/** Settles the open ones of these kinds that are about it. */
export const settleExceptions = (
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
