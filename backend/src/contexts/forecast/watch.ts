/** Which live shipments are to be estimated again, and when, if nothing is heard of them until then. */
import type { Sql } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';

/** Notes when to look again, with the number of the model that was asked. */
export const watch = async (
  tx: Sql,
  due: readonly { shipmentId: string; dueAt: Date }[],
  model: number,
): Promise<void> => {
  if (due.length === 0) return;
  const inOrder = [...due].sort((one, other) => (one.shipmentId < other.shipmentId ? -1 : 1));
  await tx.$executeRawUnsafe(
    `INSERT INTO eta_watch (shipment_id, due_at, model) SELECT id, due_at, $3 FROM unnest($1::text[], $2::timestamptz[]) AS d (id, due_at)
     ON CONFLICT (shipment_id) DO UPDATE SET due_at = EXCLUDED.due_at, model = EXCLUDED.model`,
    inOrder.map(({ shipmentId }) => shipmentId),
    inOrder.map(({ dueAt }) => dueAt.toISOString()),
    model,
  );
};

/** Forgets shipments that have ended. */
export const unwatch = async (tx: Sql, shipmentIds: readonly string[]): Promise<void> => {
  if (shipmentIds.length > 0)
    await tx.$executeRawUnsafe('DELETE FROM eta_watch WHERE shipment_id = ANY($1::text[])', [...shipmentIds]);
};

/** The shipments that are due at `now`, longest first, `most` of them, with the model they were last estimated by. */
export const dueShipments = async (
  platform: Platform,
  now: Date,
  most: number,
): Promise<{ shipmentId: string; model: number }[]> => {
  const { rows } = await platform.database.pool.query<{ shipment_id: string; model: number }>(
    'SELECT shipment_id, model FROM eta_watch WHERE due_at <= $1 ORDER BY due_at LIMIT $2',
    [now, most],
  );
  return rows.map(({ shipment_id: shipmentId, model }) => ({ shipmentId, model }));
};
