/** Tracked shipments as staff look for them: by the beginning of any number, by status, carrier, channel or what is wrong. */
import type { QueryOf, ReplyOf } from '@gantry/shared/api/endpoint';
import type { searchShipments } from '@gantry/shared/api/shipments';
import { statusFacts, type TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import { cursorOf, pageFrom, readCursor } from '../../platform/http/cursor.ts';
import type { Platform } from '../../platform/platform.ts';
import { etaOf, joinEta } from '../forecast/stored-etas.ts';

type Query = QueryOf<typeof searchShipments>;
type Found = ReplyOf<typeof searchShipments>;

type Row = {
  id: string;
  order_id: string;
  order_number: string;
  channel: string;
  carrier: string;
  tracking_number: string;
  origin_city: string;
  origin_country: string;
  destination_city: string;
  destination_country: string;
  status: TrackingStatus;
  since: string | null;
  last_scan_at: Date | null;
  promise_ends_at: Date | null;
  eta: unknown;
  late: boolean;
  silent_since: Date | null;
  open_exceptions: string;
  created_at: Date;
};

const late = '(t.on_time IS FALSE OR (t.ended_at IS NULL AND eta.at >= t.promise_ends_at))';

const flags: Record<NonNullable<Query['flag']>, string> = {
  live: 't.ended_at IS NULL',
  late,
  exception: 'EXISTS (SELECT 1 FROM shipment_exceptions e WHERE e.shipment_id = t.id AND e.resolved_at IS NULL)',
  silent: 't.silent_since IS NOT NULL',
  delivered: "t.status = 'delivered'",
  unmapped: `EXISTS (SELECT 1 FROM scans s WHERE s.shipment_id = t.id AND s.status IS NULL AND s.data->>'informational' IS NULL)`,
};

const columns = `t.id, t.order_id, t.order_number, t.channel, t.carrier, t.tracking_number, t.status, t.last_scan_at, t.promise_ends_at, t.silent_since, t.created_at,
  t.plan->'origin'->>'city' AS origin_city, t.plan->'origin'->>'country' AS origin_country,
  t.plan->'destination'->>'city' AS destination_city, t.plan->'destination'->>'country' AS destination_country,
  t.standing->>'since' AS since, eta.data AS eta, COALESCE(${late}, false) AS late,
  (SELECT count(*) FROM shipment_exceptions e WHERE e.shipment_id = t.id AND e.resolved_at IS NULL) AS open_exceptions`;

const beginning = (text: string): string => `${text.replace(/[\\%_]/g, '\\$&')}%`;

type Asked = { where: string[]; values: unknown[] };

const ask = ({ values }: Asked, value: unknown): string => `$${values.push(value)}`;

/** Ids are told by their prefix. Numbers are printed in capitals, whatever people type. */
const searched = (asked: Asked, search: string): string => {
  if (/^shp_/i.test(search)) return `t.id LIKE ${ask(asked, beginning(search.toLowerCase()))}`;
  const forms = [...new Set([search, search.toUpperCase()])].map((form) => ask(asked, beginning(form)));
  const any = (column: string): string => forms.map((form) => `${column} LIKE ${form}`).join(' OR ');
  return `(${any('t.tracking_number')} OR ${any('t.order_number')} OR t.id IN (SELECT n.shipment_id FROM tracked_numbers n WHERE ${any('n.tracking_number')}))`;
};

const askedFor = (query: Query): Asked => {
  const asked: Asked = { where: [], values: [] };
  const after = readCursor(query.cursor);
  if (query.search !== undefined) asked.where.push(searched(asked, query.search));
  for (const column of ['status', 'carrier', 'channel'] as const)
    if (query[column] !== undefined) asked.where.push(`t.${column} = ${ask(asked, query[column])}`);
  if (query.flag !== undefined) asked.where.push(flags[query.flag]);
  if (after) asked.where.push(`(t.created_at, t.id) < (${ask(asked, after[0])}::timestamptz, ${ask(asked, after[1])})`);
  return asked;
};

const shown = (row: Row): Found['items'][number] => ({
  shipmentId: row.id,
  orderId: row.order_id,
  orderNumber: row.order_number,
  channel: row.channel,
  carrier: row.carrier,
  trackingNumber: row.tracking_number,
  origin: `${row.origin_city}, ${row.origin_country}`,
  destination: `${row.destination_city}, ${row.destination_country}`,
  status: row.status,
  label: statusFacts[row.status].label,
  since: row.since,
  lastScanAt: row.last_scan_at?.toISOString() ?? null,
  promiseEndsAt: row.promise_ends_at?.toISOString() ?? null,
  eta: etaOf(row.eta),
  late: row.late,
  silentSince: row.silent_since?.toISOString() ?? null,
  openExceptions: Number(row.open_exceptions),
  createdAt: row.created_at.toISOString(),
});

const mostCounted = 10_000;

/** How many fit the filters, whichever page was asked for; counting stops where nobody would read on. */
const counted = async (platform: Platform, query: Query): Promise<NonNullable<Found['total']>> => {
  const { cursor: _, ...narrowed } = query;
  const asked = askedFor(narrowed);
  const where = asked.where.length > 0 ? `WHERE ${asked.where.join(' AND ')}` : '';
  const { rows } = await platform.database.pool.query<{ count: string }>(
    `SELECT count(*) FROM (SELECT 1 FROM tracked_shipments t ${query.flag === 'late' ? joinEta : ''} ${where} LIMIT ${mostCounted + 1}) AS found`,
    asked.values,
  );
  const count = Number(rows[0]?.count ?? 0);
  return { count: Math.min(count, mostCounted), atLeast: count > mostCounted };
};

/** A page of shipments, newest first. Throws a Refusal on a cursor that is none. */
export const foundShipments = async (platform: Platform, query: Query): Promise<Found> => {
  const asked = askedFor(query);
  const where = asked.where.length > 0 ? `WHERE ${asked.where.join(' AND ')}` : '';
  const limit = ask(asked, query.limit + 1);
  // The estimate is looked up for the page alone, unless it decides what is on the page.
  const found = `SELECT t.* FROM tracked_shipments t ${query.flag === 'late' ? joinEta : ''} ${where} ORDER BY t.created_at DESC, t.id DESC LIMIT ${limit}`;
  const { rows } = await platform.database.pool.query<Row>(
    `SELECT ${columns} FROM (${found}) t ${joinEta} ORDER BY t.created_at DESC, t.id DESC`,
    asked.values,
  );
  const page = pageFrom(rows, query.limit, { item: shown, cursor: (row) => cursorOf(row.created_at, row.id) });
  return query.total === 'counted' ? { ...page, total: await counted(platform, query) } : page;
};
