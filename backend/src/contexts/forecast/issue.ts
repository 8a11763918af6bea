/** Whether an estimate is worth telling, and the event that tells it. Pure. */
import { type Eta, type EtaEvent, type etaCauses, etaUpdated } from '@gantry/shared/events/eta';
import type { TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import type { Forecast } from './forecast.ts';
import { type EtaEstimate, type EtaEvidence, type EtaSituation, etaCellLevels } from './model/eta-model.ts';

export type EtaCause = (typeof etaCauses)[number];

/** An estimate with what it was made from. `undemoted`: the same without any level demoted, where that differs. */
export type Estimation = {
  situation: EtaSituation;
  estimate: EtaEstimate;
  undemoted: EtaEstimate | undefined;
  model: number;
  cause: EtaCause;
};

const hour = 3_600_000;
const minute = 60_000;
const iso = (at: number): string => new Date(at).toISOString();

/** Less than this is nobody's news: an hour, or a twentieth of what is still ahead or still open. */
const leastMove = ({ at, low, high }: EtaEstimate, now: number): number =>
  Math.max(hour, 0.05 * (at - now), 0.05 * (high - low));

/** True when the point or an end of the interval moved by more than is negligible, or the confidence changed. */
export const isWorthTelling = (before: Eta, next: EtaEstimate, now: number): boolean => {
  if (before.confidence !== next.confidence) return true;
  // Time alone pushes both ahead of itself: what lay in the past by now counts as now.
  const moved = (from: string, to: number): number => Math.abs(to - Math.max(now, Date.parse(from)));
  const least = leastMove(next, now);
  return (
    moved(before.at, next.at) > least || moved(before.low, next.low) > least || moved(before.high, next.high) > least
  );
};

const evidenceOf = ({ source, stage, cell }: EtaEvidence): Eta['evidence'] => {
  if (source !== 'history' || !cell) return { cell: source, shipments: 0 };
  const key = cell.level === etaCellLevels.at(-1) ? '' : ` / ${cell.key}`;
  return { cell: `${stage}${key}`.slice(0, 300), shipments: cell.shipments };
};

/** An estimate as it is told. */
export const etaOfEstimate = ({ at, low, high, confidence, evidence }: EtaEstimate): Eta => ({
  at: iso(at),
  low: iso(low),
  high: iso(high),
  confidence,
  evidence: evidenceOf(evidence),
});

/** The facts of an estimate made at `now`: one when it is the first or worth telling, else none. */
export const issue =
  (shipmentId: string, { situation, estimate, undemoted, model, cause }: Estimation) =>
  (state: Forecast | undefined): Extract<EtaEvent, { name: 'tracking.eta_updated' }>[] => {
    const { now } = situation;
    if (state && !isWorthTelling(state.eta, estimate, now)) return [];
    const claimed = undemoted && {
      low: iso(undemoted.low),
      high: iso(undemoted.high),
      confidence: undemoted.confidence,
    };
    const payload = {
      ...etaOfEstimate(estimate),
      shipmentId,
      stage: situation.stage as TrackingStatus,
      cause,
      model,
      before: state?.eta ?? null,
      ...(claimed ? { undemoted: claimed } : {}),
    };
    return [etaUpdated(payload, { occurredAt: iso(now), receivedAt: iso(now) })];
  };

/** When an estimate is to be looked at again if nothing is heard: soon where little is ahead, never more than hours later. */
export const lookAgainAt = ({ at }: Pick<EtaEstimate, 'at'>, now: number): Date =>
  new Date(now + Math.min(3 * hour, Math.max(10 * minute, 0.05 * (at - now))));
