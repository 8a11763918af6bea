/** DeliveryPerformanceTracker: how well shipments arrive, in total and along one dimension, and whose fault the late ones are. */

import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { performance, performanceDimensions, performanceFigures } from '@gantry/shared/api/insights';
import { z } from 'zod';
import type { Analytics } from '../client.ts';
import { exceptionCategories, hadException } from './categories.ts';
import { exceptionsWhere, type Selection, type ShipmentFilter, shipmentsWhere } from './filter.ts';
import { share } from './wilson.ts';

export type Dimension = (typeof performanceDimensions)[number];
export type PerformanceFilter = ShipmentFilter & { by?: Dimension | undefined };
export type Performance = Omit<ReplyOf<typeof performance>, 'asOf'>;
type Figures = z.infer<typeof performanceFigures>;

const counts = `
  count() AS total,
  countIf(delivered_at IS NOT NULL) AS delivered,
  avgOrNull(transit_days) AS transit,
  countIf(on_time) AS onTime,
  countIf(NOT on_time) AS late,
  countIf(NOT on_time AND picked_up_at > ship_by) AS lateByWarehouse,
  countIf(first_attempt) AS firstAttempt,
  countIf${hadException} AS troubled`;

const counted = z.object({
  total: z.number(),
  delivered: z.number(),
  transit: z.number().nullable(),
  onTime: z.number(),
  late: z.number(),
  lateByWarehouse: z.number(),
  firstAttempt: z.number(),
  troubled: z.number(),
});
type CountRow = z.infer<typeof counted>;
const keyed = counted.extend({ key: z.string() });
const resolution = z.object({ kind: z.string(), hours: z.number().nullable() });

const keys: Record<Dimension, string> = {
  carrier: 'carrier',
  region: 'region',
  channel: 'channel',
  service: 'service',
  warehouse: "ifNull(warehouse, '')",
  day: 'toString(counted_day)',
};

const figures = (row: CountRow): Figures => ({
  totalShipments: row.total,
  deliveredShipments: row.delivered,
  avgTransitDays: row.transit,
  onTimeDeliveryRate: share(row.onTime, row.onTime + row.late),
  firstAttemptSuccessRate: share(row.firstAttempt, row.delivered),
  exceptionRate: share(row.troubled, row.total),
});

const totals = async (client: Analytics, { where, params }: Selection): Promise<CountRow> => {
  const [row] = await client.select(`SELECT ${counts} FROM shipment_facts FINAL WHERE ${where}`, params, counted);
  if (row === undefined) throw new Error('an aggregate without GROUP BY answers one row');
  return row;
};

const rowsBy = async (client: Analytics, by: Dimension, { where, params }: Selection): Promise<Performance['rows']> => {
  const order = by === 'day' ? 'key' : 'total DESC, key';
  const sql = `SELECT ${keys[by]} AS key, ${counts} FROM shipment_facts FINAL WHERE ${where} GROUP BY key ORDER BY ${order}`;
  const rows = await client.select(sql, params, keyed);
  return rows.map((row) => ({ key: row.key, ...figures(row) }));
};

/** Mean hours from opening to resolution by category; null where nothing was resolved. */
const resolutionHours = async (client: Analytics, { where, params }: Selection) => {
  const sql = `SELECT kind, avgOrNull(resolution_hours) AS hours FROM exception_facts FINAL WHERE ${where} GROUP BY kind`;
  const rows = await client.select(sql, params, resolution);
  const hours = new Map(rows.map((row) => [row.kind, row.hours]));
  return Object.fromEntries(exceptionCategories.map((kind) => [kind, hours.get(kind) ?? null]));
};

/**
 * Delivery performance of the shipments a filter selects. Cancelled shipments the carrier never had are not counted, in
 * no figure. Rates are 0 to 1, unrounded, null without a base; times in days of 86,400 s. Rows by `day` are in order of
 * the day, others largest first; the key of shipments without a warehouse is the empty text.
 */
export const deliveryPerformance = async (client: Analytics, filter: PerformanceFilter): Promise<Performance> => {
  const { by = null, ...rest } = filter;
  const selection = shipmentsWhere(rest);
  const [total, rows, avgResolutionHours] = await Promise.all([
    totals(client, selection),
    by === null ? [] : rowsBy(client, by, selection),
    resolutionHours(client, exceptionsWhere(rest)),
  ]);
  return {
    ...figures(total),
    lateShipments: total.late,
    lateByWarehouseShare: share(total.lateByWarehouse, total.late),
    lateByCarrierShare: share(total.late - total.lateByWarehouse, total.late),
    avgResolutionHours,
    by,
    rows,
  };
};
