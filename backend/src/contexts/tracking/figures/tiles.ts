/** Figures of tracking for the wall and dashboards, each one question to its rows. */
import { type ExceptionKind, exceptionFacts } from '@gantry/shared/vocabulary/exception-kinds';
import type { TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import type { Sql } from '../../../platform/database.ts';

/** Whose figures are asked for; null: everybody's together. */
export type MerchantsAsked = readonly string[] | null;

/** A day up to an instant: counted from its midnight. */
export type DaySoFar = { now: Date; midnight: Date };
export type DayCounts = { moving: number; delivered: number; promised: number; onTime: number; exceptions: number };

/** Rows of some merchants, or of all; the n-th value says which. */
const own = (n: number, column = 'merchant'): string => `($${n}::text[] IS NULL OR ${column} = ANY($${n}))`;

const counts = `SELECT
  (SELECT count(*) FROM tracked_shipments WHERE created_at > $1::timestamptz - interval '60 days' AND picked_up_at <= $1 AND (ended_at IS NULL OR ended_at > $1) AND ${own(3)}) AS moving,
  (SELECT count(*) FROM tracked_shipments WHERE delivered_at >= $2 AND delivered_at <= $1 AND ${own(3)}) AS delivered,
  (SELECT count(*) FROM tracked_shipments WHERE delivered_at >= $2 AND delivered_at <= $1 AND on_time IS NOT NULL AND ${own(3)}) AS promised,
  (SELECT count(*) FROM tracked_shipments WHERE delivered_at >= $2 AND delivered_at <= $1 AND on_time AND ${own(3)}) AS "onTime",
  (SELECT count(*) FROM shipment_exceptions WHERE opened_at <= $1 AND (resolved_at IS NULL OR resolved_at > $1) AND ${own(3)}) AS exceptions`;

const hadAny = `SELECT EXISTS (SELECT 1 FROM tracked_shipments WHERE created_at <= $1 AND ${own(2)}) AS had`;

const dayCounts = async (sql: Sql, { now, midnight }: DaySoFar, merchants: MerchantsAsked): Promise<DayCounts> => {
  const [row] = await sql.rows<Record<keyof DayCounts, string>>(counts, now, midnight, merchants);
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
type ExceptionRow = Omit<OpenException, 'openedAt' | 'detail'> & { openedAt: Date; total: string };

const newestExceptions = `
  SELECT e.id, e.shipment_id AS "shipmentId", e.kind, e.opened_at AS "openedAt", t.order_number AS "orderNumber", t.carrier,
    concat_ws(', ', t.standing->'lastPlace'->>'city', t.standing->'lastPlace'->>'country') AS place,
    (SELECT count(*) FROM shipment_exceptions WHERE resolved_at IS NULL AND ${own(2)}) AS total
  FROM shipment_exceptions e JOIN tracked_shipments t ON t.id = e.shipment_id WHERE e.resolved_at IS NULL AND ${own(2, 'e.merchant')} ORDER BY e.opened_at DESC LIMIT $1`;

/** Scans of the last half hour by carrier and minutes ago, but for those told with a parcel of the past; others that are hours old on arrival measure nothing. */
export type PulseMinute = { carrier: string; minute: number; scans: number; lagSeconds: number | null; lastAt: string };
type PulseRow = { carrier: string; minute: number; n: string; lag: number | null; last: Date };

const pulse = `
  SELECT carrier, floor(extract(epoch FROM $1::timestamptz - received_at) / 60)::int AS minute, count(*) AS n, max(received_at) AS last,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM received_at - (data->>'occurredAt')::timestamptz))
      FILTER (WHERE received_at - (data->>'occurredAt')::timestamptz < interval '6 hours') AS lag
  FROM scans s WHERE received_at > $1::timestamptz - interval '30 minutes' AND received_at <= $1 AND data->'history' IS NULL
    AND ($2::text[] IS NULL OR EXISTS (SELECT 1 FROM tracked_shipments t WHERE t.id = s.shipment_id AND t.merchant = ANY($2))) GROUP BY carrier, minute`;

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
  FROM tracked_shipments WHERE ended_at IS NULL AND warehouse IS NOT NULL AND ${own(1)} GROUP BY warehouse ORDER BY warehouse`;

export type TrackingTiles = {
  /** Counts of a day up to an instant of the past or present, from rows that keep their times. */
  dayCounts(at: DaySoFar, merchants: MerchantsAsked): Promise<DayCounts>;
  /** Whether there was any shipment at an instant: without one, figures of that day say nothing. */
  hadShipments(at: Date, merchants: MerchantsAsked): Promise<boolean>;
  /** Live shipments by status. */
  liveByStatus(merchants: MerchantsAsked): Promise<Map<TrackingStatus, number>>;
  /** The newest open exceptions, and how many there are. */
  openExceptions(most: number, merchants: MerchantsAsked): Promise<{ total: number; items: OpenException[] }>;
  pulse(now: Date, merchants: MerchantsAsked): Promise<PulseMinute[]>;
  warehouses(merchants: MerchantsAsked): Promise<WarehouseLoad[]>;
};

/** The figures over a database. */
export const trackingTiles = (sql: Sql): TrackingTiles => ({
  dayCounts: (at, merchants) => dayCounts(sql, at, merchants),
  hadShipments: async (at, merchants) => (await sql.rows<{ had: boolean }>(hadAny, at, merchants))[0]?.had ?? false,
  liveByStatus: async (merchants) => {
    const rows = await sql.rows<{ status: TrackingStatus; n: string }>(
      `SELECT status, count(*) AS n FROM tracked_shipments WHERE ended_at IS NULL AND ${own(1)} GROUP BY status`,
      merchants,
    );
    return new Map(rows.map(({ status, n }) => [status, Number(n)]));
  },
  openExceptions: async (most, merchants) => {
    const rows = await sql.rows<ExceptionRow>(newestExceptions, most, merchants);
    // What was seen is said in our words: those of a carrier may name people, and walls hang where everybody looks.
    const items = rows.map(({ total: _, openedAt, ...row }) => ({
      ...row,
      openedAt: openedAt.toISOString(),
      detail: exceptionFacts[row.kind].label,
    }));
    return { total: Number(rows[0]?.total ?? 0), items };
  },
  pulse: async (now, merchants) => {
    const rows = await sql.rows<PulseRow>(pulse, now, merchants);
    return rows.map(({ carrier, minute, n, lag, last }) => ({
      carrier,
      minute,
      scans: Number(n),
      lagSeconds: lag,
      lastAt: last.toISOString(),
    }));
  },
  warehouses: async (merchants) => {
    const rows = await sql.rows<WarehouseRow>(warehouses, merchants);
    return rows.map(({ waiting, moving, ...row }) => ({ ...row, waiting: Number(waiting), moving: Number(moving) }));
  },
});
