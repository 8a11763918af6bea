/** Our own estimates of arrival: every one issued, why it changed, and how good it turned out to be. */
import { z } from 'zod';
import { slug } from '../vocabulary/channels.ts';
import { confidences, trackingStatuses } from '../vocabulary/tracking-status.ts';
import { define, type FactOf, instant } from './define.ts';

const id = z.string().min(1).max(120);

/** Why an estimate was made anew: a scan came, time passed without one, the carrier changed its own, the model learned. */
export const etaCauses = ['start', 'scan', 'clock', 'carrier_estimate', 'model'] as const;

/** A point, an 80 % interval around it, how sure it is, and what it rests on. */
export const eta = z.object({
  at: instant,
  low: instant,
  high: instant,
  confidence: z.enum(confidences),
  /** The cell of history: what its shipments have in common, and how many there were. */
  evidence: z.object({ cell: z.string().max(300), shipments: z.int().min(0) }),
});
export type Eta = z.infer<typeof eta>;

/** `eta_update`: an estimate was issued that differs from the one before. */
export const etaUpdated = define(
  'tracking.eta_updated',
  eta.extend({
    shipmentId: id,
    stage: z.enum(trackingStatuses),
    cause: z.enum(etaCauses),
    model: z.int().min(0),
    before: eta.nullable(),
    /** What would have been said, had no level been demoted: without it a level could never show that it keeps its claim again. */
    undemoted: z.object({ low: instant, high: instant, confidence: z.enum(confidences) }).optional(),
  }),
);
export const etaScore = z.object({
  issuedAt: instant,
  stage: z.enum(trackingStatuses),
  confidence: z.enum(confidences),
  /** Arrival minus estimate: positive when it came later than said. */
  errorHours: z.number(),
  /** Whether it arrived within the interval. */
  held: z.boolean(),
  widthHours: z.number().min(0),
  undemoted: z.object({ confidence: z.enum(confidences), held: z.boolean() }).optional(),
});
/** The parcel has arrived: every estimate issued for it is judged. */
export const etaScored = define(
  'tracking.eta_scored',
  z.object({
    shipmentId: id,
    carrier: slug,
    lane: z.string().max(120),
    arrivedAt: instant,
    scores: z.array(etaScore).max(500),
  }),
);
/** What would be called `from` is called `to` from now on: lower when it did not keep its claim, `from` again when it does. */
export const etaLevelDemoted = define(
  'tracking.eta_level_demoted',
  z.object({
    model: z.int(),
    from: z.enum(confidences),
    to: z.enum(confidences),
    held: z.number().min(0).max(1),
    estimates: z.int(),
  }),
);
export const etaModelTrained = define(
  'tracking.eta_model_trained',
  z.object({ model: z.int(), shipments: z.int(), asOf: instant }),
);
export const etaEvents = [etaUpdated, etaScored, etaLevelDemoted, etaModelTrained] as const;
export type EtaEvent = FactOf<(typeof etaEvents)[number]>;
