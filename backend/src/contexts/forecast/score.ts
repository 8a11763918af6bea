/** The parcel has arrived: how far off was each estimate issued for it, and did its interval hold? Pure. */
import { type EtaEvent, type etaScore, etaScored, type etaUpdated } from '@gantry/shared/events/eta';
import type { z } from 'zod';
import type { Forecast } from './forecast.ts';

/** An estimate as the log has it. */
export type IssuedEstimate = { issuedAt: string; payload: z.output<typeof etaUpdated.payload> };
type Score = z.output<typeof etaScore>;

const hour = 3_600_000;
const mostScores = 500;

const within = (arrived: number, { low, high }: { low: string; high: string }): boolean =>
  Date.parse(low) <= arrived && arrived <= Date.parse(high);

const scoreOf = ({ issuedAt, payload }: IssuedEstimate, arrived: number): Score => ({
  issuedAt,
  stage: payload.stage,
  confidence: payload.confidence,
  errorHours: (arrived - Date.parse(payload.at)) / hour,
  held: within(arrived, payload),
  widthHours: (Date.parse(payload.high) - Date.parse(payload.low)) / hour,
  ...(payload.undemoted
    ? { undemoted: { confidence: payload.undemoted.confidence, held: within(arrived, payload.undemoted) } }
    : {}),
});

/**
 * Scores of estimates, oldest first, at most the 500 newest. One issued after the parcel was there, because the carrier
 * had not said so yet, foretold nothing and has none.
 */
export const scoresOf = (issued: readonly IssuedEstimate[], arrivedAt: string): Score[] => {
  const arrived = Date.parse(arrivedAt);
  return issued
    .filter(({ issuedAt }) => Date.parse(issuedAt) < arrived)
    .slice(-mostScores)
    .map((one) => scoreOf(one, arrived));
};

export type Arrival = { shipmentId: string; carrier: string; lane: string; arrivedAt: string };

/** The facts of an arrival: scored once, and again only when it turns out to have been at another time. */
export const score =
  (arrival: Arrival, issued: readonly IssuedEstimate[]) =>
  (state: Forecast | undefined): Extract<EtaEvent, { name: 'tracking.eta_scored' }>[] => {
    if (!state || state.arrivedAt === arrival.arrivedAt) return [];
    const scores = scoresOf(issued, arrival.arrivedAt);
    return scores.length === 0 ? [] : [etaScored({ ...arrival, scores })];
  };
