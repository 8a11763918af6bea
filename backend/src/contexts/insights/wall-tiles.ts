/** The wall's tiles, each one question to Postgres' rows. What compares with yesterday is asked once a minute only. */
import type { WallTiles } from '@gantry/shared/api/wall';
import type { ExceptionKind } from '@gantry/shared/vocabulary/exception-kinds';
import { statusFacts, type TrackingStatus, trackingStatuses } from '@gantry/shared/vocabulary/tracking-status';
import type { Platform } from '../../platform/platform.ts';
import { ordersWithoutShipment } from '../shipping/public.ts';
import { joinEta, listConnections, riskAt } from '../tracking/public.ts';

const dayMs = 86_400_000;
const midnightOf = (now: Date): Date => new Date(Math.floor(now.getTime() / dayMs) * dayMs);

type At = { now: Date; midnight: Date };
type Counts = { moving: string; delivered: string; promised: string; on_time: string; exceptions: string };

/** Counts at an instant of the past or present, from rows that keep their times. */
const countsAt = async (platform: Platform, { now, midnight }: At): Promise<Counts> => {
  const { rows } = await platform.database.pool.query<Counts>({
    name: 'wall-counts',
    text: `SELECT
      (SELECT count(*) FROM tracked_shipments WHERE created_at > $1::timestamptz - interval '60 days' AND picked_up_at <= $1 AND (ended_at IS NULL OR ended_at > $1)) AS moving,
      (SELECT count(*) FROM tracked_shipments WHERE delivered_at >= $2 AND delivered_at <= $1) AS delivered,
      (SELECT count(*) FROM tracked_shipments WHERE delivered_at >= $2 AND delivered_at <= $1 AND on_time IS NOT NULL) AS promised,
      (SELECT count(*) FROM tracked_shipments WHERE delivered_at >= $2 AND delivered_at <= $1 AND on_time) AS on_time,
      (SELECT count(*) FROM shipment_exceptions WHERE opened_at <= $1 AND (resolved_at IS NULL OR resolved_at > $1)) AS exceptions`,
    values: [now, midnight],
  });
  return rows[0] ?? { moving: '0', delivered: '0', promised: '0', on_time: '0', exceptions: '0' };
};

const hadYesterday = async (platform: Platform, then: Date): Promise<boolean> => {
  const { rows } = await platform.database.pool.query<{ had: boolean }>(
    'SELECT EXISTS (SELECT 1 FROM tracked_shipments WHERE created_at <= $1) AS had',
    [then],
  );
  return rows[0]?.had ?? false;
};

const yesterdays = new WeakMap<Platform, { minute: number; counts: Counts | undefined }>();
const yesterday = async (platform: Platform, at: At): Promise<Counts | undefined> => {
  const minute = Math.floor(at.now.getTime() / 60_000);
  const known = yesterdays.get(platform);
  if (known?.minute === minute) return known.counts;
  const then = { now: new Date(at.now.getTime() - dayMs), midnight: new Date(at.midnight.getTime() - dayMs) };
  const counts = (await hadYesterday(platform, then.now)) ? await countsAt(platform, then) : undefined;
  yesterdays.set(platform, { minute, counts });
  return counts;
};

const rateOf = (counts: Counts | undefined): number | null =>
  counts && Number(counts.promised) > 0 ? Number(counts.on_time) / Number(counts.promised) : null;

const stageOf = (status: TrackingStatus): string => {
  const { nature } = statusFacts[status];
  if (nature === 'ground') return 'Waiting for carrier';
  if (status === 'out_for_delivery') return 'Out for delivery';
  if (status === 'available_for_pickup') return 'To be collected';
  if (status === 'delivery_attempted') return 'To be tried again';
  return nature === 'overlay' ? 'Held up' : 'On the way';
};
const stages = [
  'Orders to ship',
  'Waiting for carrier',
  'On the way',
  'Held up',
  'Out for delivery',
  'To be tried again',
  'To be collected',
];

