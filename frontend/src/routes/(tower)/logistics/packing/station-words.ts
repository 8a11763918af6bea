/** Stations as people read them: state, pace, and how the work ends against the next cutoff. Pure. */
import type { Pace, Station } from '@gantry/shared/api/fulfillment/packing';
import type { StationState } from '@gantry/shared/vocabulary/fulfillment';
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import { span } from '#lib/format.ts';

export const stateLooks: Readonly<Record<StationState, { label: string; meaning: Meaning }>> = {
  open: { label: 'Open', meaning: 'delivered' },
  paused: { label: 'Paused', meaning: 'waiting' },
  closed: { label: 'Closed', meaning: 'stuck' },
};

const tenth = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

/** "42 units/h"; a rate that nobody knows is no number. */
export const rateWords = (rate: number | null, unit: string): string =>
  rate === null ? 'no pace yet' : `${tenth.format(rate)} ${unit}/h`;

/** How the work ends against the next cutoff, in words and in meaning. */
export const endWords = ({
  remainingUnits,
  projectedAt,
  nextCutoff,
  atRisk,
}: Pace): { text: string; meaning: Meaning } => {
  if (remainingUnits === 0) return { text: 'nothing to pack', meaning: 'waiting' };
  if (projectedAt === null) return { text: 'end not known yet', meaning: 'waiting' };
  if (nextCutoff === null) return { text: 'no cutoff ahead', meaning: 'moving' };
  const spare = Date.parse(nextCutoff.at) - Date.parse(projectedAt);
  if (atRisk || spare < 0) return { text: `${span(Math.abs(spare))} after the cutoff`, meaning: 'at_risk' };
  return { text: `${span(spare)} before the cutoff`, meaning: 'delivered' };
};

/** How long bars are: the share of the longest. */
export const sharesOf = (
  stations: readonly Pick<Station, 'station' | 'activeOrders'>[],
): ReadonlyMap<string, number> => {
  const most = Math.max(1, ...stations.map(({ activeOrders }) => activeOrders));
  return new Map(stations.map(({ station, activeOrders }) => [station, activeOrders / most]));
};
