/** How good our estimates of arrival are, by carrier, lane, stage and level of confidence. */
import { z } from 'zod';
import { instant } from '../events/define.ts';
import { slug } from '../vocabulary/channels.ts';
import { confidences, trackingStatuses } from '../vocabulary/tracking-status.ts';
import { endpoint } from './endpoint.ts';

const figures = {
  estimates: z.number(),
  shipments: z.number(),
  meanErrorHours: z.number().nullable().describe('Positive: arrived later than said'),
  maeHours: z.number().nullable(),
  held: z.number().nullable().describe('Share that arrived within the interval'),
  meanWidthHours: z.number().nullable(),
};
export const etaAccuracy = endpoint({
  id: 'tracking.eta_accuracy',
  method: 'GET',
  path: '/api/logistics/analytics/eta-accuracy',
  area: 'staff',
  vertical: 'logistics',
  summary: 'Estimates scored on arrival: error and how often the interval held',
  query: z.object({
    days: z.coerce.number().int().min(1).max(365).default(90),
    carrier: slug.optional(),
  }),
  reply: z.object({
    overall: z.object(figures),
    levels: z.array(
      z.object({
        confidence: z.enum(confidences),
        ...figures,
        claim: z.number().describe('The share this level claims'),
        demotedTo: z.enum(confidences).nullable(),
      }),
    ),
    carriers: z.array(z.object({ carrier: slug, ...figures })),
    lanes: z.array(z.object({ lane: z.string(), ...figures })),
    stages: z.array(z.object({ stage: z.enum(trackingStatuses), ...figures })),
    weeks: z.array(z.object({ week: z.string().describe('Monday, YYYY-MM-DD'), ...figures })),
    model: z.object({ version: z.number(), trainedAt: instant, shipments: z.number() }).nullable(),
    asOf: instant.describe('Events recorded up to here are in the figures'),
  }),
});
