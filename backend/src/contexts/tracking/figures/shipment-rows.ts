/** Tracked shipments as lists show them: found by number, status, carrier or what is wrong, without their scans. */
import type { TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import type { Sql } from '../../../platform/database.ts';

/** What a list shows of a shipment. Instants are ISO 8601. */
export type ShipmentRow = {
  shipmentId: string;
  merchant: string;
  orderId: string;
  orderNumber: string;
  channel: string;
  carrier: string;
  trackingNumber: string;
  origin: string;
  destination: string;
  status: TrackingStatus;
  since: string | null;
  lastScanAt: string | null;
  promisedDay: string | null;
  promiseEndsAt: string | null;
  /** Of an arrived shipment, whether its promise was kept; null without a promise or while it is on its way. */
  onTime: boolean | null;
  ended: boolean;
  silentSince: string | null;
  openExceptions: number;
  createdAt: string;
};

type Row = {
  id: string;
  merchant: string;
  order_id: string;
  order_number: string;
  channel: string;
  carrier: string;
  tracking_number: string;
  origin: string;
  destination: string;
  status: TrackingStatus;
  since: string | null;
  last_scan_at: Date | null;
  promised_day: string | null;
  promise_ends_at: Date | null;
  on_time: boolean | null;
  ended_at: Date | null;
  silent_since: Date | null;
  open_exceptions: string;
  created_at: Date;
};

const town = (end: string): string => `concat_ws(', ', t.plan->'${end}'->>'city', t.plan->'${end}'->>'country')`;

const columns = `
  t.id, t.merchant, t.order_id, t.order_number, t.channel, t.carrier, t.tracking_number, t.status, t.last_scan_at, t.promise_ends_at, t.on_time, t.ended_at,
  t.silent_since, t.created_at, ${town('origin')} AS origin, ${town('destination')} AS destination, t.standing->>'since' AS since,
  t.plan->'promise'->>'day' AS promised_day,
  (SELECT count(*) FROM shipment_exceptions e WHERE e.shipment_id = t.id AND e.resolved_at IS NULL) AS open_exceptions`;

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

const shown = (row: Row): ShipmentRow => ({
  shipmentId: row.id,
  merchant: row.merchant,
  orderId: row.order_id,
  orderNumber: row.order_number,
  channel: row.channel,
  carrier: row.carrier,
  trackingNumber: row.tracking_number,
  origin: row.origin,
  destination: row.destination,
  status: row.status,
  since: row.since,
  lastScanAt: iso(row.last_scan_at),
  promisedDay: row.promised_day,
  promiseEndsAt: iso(row.promise_ends_at),
  onTime: row.on_time,
  ended: row.ended_at !== null,
  silentSince: iso(row.silent_since),
  openExceptions: Number(row.open_exceptions),
  createdAt: row.created_at.toISOString(),
});

export const shipmentFlags = ['live', 'expected_late', 'late', 'exception', 'silent', 'delivered', 'unmapped'] as const;

/** `late`: the live shipments that are expected after their promise; needed where the flag is `late` or `expected_late`. */
export type ShipmentQuery = {
  /** Of some merchants; null: of all. */
  merchants: readonly string[] | null;
  search?: string | undefined;
  status?: string | undefined;
  carrier?: string | undefined;
  channel?: string | undefined;
  flag?: (typeof shipmentFlags)[number] | undefined;
  late?: readonly string[];
  after?: readonly [createdAt: string, id: string] | undefined;
  limit: number;
};

type Condition = { where: string[]; values: unknown[] };
const bind = ({ values }: Condition, value: unknown): string => `$${values.push(value)}`;

const flags: Record<NonNullable<ShipmentQuery['flag']>, (to: Condition, query: ShipmentQuery) => string> = {
  live: () => 't.ended_at IS NULL',
  expected_late: (to, { late = [] }) => `(t.ended_at IS NULL AND t.id = ANY(${bind(to, [...late])}::text[]))`,
  late: (to, { late = [] }) =>
    `(t.on_time IS FALSE OR (t.ended_at IS NULL AND t.id = ANY(${bind(to, [...late])}::text[])))`,
  exception: () => 'EXISTS (SELECT 1 FROM shipment_exceptions e WHERE e.shipment_id = t.id AND e.resolved_at IS NULL)',
  silent: () => 't.silent_since IS NOT NULL',
  delivered: () => "t.status = 'delivered'",
  unmapped: () =>
    `EXISTS (SELECT 1 FROM scans s WHERE s.shipment_id = t.id AND s.status IS NULL AND s.data->>'informational' IS NULL)`,
};

const beginning = (text: string): string => `${text.replace(/[\\%_]/g, '\\$&')}%`;

/** Parcels of merged orders are found by the number of each. */
const shared = (any: (column: string) => string): string =>
  `SELECT s.id FROM tracked_shipments s, jsonb_array_elements(s.plan -> 'others') AS o WHERE s.plan ? 'others' AND (${any("o ->> 'orderNumber'")})`;

/** Ids are told by their prefix. Numbers are printed in capitals, whatever people type. */
const searched = (to: Condition, search: string): string => {
  if (/^shp_/i.test(search)) return `t.id LIKE ${bind(to, beginning(search.toLowerCase()))}`;
  const forms = [...new Set([search, search.toUpperCase()])].map((form) => bind(to, beginning(form)));
  const any = (column: string): string => forms.map((form) => `${column} LIKE ${form}`).join(' OR ');
  return `(${any('t.tracking_number')} OR ${any('t.order_number')} OR t.id IN (SELECT n.shipment_id FROM tracked_numbers n WHERE ${any('n.tracking_number')}) OR t.id IN (${shared(any)}))`;
};

/** One merchant's shipments lie in order in the index; those of several do not. */
const belonging = (to: Condition, merchants: readonly string[]): string =>
  merchants.length === 1
    ? `t.merchant = ${bind(to, merchants[0])}`
    : `t.merchant = ANY(${bind(to, [...merchants])}::text[])`;

const conditionOf = (query: ShipmentQuery): Condition => {
  const to: Condition = { where: [], values: [] };
  if (query.merchants !== null) to.where.push(belonging(to, query.merchants));
  if (query.search !== undefined) to.where.push(searched(to, query.search));
  for (const column of ['status', 'carrier', 'channel'] as const)
    if (query[column] !== undefined) to.where.push(`t.${column} = ${bind(to, query[column])}`);
  if (query.flag !== undefined) to.where.push(flags[query.flag](to, query));
  if (query.after)
    to.where.push(`(t.created_at, t.id) < (${bind(to, query.after[0])}::timestamptz, ${bind(to, query.after[1])})`);
  return to;
};

/** Shipments by what is asked for, newest first. */
export const findShipments = async (sql: Sql, query: ShipmentQuery): Promise<ShipmentRow[]> => {
  const condition = conditionOf(query);
  const where = condition.where.length > 0 ? `WHERE ${condition.where.join(' AND ')}` : '';
  const found = `SELECT t.* FROM tracked_shipments t ${where} ORDER BY t.created_at DESC, t.id DESC LIMIT ${bind(condition, query.limit)}`;
  const rows = await sql.rows<Row>(
    `SELECT ${columns} FROM (${found}) t ORDER BY t.created_at DESC, t.id DESC`,
    ...condition.values,
  );
  return rows.map(shown);
};

/** Counting stops here: nobody reads on to the end of a longer list. */
const mostCounted = 10_000;

/** How many there are of what is asked for, on all pages together. */
export const countShipments = async (
  sql: Sql,
  query: Omit<ShipmentQuery, 'after' | 'limit'>,
): Promise<{ count: number; atLeast: boolean }> => {
  const { where, values } = conditionOf({ ...query, limit: 0 });
  const narrowed = where.length > 0 ? `WHERE ${where.join(' AND ')}` : '';
  const rows = await sql.rows<{ count: string }>(
    `SELECT count(*) FROM (SELECT 1 FROM tracked_shipments t ${narrowed} LIMIT ${mostCounted + 1}) AS found`,
    ...values,
  );
  const count = Number(rows[0]?.count ?? 0);
  return { count: Math.min(count, mostCounted), atLeast: count > mostCounted };
};

/** The rows of shipments, by id. */
export const shipmentRows = async (sql: Sql, ids: readonly string[]): Promise<Map<string, ShipmentRow>> => {
  const rows = await sql.rows<Row>(`SELECT ${columns} FROM tracked_shipments t WHERE t.id = ANY($1::text[])`, [...ids]);
  return new Map(rows.map((row) => [row.id, shown(row)]));
};
