/** The parcels of the wall's map, read from tracking's rows: where each was last seen, where it goes, when. */
import type { WallParcel } from '@gantry/shared/api/wall';
import type { TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import type { Platform } from '../../platform/platform.ts';
import { joinEta } from '../tracking/public.ts';
import type { WallParcelSource } from './wall-room.ts';

type Row = {
  id: string;
  status: TrackingStatus;
  carrier: string;
  since: Date;
  arriving: Date | null;
  ended: boolean;
  lat: number | null;
  lon: number | null;
  to_lat: number | null;
  to_lon: number | null;
};

/** The map shows at most this many; the newest are kept. */
export const mostParcels = 10_000;

const columns = `
  t.id, t.status, t.carrier, COALESCE(t.last_scan_at, t.created_at) AS since, eta.at AS arriving, t.ended_at IS NOT NULL AS ended,
  COALESCE(t.standing->'lastPlace'->>'latitude', t.plan->'origin'->>'latitude')::float8 AS lat,
  COALESCE(t.standing->'lastPlace'->>'longitude', t.plan->'origin'->>'longitude')::float8 AS lon,
  (t.plan->'destination'->>'latitude')::float8 AS to_lat, (t.plan->'destination'->>'longitude')::float8 AS to_lon`;

const parcelOf = (row: Row, seq: number): WallParcel[] => {
  if (row.lat === null || row.lon === null || row.to_lat === null || row.to_lon === null) return [];
  const parcel = {
    id: row.id,
    seq,
    status: row.status,
    carrier: row.carrier,
    at: { latitude: row.lat, longitude: row.lon },
    since: row.since.toISOString(),
    to: { latitude: row.to_lat, longitude: row.to_lon },
    arriving: row.arriving?.toISOString() ?? null,
    gone: row.ended,
  };
  return [parcel];
};

/** Every parcel under way. `seq` is the position the rows are at least as new as. */
const liveParcels = async (platform: Platform, seq: number): Promise<WallParcel[]> => {
  const { rows } = await platform.database.pool.query<Row>(
    `SELECT ${columns} FROM tracked_shipments t ${joinEta} WHERE t.ended_at IS NULL ORDER BY t.created_at DESC LIMIT ${mostParcels}`,
  );
  return rows.flatMap((row) => parcelOf(row, seq));
};

/** The parcels of some shipments as they stand now, ended ones included. */
const parcelsOf = async (platform: Platform, ids: readonly string[], seq: number): Promise<WallParcel[]> => {
  const { rows } = await platform.database.pool.query<Row>({
    name: 'wall-parcels',
    text: `SELECT ${columns} FROM tracked_shipments t ${joinEta} WHERE t.id = ANY($1)`,
    values: [ids],
  });
  return rows.flatMap((row) => parcelOf(row, seq));
};

/** The parcels of a wall. */
export const wallParcels = (platform: Platform): WallParcelSource => ({
  live: (seq) => liveParcels(platform, seq),
  of: (ids, seq) => parcelsOf(platform, ids, seq),
});
