/**
 * TrackingTimelineService: a tracked shipment as a timeline: events oldest first with who told us of them, milestones,
 * legs, the three dates with their revisions, exceptions. Pure.
 */
import type { dateRevision, Timeline } from '@gantry/shared/api/shipments';
import type { CarrierEstimate, ExceptionCase, Scan } from '@gantry/shared/events/tracking';
import { publicPlace } from '@gantry/shared/values/address';
import { statusFacts, type TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import type { z } from 'zod';
import { assess, merchantOf, type Plan, type TrackedShipment, type Witness } from '../../tracking/public.ts';
import { type ArrivalOutlook, isPhysical, legMilestonesOf, milestonesOf, readScans } from './milestones.ts';

export type DateRevision = z.output<typeof dateRevision>;
type TimelineEvent = Timeline['legs'][number]['events'][number];

/** What a timeline shows beside the shipment's own state. `witnesses` are by scan, `carriers` the labels of carriers by name, `trackingUrl` the customer's page. */
export type Surroundings = ArrivalOutlook & {
  witnesses: ReadonlyMap<string, readonly Witness[]>;
  revisions: readonly DateRevision[];
  carriers: ReadonlyMap<string, string>;
  trackingUrl: string;
  /** When what names people in it was erased. */
  erasedAt: string | null;
};

const byOpening = (a: ExceptionCase, b: ExceptionCase): number =>
  a.openedAt === b.openedAt ? (a.exceptionId < b.exceptionId ? -1 : 1) : a.openedAt < b.openedAt ? -1 : 1;

/** The carrier's own estimate; believed only once the carrier has had the parcel in its hands. */
export const believedEstimate = ({
  estimate,
  scans,
}: Pick<TrackedShipment, 'estimate' | 'scans'>): (CarrierEstimate & { believed: boolean }) | null =>
  estimate && { ...estimate, believed: scans.some(isPhysical) };

/** What the scans of one leg make of it; null while none of them is mapped. */
export const legStatusOf = (plan: Plan, scans: readonly Scan[]): TrackingStatus | null =>
  scans.some(({ status }) => status !== null)
    ? assess({ shipmentId: plan.shipmentId, orderPlacedAt: plan.orderPlacedAt }, scans).standing.status
    : null;

const legsOf = (tracked: TrackedShipment, { carriers, ...around }: Surroundings): Timeline['legs'] => {
  const { plan } = tracked;
  const whole = milestonesOf(tracked, around);
  const scans = readScans(tracked);
  const shown = ({ correction = false, ...scan }: Scan): TimelineEvent => ({
    ...scan,
    correction,
    witnesses: [...(around.witnesses.get(scan.scanId) ?? [])],
  });
  const numbers = plan.legs.map(({ number }) => number);
  return plan.legs.map(({ number, carrier, trackingNumber }, i) => {
    // A scan of a leg that the plan does not have is shown with the first rather than not at all.
    const own = scans.filter(({ leg }) => leg === number || (i === 0 && !numbers.includes(leg)));
    return {
      number,
      carrier,
      carrierLabel: carriers.get(carrier) ?? carrier,
      trackingNumber,
      status: legStatusOf(plan, own),
      milestones: legMilestonesOf(tracked, { number, whole }),
      events: own.map(shown),
    };
  });
};

/** The timeline that staff see. The same whatever order the scans came in. */
export const timelineOf = (tracked: TrackedShipment, around: Surroundings): Timeline => {
  const { plan, standing, exceptions, silentSince, proof } = tracked;
  const [leg] = plan.legs;
  return {
    shipmentId: plan.shipmentId,
    merchant: merchantOf(tracked),
    orderId: plan.orderId,
    orderNumber: plan.orderNumber,
    channel: plan.channel,
    carrier: leg?.carrier ?? '',
    service: leg?.service ?? '',
    trackingNumber: leg?.trackingNumber ?? '',
    trackingUrl: around.trackingUrl,
    origin: publicPlace(plan.origin),
    destination: publicPlace(plan.destination),
    standing,
    label: statusFacts[standing.status].label,
    promise: plan.promise,
    carrierEstimate: believedEstimate(tracked),
    eta: around.eta,
    revisions: [...around.revisions],
    silentSince,
    proof,
    milestones: milestonesOf(tracked, around),
    legs: legsOf(tracked, around),
    exceptions: [...exceptions].sort(byOpening),
    erasedAt: around.erasedAt,
  };
};
