/** Whatever is heard of a shipment may change when it arrives: its estimate follows, behind the intake and never in it. */
import type { RecordedEvent } from '@gantry/shared/events/define';
import {
  carrierEstimateChanged,
  scanMapped,
  scanRecorded,
  scanRefined,
  standingChanged,
  trackingStarted,
} from '@gantry/shared/events/tracking';
import { onMany, reactionGroup } from '../../platform/log/reaction.ts';
import type { EtaCause } from './issue.ts';
import { type EtaQuestion, type ReckonNeeds, reckon } from './reckon.ts';

const causes: Record<string, EtaCause> = {
  [trackingStarted.name]: 'start',
  [carrierEstimateChanged.name]: 'carrier_estimate',
  [scanRecorded.name]: 'scan',
  [scanRefined.name]: 'scan',
  [scanMapped.name]: 'scan',
  [standingChanged.name]: 'scan',
};
/** Of several causes at once the one that says most is told. */
const weight: Record<EtaCause, number> = { start: 0, model: 0, clock: 0, carrier_estimate: 1, scan: 2 };

/** One question per shipment, however much was heard of it. */
export const questionsOf = (events: readonly Pick<RecordedEvent, 'name' | 'streamId' | 'id'>[]): EtaQuestion[] => {
  const asked = new Map<string, EtaQuestion>();
  for (const { name, streamId: shipmentId, id: causationId } of events) {
    const cause = causes[name];
    if (!cause) continue;
    const before = asked.get(shipmentId)?.cause;
    const told = before !== undefined && weight[before] > weight[cause] ? before : cause;
    asked.set(shipmentId, { shipmentId, cause: told, causationId });
  }
  return [...asked.values()];
};

const heard = [
  trackingStarted,
  carrierEstimateChanged,
  scanRecorded,
  scanRefined,
  scanMapped,
  standingChanged,
] as const;

/** Large windows with a rest between: of ten scans that came together, one estimate is made. */
export const forecastReactions = (needs: ReckonNeeds) =>
  reactionGroup('forecast.etas', {
    title: 'Estimates arrivals',
    partitions: 2,
    batch: 4_000,
    restMs: 200,
    reactions: [onMany(heard, (events) => reckon(needs, questionsOf(events)))],
  });
