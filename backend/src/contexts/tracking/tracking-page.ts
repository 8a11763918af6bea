/** TrackingPageService: what the holder of a tracking link may see. City only; no name, e-mail, phone or street. Pure. */
import type { displayEvent, TrackingPage } from '@gantry/shared/api/tracking';
import type { Scan } from '@gantry/shared/events/tracking';
import { type Address, type Place, pointOf } from '@gantry/shared/values/address';
import { timeZoneOf } from '@gantry/shared/values/time-zone';
import { statusFacts } from '@gantry/shared/vocabulary/tracking-status';
import { DateTime } from 'luxon';
import type { z } from 'zod';
import { inOrder } from './assess.ts';
import { milestonesOf } from './timeline.ts';
import type { TrackedShipment } from './tracked-shipment.ts';

const cityOf = (place: Place | Address): string => [place.city, place.country].filter(Boolean).join(', ');

const spokenDay = (day: string): string => DateTime.fromISO(day).setLocale('en-GB').toFormat('ccc d LLLL');

/** One sentence that answers: where is it, when does it come. */
const headlineOf = ({ plan, standing }: TrackedShipment): string => {
  const zone = plan.promise?.timeZone ?? timeZoneOf(plan.destination.country, plan.destination.state) ?? 'UTC';
  const { status, deliveredAt } = standing;
  if (status === 'delivered')
    return deliveredAt
      ? `Delivered on ${DateTime.fromISO(deliveredAt, { zone }).setLocale('en-GB').toFormat('cccc d LLLL')}`
      : 'Delivered';
  if (status === 'cancelled') return 'This shipment was cancelled';
  if (status === 'returned_to_sender') return 'Returned to the sender';
  if (status === 'available_for_pickup') return 'Ready to be collected';
  if (status === 'out_for_delivery') return 'Out for delivery today';
  return plan.promise ? `Promised for ${spokenDay(plan.promise.day)}` : statusFacts[status].label;
};

const shown = (scan: Scan): z.output<typeof displayEvent> => ({
  label: scan.status ? statusFacts[scan.status].label : 'Carrier update',
  // The carrier's own words may name people; the customer gets ours.
  description: scan.reason ? scan.reason.replaceAll('_', ' ').replace(/^./, (c) => c.toUpperCase()) : '',
  status: scan.status,
  at: scan.occurredAt,
  zone: scan.zone,
  timeZone: timeZoneOf(scan.place.country, scan.place.state) ?? null,
  localTime: scan.occurredAt === null ? scan.localTime : null,
  place: cityOf(scan.place),
});

const pointsOf = ({ plan, scans }: TrackedShipment): TrackingPage['points'] => {
  const round = (n: number): number => Math.round(n * 10) / 10;
  const at = (place: Place | Address, kind: 'origin' | 'scan' | 'destination'): TrackingPage['points'] => {
    const point = pointOf(place);
    // A tenth of a degree: the town, not the door.
    return point
      ? [{ label: cityOf(place), latitude: round(point.latitude), longitude: round(point.longitude), kind }]
      : [];
  };
  const seen = inOrder(scans).flatMap((scan) => (scan.status ? at(scan.place, 'scan') : []));
  const distinct = seen.filter(
    (p, i) => i === 0 || p.latitude !== seen[i - 1]?.latitude || p.longitude !== seen[i - 1]?.longitude,
  );
  return [...at(plan.origin, 'origin'), ...distinct.slice(-40), ...at(plan.destination, 'destination')];
};

/** The page's data. `carrierLabel` is the connection's name for people. */
export const trackingPageOf = (tracked: TrackedShipment, carrierLabel: string, now: Date): TrackingPage => {
  const { plan, standing, scans } = tracked;
  return {
    headline: headlineOf(tracked),
    status: standing.status,
    label: statusFacts[standing.status].label,
    carrier: carrierLabel,
    trackingNumber: plan.legs[0]?.trackingNumber ?? '',
    origin: cityOf(plan.origin),
    destination: cityOf(plan.destination),
    promisedDay: plan.promise?.day ?? null,
    deliveredAt: standing.deliveredAt,
    milestones: milestonesOf(tracked),
    events: inOrder(scans).map(shown).reverse(),
    points: pointsOf(tracked),
    updatedAt: now.toISOString(),
  };
};