const backlogOf = async (
  platform: Platform,
): Promise<{ backlog: { stage: string; count: number }[]; atRisk: number }> => {
  const [waiting, { rows }] = await Promise.all([
    ordersWithoutShipment(platform),
    platform.database.pool.query<{ status: TrackingStatus; n: string; risk: string }>({
      name: 'wall-backlog',
      text: `SELECT t.status, count(*) AS n, count(*) FILTER (WHERE ${riskAt} < $1) AS risk FROM tracked_shipments t ${joinEta} WHERE t.ended_at IS NULL GROUP BY t.status`,
      values: [platform.clock.now()],
    }),
  ]);
  const counts = new Map<string, number>([['Orders to ship', waiting]]);
  for (const { status, n } of rows)
    if (trackingStatuses.includes(status)) counts.set(stageOf(status), (counts.get(stageOf(status)) ?? 0) + Number(n));
  return {
    backlog: stages.map((stage) => ({ stage, count: counts.get(stage) ?? 0 })),
    atRisk: rows.reduce((sum, { risk }) => sum + Number(risk), 0),
  };
};

const numbers = async (platform: Platform): Promise<WallTiles['numbers']> => {
  const now = platform.clock.now();
  const at = { now, midnight: midnightOf(now) };
  const [counts, before, { backlog, atRisk }, trash] = await Promise.all([
    countsAt(platform, at),
    yesterday(platform, at),
    backlogOf(platform),
    platform.database.pool.query<{ n: string }>(`SELECT count(*) AS n FROM trashed_messages WHERE state = 'open'`),
  ]);
  const pair = (name: keyof Counts) => ({ now: Number(counts[name]), yesterday: before ? Number(before[name]) : null });
  return {
    moving: pair('moving'),
    delivered: pair('delivered'),
    onTimeRate: { now: rateOf(counts), yesterday: rateOf(before) },
    // What was at risk a day ago depends on scans of that time; the rows no longer say.
    atRisk: { now: atRisk, yesterday: null },
    exceptionsOpen: pair('exceptions'),
    trashOpen: Number(trash.rows[0]?.n ?? 0),
    backlog,
  };
};

type ExceptionRow = {
  id: string;
  shipment_id: string;
  kind: ExceptionKind;
  order_number: string;
  carrier: string;
  city: string | null;
  country: string | null;
  opened_at: Date;
  detail: string;
  total: string;
};
const exceptions = async (platform: Platform): Promise<WallTiles['exceptions']> => {
  const { rows } = await platform.database.pool.query<ExceptionRow>(
    `SELECT e.id, e.shipment_id, e.kind, e.opened_at, e.detail, t.order_number, t.carrier, t.standing->'lastPlace'->>'city' AS city, t.standing->'lastPlace'->>'country' AS country,
       (SELECT count(*) FROM shipment_exceptions WHERE resolved_at IS NULL) AS total
     FROM shipment_exceptions e JOIN tracked_shipments t ON t.id = e.shipment_id WHERE e.resolved_at IS NULL ORDER BY e.opened_at DESC LIMIT 12`,
  );
  const items = rows.map((row) => ({
    id: row.id,
    shipmentId: row.shipment_id,
    kind: row.kind,
    orderNumber: row.order_number,
    carrier: row.carrier,
    place: [row.city, row.country].filter(Boolean).join(', '),
    openedAt: row.opened_at.toISOString(),
    detail: row.detail,
  }));
  return { total: Number(rows[0]?.total ?? 0), items };
};

