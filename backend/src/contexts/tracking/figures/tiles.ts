/** Figures of tracking for the wall and dashboards, each one question to its rows. */
import type { ExceptionKind } from '@gantry/shared/vocabulary/exception-kinds';
import type { TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import type { Sql } from '../../../platform/database.ts';

/** A day up to an instant: counted from its midnight. */
export type DaySoFar = { now: Date; midnight: Date };
export type DayCounts = { moving: number; delivered: number; promised: number; onTime: number; exceptions: number };

const counts = `SELECT
  (SELECT count(*) FROM tracked_shipments WHERE created_at > $1::timestamptz - interval '60 days' AND picked_up_at <= $1 AND (ended_at IS NULL OR ended_at > $1)) AS moving,
  (SELECT count(*) FROM tracked_shipments WHERE delivered_at >= $2 AND delivered_at <= $1) AS delivered,
  (SELECT count(*) FROM tracked_shipments WHERE delivered_at >= $2 AND delivered_at <= $1 AND on_time IS NOT NULL) AS promised,
  (SELECT count(*) FROM tracked_shipments WHERE delivered_at >= $2 AND delivered_at <= $1 AND on_time) AS "onTime",
  (SELECT count(*) FROM shipment_exceptions WHERE opened_at <= $1 AND (resolved_at IS NULL OR resolved_at > $1)) AS exceptions`;

const hadAny = 'SELECT EXISTS (SELECT 1 FROM tracked_shipments WHERE created_at <= $1) AS had';

const dayCounts = async (sql: Sql, { now, midnight }: DaySoFar): Promise<DayCounts> => {
  const [row] = await sql.rows<Record<keyof DayCounts, string>>(counts, now, midnight);
  const number = (name: keyof DayCounts): number => Number(row?.[name] ?? 0);
  return {
    moving: number('moving'),
    delivered: number('delivered'),
    promised: number('promised'),
    onTime: number('onTime'),
    exceptions: number('exceptions'),
  };
};

export type OpenException = {
  id: string;
  shipmentId: string;
  kind: ExceptionKind;
  orderNumber: string;
  carrier: string;
  place: string;
  openedAt: string;
  detail: string;
};
type ExceptionRow = Omit<OpenException, 'openedAt'> & { openedAt: Date; total: string };

const newestExceptions = `
  SELECT e.id, e.shipment_id AS "shipmentId", e.kind, e.opened_at AS "openedAt", e.detail, t.order_number AS "orderNumber", t.carrier,
    concat_ws(', ', t.standing->'lastPlace'->>'city', t.standing->'lastPlace'->>'country') AS place,
    (SELECT count(*) FROM shipment_exceptions WHERE resolved_at IS NULL) AS total
  FROM shipment_exceptions e JOIN tracked_shipments t ON t.id = e.shipment_id WHERE e.resolved_at IS NULL ORDER BY e.opened_at DESC LIMIT $1`;

/** Scans of the last half hour by carrier and minutes ago, but for those told with a parcel of the past; others that are hours old on arrival measure nothing. */
export type PulseMinute = { carrier: string; minute: number; scans: number; lagSeconds: number | null; lastAt: string };
type PulseRow = { carrier: string; minute: number; n: string; lag: number | null; last: Date };

const pulse = `
  SELECT carrier, floor(extract(epoch FROM $1::timestamptz - received_at) / 60)::int AS minute, count(*) AS n, max(received_at) AS last,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM received_at - (data->>'occurredAt')::timestamptz))
      FILTER (WHERE received_at - (data->>'occurredAt')::timestamptz < interval '6 hours') AS lag
  FROM scans WHERE received_at > $1::timestamptz - interval '30 minutes' AND received_at <= $1 AND data->'history' IS NULL GROUP BY carrier, minute`;

export type WarehouseLoad = {
  warehouse: string;
  waiting: number;
  moving: number;
  origin: { city: string; latitude?: number; longitude?: number };
};
type WarehouseRow = Omit<WarehouseLoad, 'waiting' | 'moving'> & { waiting: string; moving: string };

const warehouses = `
  SELECT warehouse, count(*) FILTER (WHERE picked_up_at IS NULL) AS waiting, count(*) FILTER (WHERE picked_up_at IS NOT NULL) AS moving,
    (array_agg(plan->'origin'))[1] AS origin
  FROM tracked_shipments WHERE ended_at IS NULL AND warehouse IS NOT NULL GROUP BY warehouse ORDER BY warehouse`;

export type TrackingTiles = {
  /** Counts of a day up to an instant of the past or present, from rows that keep their times. */
  dayCounts(at: DaySoFar): Promise<DayCounts>;
  /** Whether there was any shipment at an instant: without one, figures of that day say nothing. */
  hadShipments(at: Date): Promise<boolean>;
  /** Live shipments by status. */
  liveByStatus(): Promise<Map<TrackingStatus, number>>;
  /** The newest open exceptions, and how many there are. */
  openExceptions(most: number): Promise<{ total: number; items: OpenException[] }>;
  pulse(now: Date): Promise<PulseMinute[]>;
  warehouses(): Promise<WarehouseLoad[]>;
};

/** The figures over a database. */
export const trackingTiles = (sql: Sql): TrackingTiles => ({
  dayCounts: (at) => dayCounts(sql, at),
  hadShipments: async (at) => (await sql.rows<{ had: boolean }>(hadAny, at))[0]?.had ?? false,
  liveByStatus: async () => {
    const rows = await sql.rows<{ status: TrackingStatus; n: string }>(
      'SELECT status, count(*) AS n FROM tracked_shipments WHERE ended_at IS NULL GROUP BY status',
    );
    return new Map(rows.map(({ status, n }) => [status, Number(n)]));
  },
  openExceptions: async (most) => {
    const rows = await sql.rows<ExceptionRow>(newestExceptions, most);
    const items = rows.map(({ total: _, openedAt, ...row }) => ({ ...row, openedAt: openedAt.toISOString() }));
    return { total: Number(rows[0]?.total ?? 0), items };
  },
  pulse: async (now) => {
    const rows = await sql.rows<PulseRow>(pulse, now);
    return rows.map(({ carrier, minute, n, lag, last }) => ({
      carrier,
      minute,
      scans: Number(n),
      lagSeconds: lag,
      lastAt: last.toISOString(),
    }));
  },
  warehouses: async () => {
    const rows = await sql.rows<WarehouseRow>(warehouses);
    return rows.map(({ waiting, moving, ...row }) => ({ ...row, waiting: Number(waiting), moving: Number(moving) }));
  },
});
