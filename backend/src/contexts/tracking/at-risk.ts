/**
 * When a parcel should arrive if all goes well, and from when on it will miss its promise unless something happens. A
 * table of typical remaining work by status and road distance, until the ETACalculator learns better from history: it
 * errs on the side of warning late rather than crying wolf.
 */

import type { DeliveryPromise } from '@gantry/shared/events/orders';
import type { Standing } from '@gantry/shared/events/tracking';
import { pointOf } from '@gantry/shared/values/address';
import { distanceKm } from '@gantry/shared/values/geo';
import type { TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import { dayIn, endOfDay } from '../../kernel/zoned-time.ts';
import type { Plan } from './tracked-shipment.ts';

const hour = 3_600_000;
/** Line haul, door to depot, stops included. */
const kmPerHour = 70;
/** Beyond this a parcel flies. */
const flightKm = 1_800;
const flightKmPerHour = 600;

/** Hours of handling still ahead of a parcel in a position, without the road. */
const handlingHours: Partial<Record<TrackingStatus, number>> = {
  order_placed: 14,
  order_processing: 12,
  label_created: 10,
  info_received: 8,
  picked_up: 6,
  arrived_at_facility: 5,
  departed_facility: 4,
  in_transit: 3,
  handed_over: 6,
  arrived_in_destination_country: 5,
  in_customs: 8,
  customs_cleared: 4,
  at_delivery_depot: 3,
  delivery_scheduled: 3,
  out_for_delivery: 2,
  delivery_attempted: 14,
};
const withRoad = new Set<TrackingStatus>([
  'order_placed',
  'order_processing',
  'label_created',
  'info_received',
  'picked_up',
  'arrived_at_facility',
  'departed_facility',
  'in_transit',
  'handed_over',
]);

const roadHours = (plan: Plan, standing: Standing): number => {
  const from = (standing.lastPlace && pointOf(standing.lastPlace)) ?? pointOf(plan.origin);
  const to = pointOf(plan.destination);
  if (!from || !to || !withRoad.has(standing.position)) return 0;
  const km = distanceKm(from, to);
  return km > flightKm ? 6 + km / flightKmPerHour : km / kmPerHour;
};

/** Every scan asks for the end of its shipment's promise, and there are few days and zones: calendars are slow, this is not. */
const ends = new Map<string, number>();

/** The instant a promise ends: the end of its day by its own clock. */
export const promiseEnd = (promise: DeliveryPromise | null): Date | null => {
  if (!promise) return null;
  const key = `${promise.day} ${promise.timeZone}`;
  let end = ends.get(key);
  if (end === undefined) {
    if (ends.size >= 10_000) ends.clear();
    end = endOfDay(promise.day, promise.timeZone).getTime();
    ends.set(key, end);
  }
  return new Date(end);
};

/** Delivered on or before the promised day, by the promise's clock; null while undelivered or without a promise. */
export const onTime = (promise: DeliveryPromise | null, deliveredAt: string | null): boolean | null =>
  promise && deliveredAt ? dayIn(deliveredAt, promise.timeZone) <= promise.day : null;

export type Outlook = { expectedAt: Date | null; riskAt: Date | null };

/**
 * `expectedAt`: arrival counted from the last scan. `riskAt`: from this instant on the promise cannot be kept any more at
 * the usual pace; earlier than now means at risk already. Null for shipments that have ended or wait for their recipient.
 */
export const outlook = (plan: Plan, standing: Standing, createdAt: string): Outlook => {
  const handling = handlingHours[standing.position];
  if (standing.endedAt !== null || handling === undefined) return { expectedAt: null, riskAt: null };
  const needed = (handling + roadHours(plan, standing)) * hour;
  const expectedAt = new Date(Date.parse(standing.lastScanAt ?? createdAt) + needed);
  const end = promiseEnd(plan.promise);
  return { expectedAt, riskAt: end ? new Date(end.getTime() - needed) : null };
};
