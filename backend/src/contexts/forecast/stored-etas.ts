/** The current estimates of arrival, as they were issued last, for whoever reads shipments. */
import type { Eta } from '@gantry/shared/events/eta';
import type { Sql } from '../../platform/database.ts';
import { forecastRows } from './store.ts';

/** The current estimates of shipments; those that have none are not in the answer. */
export const readEtas = async (sql: Sql, shipmentIds: readonly string[]): Promise<Map<string, Eta>> =>
  new Map([...(await forecastRows.byIds(sql, shipmentIds))].map(([id, { eta }]) => [id, eta]));

/** When shipments are expected: the point of their current estimates, ISO 8601. */
export const readArrivals = async (sql: Sql, shipmentIds: readonly string[]): Promise<Map<string, string>> => {
  const rows = await sql.rows<{ id: string; at: Date }>(
    'SELECT shipment_id AS id, at FROM shipment_etas WHERE shipment_id = ANY($1::text[])',
    [...shipmentIds],
  );
  return new Map(rows.map(({ id, at }) => [id, at.toISOString()]));
};