type RiskRow = {
  id: string;
  order_number: string;
  carrier: string;
  status: TrackingStatus;
  city: string;
  country: string;
  promised: string;
  promise_ends_at: Date;
  expected_at: Date;
  total: string;
};
const atRisk = async (platform: Platform): Promise<WallTiles['atRisk']> => {
  const { rows } = await platform.database.pool.query<RiskRow>({
    name: 'wall-at-risk',
    text: `SELECT t.id, t.order_number, t.carrier, t.status, t.plan->'destination'->>'city' AS city, t.plan->'destination'->>'country' AS country, t.plan->'promise'->>'day' AS promised,
       t.promise_ends_at, GREATEST(eta.at, $1::timestamptz) AS expected_at, count(*) OVER () AS total
     FROM tracked_shipments t ${joinEta} WHERE t.ended_at IS NULL AND ${riskAt} < $1 ORDER BY t.promise_ends_at > $1 DESC, abs(extract(epoch FROM t.promise_ends_at - $1)) LIMIT 12`,
    values: [platform.clock.now()],
  });
  const items = rows.map((row) => ({
    shipmentId: row.id,
    orderNumber: row.order_number,
    carrier: row.carrier,
    status: row.status,
    destination: [row.city, row.country].filter(Boolean).join(', '),
    promisedDay: row.promised,
    promiseEndsAt: row.promise_ends_at.toISOString(),
    expectedAt: row.expected_at.toISOString(),
  }));
  return { total: Number(rows[0]?.total ?? 0), items };
};

/** Scans told with a parcel of the past are none of today's; others that are hours old on arrival are no measure of it. */
type PulseRow = { carrier: string; minute: number; n: string; lag: number | null; last: Date };
const carriers = async (platform: Platform): Promise<WallTiles['carriers']> => {
  const now = platform.clock.now();
  const [known, { rows }] = await Promise.all([
    listConnections(platform),
    platform.database.pool.query<PulseRow>({
      name: 'wall-pulse',
      text: `SELECT carrier, floor(extract(epoch FROM $1::timestamptz - received_at) / 60)::int AS minute, count(*) AS n, max(received_at) AS last,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM received_at - (data->>'occurredAt')::timestamptz))
             FILTER (WHERE received_at - (data->>'occurredAt')::timestamptz < interval '6 hours') AS lag
         FROM scans WHERE received_at > $1::timestamptz - interval '30 minutes' AND received_at <= $1 AND data->'history' IS NULL GROUP BY carrier, minute`,
      values: [now],
    }),
  ]);
  return known.map(({ connection: { name, label } }) => {
    const mine = rows.filter((row) => row.carrier === name);
    const perMinute = Array.from({ length: 30 }, (_, i) => Number(mine.find((row) => row.minute === 29 - i)?.n ?? 0));
    const newest = mine.reduce<PulseRow | undefined>(
      (best, row) => (best === undefined || row.minute < best.minute ? row : best),
      undefined,
    );
    return {
      carrier: name,
      label,
      perMinute,
      eventsPerMinute: perMinute.slice(-5).reduce((sum, n) => sum + n, 0) / 5,
      lagSeconds: newest && newest.minute < 5 && newest.lag !== null ? Math.max(0, Math.round(newest.lag)) : null,
      lastEventAt: newest?.last.toISOString() ?? null,
    };
  });
};

type WarehouseRow = {
  warehouse: string;
  waiting: string;
  moving: string;
  origin: { city: string; latitude?: number; longitude?: number };
};
const warehouses = async (platform: Platform): Promise<WallTiles['warehouses']> => {
  const { rows } = await platform.database.pool.query<WarehouseRow>(
    `SELECT warehouse, count(*) FILTER (WHERE picked_up_at IS NULL) AS waiting, count(*) FILTER (WHERE picked_up_at IS NOT NULL) AS moving, (array_agg(plan->'origin'))[1] AS origin
     FROM tracked_shipments WHERE ended_at IS NULL AND warehouse IS NOT NULL GROUP BY warehouse ORDER BY warehouse`,
  );
  return rows.flatMap(({ warehouse, waiting, moving, origin }) =>
    origin.latitude === undefined || origin.longitude === undefined
      ? []
      : [
          {
            name: warehouse,
            label: origin.city,
            at: { latitude: origin.latitude, longitude: origin.longitude },
            waiting: Number(waiting),
            moving: Number(moving),
          },
        ],
  );
};

/** All tiles, computed together. */
export const computeTiles = async (platform: Platform): Promise<WallTiles> => {
  const [n, e, r, c, w] = await Promise.all([
    numbers(platform),
    exceptions(platform),
    atRisk(platform),
    carriers(platform),
    warehouses(platform),
  ]);
  return { numbers: n, exceptions: e, atRisk: r, carriers: c, warehouses: w };
};
