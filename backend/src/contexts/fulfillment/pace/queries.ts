/** What a pace is reckoned from: work that is left, work that was done in some hours, both of all merchants or of some. */
import type { Sql } from '../../../platform/database.ts';
import type { Span } from './working-time.ts';

type MerchantsAsked = readonly string[] | null;
/** Hours of a warehouse in which work is counted. */
export type Counted = { warehouse: string; spans: readonly Span[] };

/** Work done at a station of a warehouse; `station` is null for what was done at none. */
export type DoneAt = { warehouse: string; station: string | null; units: number; orders: number };

// An order counts where its last unit was packed, once all of it is.
const done = `
  WITH spans AS (SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) AS s (warehouse, since, until)),
    by_order AS (
      SELECT w.warehouse, w.station, w.fulfillment_id, sum(w.units)::float8 AS units, max(w.at) AS last
      FROM spans s JOIN floor_work w
        ON w.warehouse = s.warehouse AND w.kind = 'packed' AND w.at > s.since AND w.at <= s.until
      WHERE $4::text[] IS NULL OR w.merchant = ANY($4) GROUP BY 1, 2, 3),
    places AS (SELECT *, row_number() OVER (PARTITION BY fulfillment_id ORDER BY last DESC, station) AS place FROM by_order)
  SELECT p.warehouse, p.station, sum(p.units) AS units,
    count(*) FILTER (WHERE p.place = 1 AND f.units > 0 AND f.packed >= f.units AND f.status <> 'cancelled')::int AS orders
  FROM places p JOIN fulfillment_orders f ON f.id = p.fulfillment_id GROUP BY 1, 2`;

/** Units packed in some hours of warehouses, and orders that were done with them. */
export const readDone = async (sql: Sql, counted: readonly Counted[], merchants: MerchantsAsked): Promise<DoneAt[]> => {
  const spans = counted.flatMap(({ warehouse, spans }) => spans.map((span) => ({ warehouse, ...span })));
  if (spans.length === 0) return [];
  return sql.rows<DoneAt>(
    done,
    spans.map(({ warehouse }) => warehouse),
    spans.map(({ from }) => new Date(from)),
    spans.map(({ to }) => new Date(to)),
    merchants,
  );
};

/** Work left in a warehouse, at a station or (null) at none. */
export type LeftAt = { warehouse: string; station: string | null; orders: number; units: number };

const left = `
  SELECT warehouse, station, count(*)::int AS orders,
    COALESCE(sum(GREATEST(units - packed, 0)) FILTER (WHERE kind = 'ship'), 0)::float8 AS units
  FROM fulfillment_orders
  WHERE open AND warehouse IS NOT NULL AND ($1::text[] IS NULL OR merchant = ANY($1)) AND ($2::text IS NULL OR warehouse = $2)
  GROUP BY 1, 2`;

/** Open fulfillment orders and units of them that are not packed yet. */
export const readLeft = (sql: Sql, merchants: MerchantsAsked, warehouse: string | null): Promise<LeftAt[]> =>
  sql.rows<LeftAt>(left, merchants, warehouse);

/** An open fulfillment order with its merchant; times as they stand in the database. */
export type OpenWork = {
  fulfillmentId: string;
  merchant: string;
  warehouse: string;
  station: string | null;
  shipBy: Date | null;
  rank: number;
  remaining: number;
  carriers: string[] | null;
};

const open = `
  SELECT id AS "fulfillmentId", merchant, warehouse, station, ship_by AS "shipBy", rank, GREATEST(units - packed, 0) AS remaining,
    CASE WHEN shipment_ids = '{}' THEN NULL
      ELSE ARRAY(SELECT DISTINCT jsonb_path_query(packages, '$[*].label.carrier') #>> '{}') END AS carriers
  FROM fulfillment_orders WHERE open AND kind = 'ship' AND warehouse IS NOT NULL AND ($1::text IS NULL OR warehouse = $1)`;

/** All open work of warehouses, of whichever merchant: everybody's stands in one queue. */
export const readOpenWork = (sql: Sql, warehouse: string | null): Promise<OpenWork[]> =>
  sql.rows<OpenWork>(open, warehouse);
