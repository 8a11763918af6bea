/** Analytics over HTTP: delivery performance, carrier scorecards, exceptions; names as the product text has them. */
import { z } from 'zod';
import { day, instant } from '../events/define.ts';
import { countryCodes } from '../values/iso-codes.data.ts';
import { slug } from '../vocabulary/channels.ts';
import { endpoint } from './endpoint.ts';
import { givenDay, inOrder } from './given-time.ts';

const givenRegion = z
  .string()
  .max(83)
  .refine((text) => countryCodes.has(text.split('-')[0] ?? ''), 'is no region: a country or country-state, e.g. BR-SP');

/** Shipments are counted by the day they were handed to the carrier, or created when they were not handed over yet. */
const filter = z.strictObject({
  from: givenDay.optional().describe('First day, UTC, inclusive'),
  to: givenDay.optional().describe('Last day, UTC, inclusive'),
  period: z
    .enum(['7d', '30d', '90d', 'quarter', 'all'])
    .optional()
    .describe('Instead of from/to: the last days, this quarter so far, or all'),
  channel: slug.optional(),
  carrier: slug.optional(),
  service: z.string().max(60).optional(),
  warehouse: slug.optional(),
  region: givenRegion.optional().describe('Destination country, or country-state such as BR-SP'),
});
export const analyticsFilter = inOrder(filter, 'from', 'to');
export type AnalyticsFilter = z.infer<typeof analyticsFilter>;

const rate = z.number().min(0).max(1).nullable();
/** A rate's 95 % Wilson interval. */
const interval = z.object({ low: z.number(), high: z.number() }).nullable();

export const performanceFigures = z.object({
  totalShipments: z.number(),
  deliveredShipments: z.number(),
  avgTransitDays: z.number().nullable().describe('Mean of delivered minus handed to carrier, in days'),
  onTimeDeliveryRate: rate.describe('Delivered on or before the promised day, of the delivered that had a promise'),
  firstAttemptSuccessRate: rate.describe('Delivered without a failed attempt, of the delivered'),
  exceptionRate: rate.describe('Shipments with at least one delayed, lost, damaged or return_initiated exception'),
});
export const performanceDimensions = ['carrier', 'region', 'channel', 'service', 'warehouse', 'day'] as const;

export const performance = endpoint({
  id: 'insights.performance',
  method: 'GET',
  path: '/api/logistics/analytics/performance',
  area: 'staff',
  vertical: 'logistics',
  summary: 'Delivery performance, in total and by one dimension',
  query: inOrder(filter.extend({ by: z.enum(performanceDimensions).optional() }), 'from', 'to'),
  reply: performanceFigures.extend({
    lateShipments: z.number(),
    lateByWarehouseShare: rate.describe('Of the late: handed to the carrier after ship-by'),
    lateByCarrierShare: rate.describe('Of the late: handed over in time, or without a ship-by'),
    avgResolutionHours: z.record(z.string(), z.number().nullable()).describe('By exception category'),
    by: z.enum(performanceDimensions).nullable(),
    rows: z.array(performanceFigures.extend({ key: z.string() })),
    asOf: instant.describe('Events recorded up to here are in the figures'),
  }),
});

export const scorecard = z.object({
  carrier: slug,
  sampleSize: z.number(),
  deliveredOnTime: z.number(),
  deliveredLate: z.number(),
  failedDeliveries: z.number().describe('Ended without delivery: lost, returned to sender'),
  returnedShipments: z.number(),
  avgTransitDays: z.number().nullable(),
  medianTransitDays: z.number().nullable(),
  p90TransitDays: z.number().nullable(),
  onTimeRate: rate,
  onTimeInterval: interval,
  exceptionRate: rate,
  exceptionInterval: interval,
  firstAttemptRate: rate,
  firstAttemptInterval: interval,
  avgDeliveryAttempts: z.number().nullable(),
  costPerShipment: z
    .array(z.object({ currency: z.string(), amount: z.number() }))
    .describe('Mean minor units, per currency'),
  reportingLagSeconds: z.number().nullable().describe('Median time from a scan to its arrival here'),
});
export type Scorecard = z.infer<typeof scorecard>;
export const scorecards = endpoint({
  id: 'insights.scorecards',
  method: 'GET',
  path: '/api/logistics/analytics/scorecards',
  area: 'staff',
  vertical: 'logistics',
  summary: 'Carrier scorecards over a scoring period (90 days when none is said)',
  query: analyticsFilter,
  reply: z.object({
    period: z.object({ from: day.nullable(), to: day.nullable() }),
    items: z.array(scorecard),
    asOf: instant,
  }),
});

export const exceptionSummary = endpoint({
  id: 'insights.exceptions',
  method: 'GET',
  path: '/api/logistics/analytics/exceptions',
  area: 'staff',
  vertical: 'logistics',
  summary: 'Exceptions by category: counts, open now, resolution hours',
  query: analyticsFilter,
  reply: z.object({
    items: z.array(
      z.object({
        category: z.string(),
        count: z.number(),
        openNow: z.number(),
        avgResolutionHours: z.number().nullable(),
        p90ResolutionHours: z.number().nullable(),
      }),
    ),
    asOf: instant,
  }),
});
