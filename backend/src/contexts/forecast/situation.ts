/** Where a tracked shipment stands, as the question the ETA model answers. Pure: a set of scans in any order asks the same. */
import { type StatusNature, statusFacts, type TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import type { TrackedShipment } from '../tracking/public.ts';
import { orderingTime, type Stage, stagesOf } from '../tracking/public.ts';
import { enoughShipments } from './model/cells.ts';
import type { EtaModel, EtaSituation } from './model/eta-model.ts';
import { carriedBy, eddOf, journeyFacts, judgedBy, type Parcel, parcelOf, positionStart } from './parcel.ts';

const underWay: readonly TrackingStatus[] = [
  'in_transit',
  'arrived_at_facility',
  'departed_facility',
  'handed_over',
  'picked_up',
];
/** Stages that say nearly the same: one without history enough is answered from the next. */
const families: readonly (readonly TrackingStatus[])[] = [
  ['label_created', 'info_received', 'order_processing', 'order_placed'],
  underWay,
  ['customs_cleared', 'arrived_in_destination_country', ...underWay],
  ['at_delivery_depot', 'delivery_scheduled', ...underWay],
];
const relatives = (position: TrackingStatus): TrackingStatus[] =>
  (families.find((family) => family.includes(position)) ?? []).filter((one) => one !== position);

const natureOf = (status: TrackingStatus): StatusNature => statusFacts[status].nature;

/** Whether there is anything to estimate: not once the journey has ended, nor when the parcel is on its way back. */
export const isAwaited = ({ standing }: Pick<TrackedShipment, 'standing'>): boolean =>
  standing.endedAt === null && natureOf(standing.position) !== 'terminal' && standing.position !== 'return_initiated';

/**
 * When a stage was entered. A scan without a known zone counts by its local time as if it were UTC, as it does for its
 * order: an estimate off by hours is better than none, and no such time teaches the model.
 */
const enteredAt = (stage: Stage | undefined, parcel: Parcel): number =>
  stage?.scan === undefined ? parcel.createdAt : orderingTime(stage.scan);

/**
 * The question at an instant (ms). `model` decides what can be asked: an overlay (`delayed`) is a stage of its own once
 * there is history enough of it, the position under it until then. The carrier's date counts from the first physical scan.
 */
export const situationOf = (tracked: TrackedShipment, model: Pick<EtaModel, 'stages'>, now: number): EtaSituation => {
  const parcel = parcelOf(tracked.plan, tracked.createdAt);
  const stages = stagesOf(judgedBy(parcel), tracked.scans);
  const last = stages.length - 1;
  const { position, status } = stages[last] as Stage;
  const overlaid = natureOf(status) === 'overlay' && (model.stages[status]?.shipments ?? 0) >= enoughShipments;
  const entry = stages[overlaid ? last : positionStart(stages, last)];
  const { estimate } = tracked;
  const millis = (instant: string | null): number | null => (instant === null ? null : Date.parse(instant));
  const edd =
    estimate === null || natureOf(position) === 'ground'
      ? undefined
      : eddOf({ until: millis(estimate.until), day: estimate.day, from: millis(estimate.from) }, parcel);
  return {
    ...journeyFacts(parcel),
    ...carriedBy(parcel, entry?.scan),
    stage: overlaid ? status : position,
    // A carrier's clock may be ahead of ours.
    enteredAt: Math.min(now, enteredAt(entry, parcel)),
    now,
    instead: overlaid ? [position, ...relatives(position)] : relatives(position),
    ...(edd === undefined ? {} : { edd }),
  };
};
