/**
 * The steps of a journey that people wait for: reached, or expected. An expectation never contradicts what has happened:
 * there is none once the journey has ended or turns back, none for a step that a later one has passed, and they follow
 * one another in time. Pure.
 */
import type { milestone } from '@gantry/shared/api/tracking-page';
import type { Eta } from '@gantry/shared/events/eta';
import type { Scan } from '@gantry/shared/events/tracking';
import { customsTerritory } from '@gantry/shared/values/country';
import { statusFacts, type TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import { DateTime } from 'luxon';
import type { z } from 'zod';
import type { Plan, TrackedShipment } from '../../tracking/public.ts';
import { inOrder, onItsLeg } from '../../tracking/public.ts';

export type Milestone = z.output<typeof milestone>;

/** What expectations are made of: our estimate of arrival, the destination's IANA zone, and now. */
export type ArrivalOutlook = { eta: Eta | null; timeZone: string; now: Date };

/** True when a customs border lies between origin and destination. */
export const isInternational = ({ origin, destination }: Pick<Plan, 'origin' | 'destination'>): boolean =>
  customsTerritory(origin.country) !== customsTerritory(destination.country);

/** The scans of a shipment, oldest first, each with what it means on its leg. */
export const readScans = ({ plan, scans }: Pick<TrackedShipment, 'plan' | 'scans'>): Scan[] =>
  inOrder(scans.map((scan) => onItsLeg(scan, plan.legs.length)));

/** True for a scan that the carrier cannot make without holding the parcel. */
export const isPhysical = ({ status }: Pick<Scan, 'status'>): boolean =>
  status !== null && (statusFacts[status].nature === 'physical' || status === 'delivered');

const moving = [
  'in_transit',
  'departed_facility',
  'arrived_at_facility',
  'handed_over',
  'arrived_in_destination_country',
] as const;

const first = (scans: readonly Scan[], ...statuses: readonly TrackingStatus[]): string | null =>
  scans.find((scan) => scan.status !== null && scan.occurredAt !== null && statuses.includes(scan.status))
    ?.occurredAt ?? null;

const iso = (millis: number): string => new Date(millis).toISOString();

/** Vans leave in the morning. */
const vansLeaveAt = 8;

/** When it should go out: the morning of the day it arrives, by the destination's clock; now, when that has passed. */
const outAt = ({ eta, timeZone, now }: ArrivalOutlook): string | null => {
  if (!eta) return null;
  const arrives = Date.parse(eta.at);
  if (arrives <= now.getTime()) return null;
  const morning = DateTime.fromISO(eta.at, { zone: timeZone }).startOf('day').set({ hour: vansLeaveAt }).toMillis();
  return iso(Math.min(Math.max(morning, now.getTime()), arrives));
};

const turnedBack = (standing: TrackedShipment['standing']): boolean =>
  standing.endedAt !== null || standing.position === 'return_initiated' || standing.status === 'return_initiated';

type ExpectedMilestones = Partial<Record<Milestone['name'], string | null>>;

const expectedOf = ({ plan, standing }: TrackedShipment, expecting: ArrivalOutlook): ExpectedMilestones => {
  if (turnedBack(standing)) return {};
  const { eta, now } = expecting;
  const { shipBy } = plan;
  const ships = shipBy !== null && Date.parse(shipBy) > now.getTime() && (!eta || shipBy <= eta.at);
  const waiting = statusFacts[standing.position].rank >= statusFacts.out_for_delivery.rank;
  return {
    shipped: ships ? iso(Date.parse(shipBy)) : null,
    out_for_delivery: waiting ? null : outAt(expecting),
    delivered: eta?.at ?? null,
  };
};

/** Puts expectations beside what has happened: none for a step reached, or passed by a later one, or before the last one expected. */
const withExpected = (
  reached: readonly Omit<Milestone, 'estimatedAt'>[],
  expected: ExpectedMilestones,
): Milestone[] => {
  const last = reached.findLastIndex(({ actualAt }) => actualAt !== null);
  let before = reached[last]?.actualAt ?? '';
  return reached.map((one, i) => {
    const at = i > last ? (expected[one.name] ?? null) : null;
    if (at === null || (at < before && one.name !== 'delivered')) return { ...one, estimatedAt: null };
    before = at;
    return { ...one, estimatedAt: at };
  });
};

/** The milestones of a journey; customs only when a customs border is crossed. */
export const milestonesOf = (tracked: TrackedShipment, expecting: ArrivalOutlook): Milestone[] => {
  const { plan, standing } = tracked;
  const scans = readScans(tracked);
  const reached: Omit<Milestone, 'estimatedAt'>[] = [
    { name: 'order_placed', label: 'Order placed', actualAt: plan.orderPlacedAt },
    { name: 'shipped', label: 'Handed to carrier', actualAt: standing.pickedUpAt },
    { name: 'in_transit', label: 'In transit', actualAt: first(scans, ...moving) },
    ...(isInternational(plan)
      ? [{ name: 'customs' as const, label: 'Customs cleared', actualAt: first(scans, 'customs_cleared') }]
      : []),
    { name: 'out_for_delivery', label: 'Out for delivery', actualAt: first(scans, 'out_for_delivery') },
    { name: 'delivered', label: 'Delivered', actualAt: standing.deliveredAt },
  ];
  return withExpected(reached, expectedOf(tracked, expecting));
};

/**
 * The milestones of one leg, by its own scans, oldest first. A leg before the last ends with its hand-over; what is
 * expected of the journey's end stands with the last leg.
 */
export const legMilestonesOf = (
  tracked: TrackedShipment,
  { number, whole }: { number: number; whole: readonly Milestone[] },
): Milestone[] => {
  const { plan } = tracked;
  const scans = readScans(tracked).filter(({ leg }) => leg === number);
  const estimateOf = (name: Milestone['name']): string | null =>
    whole.find((one) => one.name === name)?.estimatedAt ?? null;
  const taken = scans.find((scan) => isPhysical(scan) && scan.occurredAt !== null)?.occurredAt ?? null;
  const begun: Milestone[] = [
    { name: 'shipped', label: 'Handed to carrier', actualAt: taken, estimatedAt: null },
    { name: 'in_transit', label: 'In transit', actualAt: first(scans, ...moving), estimatedAt: null },
  ];
  if (number < plan.legs.length)
    return [
      ...begun,
      { name: 'delivered', label: 'Handed over', actualAt: first(scans, 'handed_over'), estimatedAt: null },
    ];
  const cleared = first(scans, 'customs_cleared');
  const out = first(scans, 'out_for_delivery');
  const delivered = tracked.standing.deliveredAt;
  return [
    ...begun,
    ...(cleared === null
      ? []
      : [{ name: 'customs' as const, label: 'Customs cleared', actualAt: cleared, estimatedAt: null }]),
    {
      name: 'out_for_delivery',
      label: 'Out for delivery',
      actualAt: out,
      estimatedAt: out === null ? estimateOf('out_for_delivery') : null,
    },
    { name: 'delivered', label: 'Delivered', actualAt: delivered, estimatedAt: estimateOf('delivered') },
  ];
};
