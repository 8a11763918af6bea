/** Where parcels are on a map: where each was last seen and where it goes. */
import type { Point } from '@gantry/shared/values/geo';
import type { TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import type { Sql } from '../../../platform/database.ts';

/** A parcel of a map. `at` and `to` are null where nobody knows the point. */
export type Parcel = {
  merchant: string;
  shipmentId: string;
  status: TrackingStatus;
  carrier: string;
  /** ISO 8601. */
  since: string;
  ended: boolean;
  at: Point | null;
  to: Point | null;
};

type Row = {
  merchant: string;
  id: string;
  status: TrackingStatus;
  carrier: string;
  since: Date;
  ended: boolean;
  lat: number | null;
  lon: number | null;
  to_lat: number | null;
  to_lon: number | null;
};

const columns = `
  t.id, t.merchant, t.status, t.carrier, COALESCE(t.last_scan_at, t.created_at) AS since, t.ended_at IS NOT NULL AS ended,
  COALESCE(t.standing->'lastPlace'->>'latitude', t.plan->'origin'->>'latitude')::float8 AS lat,
  COALESCE(t.standing->'lastPlace'->>'longitude', t.plan->'origin'->>'longitude')::float8 AS lon,
  (t.plan->'destination'->>'latitude')::float8 AS to_lat, (t.plan->'destination'->>'longitude')::float8 AS to_lon`;

const pointOf = (latitude: number | null, longitude: number | null): Point | null =>
  latitude === null || longitude === null ? null : { latitude, longitude };

const parcelOf = (row: Row): Parcel => ({
  merchant: row.merchant,
  shipmentId: row.id,
  status: row.status,
  carrier: row.carrier,
  since: row.since.toISOString(),
  ended: row.ended,
  at: pointOf(row.lat, row.lon),
  to: pointOf(row.to_lat, row.to_lon),
});

/** The newest parcels under way, `most` of them; of some merchants, or of all (null). */
export const liveParcels = async (sql: Sql, most: number, merchants: readonly string[] | null): Promise<Parcel[]> => {
  const rows = await sql.rows<Row>(
    `SELECT ${columns} FROM tracked_shipments t WHERE t.ended_at IS NULL AND ($2::text[] IS NULL OR t.merchant = ANY($2)) ORDER BY t.created_at DESC LIMIT $1`,
    most,
    merchants,
  );
  return rows.map(parcelOf);
};

/** The parcels of some shipments as they stand now, ended ones included. */
export const parcelsOf = async (sql: Sql, ids: readonly string[]): Promise<Parcel[]> => {
  const rows = await sql.rows<Row>(`SELECT ${columns} FROM tracked_shipments t WHERE t.id = ANY($1::text[])`, [...ids]);
  return rows.map(parcelOf);
};
