/** TrackingTimelineService: a tracked shipment as a timeline: events oldest first, milestones, legs, exceptions. Pure. */
import type { milestone, Timeline } from '@gantry/shared/api/tracking';
import type { ExceptionCase, Scan } from '@gantry/shared/events/tracking';
import { publicPlace } from '@gantry/shared/values/address';
import { customsTerritory } from '@gantry/shared/values/country';
import { statusFacts, type TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import type { z } from 'zod';
import { inOrder } from './assess.ts';
import type { TrackedShipment } from './tracked-shipment.ts';

export type Milestone = z.output<typeof milestone>;

const first = (scans: readonly Scan[], ...statuses: TrackingStatus[]): string | null =>
  scans.find((scan) => scan.status !== null && scan.occurredAt !== null && statuses.includes(scan.status))
    ?.occurredAt ?? null;

/** The milestones of a journey; customs only when a customs border is crossed. */
export const milestonesOf = ({ plan, standing, scans }: TrackedShipment): Milestone[] => {
  const ordered = inOrder(scans);
  const international = customsTerritory(plan.origin.country) !== customsTerritory(plan.destination.country);
  return [
    { name: 'order_placed', label: 'Order placed', actualAt: plan.orderPlacedAt },
    { name: 'shipped', label: 'Handed to carrier', actualAt: standing.pickedUpAt },
    {
      name: 'in_transit',
      label: 'In transit',
      actualAt: first(
        ordered,
        'in_transit',
        'departed_facility',
        'arrived_at_facility',
        'handed_over',
        'arrived_in_destination_country',
      ),
    },
    ...(international
      ? [{ name: 'customs' as const, label: 'Customs cleared', actualAt: first(ordered, 'customs_cleared') }]
      : []),
    { name: 'out_for_delivery', label: 'Out for delivery', actualAt: first(ordered, 'out_for_delivery') },
    { name: 'delivered', label: 'Delivered', actualAt: standing.deliveredAt },
  ];
};

const byOpening = (a: ExceptionCase, b: ExceptionCase): number =>
  a.openedAt === b.openedAt ? (a.exceptionId < b.exceptionId ? -1 : 1) : a.openedAt < b.openedAt ? -1 : 1;

/** The timeline that staff see. The same whatever order the scans came in. */
export const timelineOf = (tracked: TrackedShipment): Timeline => {
  const { plan, standing, scans, exceptions } = tracked;
  const ordered = inOrder(scans).map(({ correction: _, ...scan }) => scan);
  const [leg] = plan.legs;
  return {
    shipmentId: plan.shipmentId,
    orderId: plan.orderId,
    orderNumber: plan.orderNumber,
    channel: plan.channel,
    carrier: leg?.carrier ?? '',
    service: leg?.service ?? '',
    trackingNumber: leg?.trackingNumber ?? '',
    origin: publicPlace(plan.origin),
    destination: publicPlace(plan.destination),
    promise: plan.promise,
    standing,
    label: statusFacts[standing.status].label,
    milestones: milestonesOf(tracked),
    legs: plan.legs.map(({ number, carrier, trackingNumber }) => ({
      number,
      carrier,
      trackingNumber,
      events: ordered.filter((scan) => scan.leg === number),
    })),
    exceptions: [...exceptions].sort(byOpening),
  };
};
