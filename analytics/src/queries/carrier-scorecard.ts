/** CarrierScorecardService: what each carrier delivered over a period, how sure each rate is, and what it cost. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { Scorecard, scorecards } from '@gantry/shared/api/insights';
import { z } from 'zod';
import type { Analytics } from '../client.ts';
import { hadException } from './categories.ts';
import { type ShipmentFilter, shipmentsWhere } from './filter.ts';
import { share, wilson } from './wilson.ts';

export type Scorecards = Omit<ReplyOf<typeof scorecards>, 'asOf'>;

const failed = "(status = 'returned_to_sender' OR (is_lost AND delivered_at IS NULL))";

const select = `
  carrier,
  count() AS sample,
  countIf(delivered_at IS NOT NULL) AS delivered,
  countIf(on_time) AS onTime,
  countIf(NOT on_time) AS late,
  countIf${failed} AS failed,
  countIf(status = 'returned_to_sender') AS returned,
  avgOrNull(transit_days) AS meanTransit,
  quantilesExactInclusive(0.5, 0.9)(transit_days) AS transit,
  countIf${hadException} AS troubled,
  countIf(first_attempt) AS firstAttempt,
  avgOrNullIf(failed_attempts + 1, delivered_at IS NOT NULL) AS attempts,
  avgMapIf(map(assumeNotNull(cost_currency), assumeNotNull(cost_minor)), cost_minor IS NOT NULL) AS cost,
  quantileExactInclusiveArrayOrNull(0.5)(scan_lags) AS lag`;

const figure = z.number().nullable();
const counted = z.object({
  carrier: z.string(),
  sample: z.number(),
  delivered: z.number(),
  onTime: z.number(),
  late: z.number(),
  failed: z.number(),
  returned: z.number(),
  meanTransit: figure,
  transit: z.array(figure),
  troubled: z.number(),
  firstAttempt: z.number(),
  attempts: figure,
  /** Mean minor units by currency. */
  cost: z.record(z.string(), z.number()),
  lag: figure,
});

const scorecardOf = (row: z.infer<typeof counted>): Scorecard => {
  const judged = row.onTime + row.late;
  const [medianTransitDays = null, p90TransitDays = null] = row.transit;
  return {
    carrier: row.carrier,
    sampleSize: row.sample,
    deliveredOnTime: row.onTime,
    deliveredLate: row.late,
    failedDeliveries: row.failed,
    returnedShipments: row.returned,
    avgTransitDays: row.meanTransit,
    medianTransitDays,
    p90TransitDays,
    onTimeRate: share(row.onTime, judged),
    onTimeInterval: wilson(row.onTime, judged),
    exceptionRate: share(row.troubled, row.sample),
    exceptionInterval: wilson(row.troubled, row.sample),
    firstAttemptRate: share(row.firstAttempt, row.delivered),
    firstAttemptInterval: wilson(row.firstAttempt, row.delivered),
    avgDeliveryAttempts: row.attempts,
    costPerShipment: Object.entries(row.cost).map(([currency, amount]) => ({ currency, amount })),
    reportingLagSeconds: row.lag,
  };
};

/**
 * A scorecard per carrier of the shipments a filter selects, largest sample first; resolve the period with
 * `periodDays(filter, now, '90d')`. Cancelled shipments the carrier never had are not counted. Late is judged by the
 * first promise. Lost counts as failed while the loss is open. Percentiles interpolate between the two nearest values;
 * attempts are those of delivered shipments, the last one included; the lag is over the first 100 scans of a shipment.
 */
export const carrierScorecards = async (client: Analytics, filter: ShipmentFilter): Promise<Scorecards> => {
  const { where, params } = shipmentsWhere(filter);
  const sql = `SELECT ${select} FROM shipment_facts FINAL WHERE ${where} GROUP BY carrier ORDER BY sample DESC, carrier`;
  const rows = await client.select(sql, params, counted);
  return { period: { from: filter.from, to: filter.to }, items: rows.map(scorecardOf) };
};
