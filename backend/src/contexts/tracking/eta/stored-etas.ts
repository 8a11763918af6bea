/** The current estimate of arrival of shipments, as it was issued last. */
import { type Eta, eta } from '@gantry/shared/events/eta';
import type { Sql } from '../../../platform/database.ts';

/**
 * Joins a query's tracked shipment `t` with its current estimate as `eta`, whose columns `at`, `low` and `high` are
 * instants, and `data` the whole of it; all null where there is none.
 */
export const joinEta = `
  LEFT JOIN LATERAL (
    SELECT e.payload AS data, (e.payload->>'at')::timestamptz AS at, (e.payload->>'low')::timestamptz AS low, (e.payload->>'high')::timestamptz AS high
    FROM event_log e WHERE e.stream_id = t.id AND e.name = 'tracking.eta_updated' ORDER BY e.version DESC LIMIT 1
  ) eta ON true`;

/** An estimate as `joinEta` answers it. */
export const etaOf = (data: unknown): Eta | null => (data === null || data === undefined ? null : eta.parse(data));

/** The current estimates of shipments; those that have none are not in the answer. */
export const readEtas = async (
  reader: Pick<Sql, '$queryRawUnsafe'>,
  shipmentIds: readonly string[],
): Promise<Map<string, Eta>> => {
  const rows = await reader.$queryRawUnsafe<{ id: string; data: unknown }[]>(
    `SELECT t.id, eta.data FROM unnest($1::text[]) AS t (id) ${joinEta} WHERE eta.data IS NOT NULL`,
    [...shipmentIds],
  );
  return new Map(rows.map(({ id, data }) => [id, eta.parse(data)]));
};
