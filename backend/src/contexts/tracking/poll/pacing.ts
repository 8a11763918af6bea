/**
 * Which parcels to ask a carrier for, and how many calls that may cost. Pure: within the carrier's quota, spread over the
 * day, the fastest-changing first and the slowest-changing last.
 */
import type { TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import { statusFacts } from '@gantry/shared/vocabulary/tracking-status';

/** A leg of a live shipment that may have to be asked for. Times in milliseconds since 1970. */
export type Candidate = {
  shipmentId: string;
  leg: number;
  trackingNumber: string;
  status: TrackingStatus;
  /** When somebody last told us of it, by push or poll; its creation when nobody has. */
  heardAt: number;
  /** When we last asked; null when never. */
  askedAt: number | null;
};

const hour = 3_600_000;
const day = 24 * hour;

/** How soon a status is usually left: parcels near the door within hours, announcements perhaps never. */
const paceOf = (status: TrackingStatus): number => {
  const { nature } = statusFacts[status];
  if (['out_for_delivery', 'delivery_attempted', 'delivery_scheduled', 'at_delivery_depot'].includes(status)) return 0;
  if (nature === 'ground') return 3;
  return nature === 'overlay' || status === 'available_for_pickup' || status === 'in_customs' ? 2 : 1;
};

/** Not heard of, and not asked for, in so many hours. */
export const isDue = (one: Candidate, { everyHours, now }: { everyHours: number; now: number }): boolean =>
  Math.max(one.heardAt, one.askedAt ?? 0) <= now - everyHours * hour;

/**
 * The candidates that are due, in the order in which they are asked for: fastest-changing first, parcels that have been
 * still for weeks last, and among equals the one that has waited longest, so that a small quota starves nobody.
 */
export const dueInOrder = (candidates: readonly Candidate[], at: { everyHours: number; now: number }): Candidate[] => {
  const still = (one: Candidate): number => Math.min(3, Math.floor((at.now - one.heardAt) / (7 * day)));
  const waited = (one: Candidate): number => Math.max(one.heardAt, one.askedAt ?? 0);
  return candidates
    .filter((one) => isDue(one, at))
    .sort(
      (a, b) =>
        paceOf(a.status) + still(a) - paceOf(b.status) - still(b) ||
        waited(a) - waited(b) ||
        (a.shipmentId < b.shipmentId ? -1 : 1),
    );
};

/**
 * Calls that may be made now: what the day's quota allows by this hour and one polling interval ahead, less what was
 * made. So a quota lasts the day, and a morning's backlog does not eat it. `elapsedMs` is the time since midnight UTC.
 */
export const allowance = (quota: { perDay: number; used: number; elapsedMs: number; everyHours: number }): number => {
  const share = Math.min(1, (quota.elapsedMs + quota.everyHours * hour) / day);
  return Math.max(0, Math.min(quota.perDay, Math.ceil(quota.perDay * share)) - quota.used);
};

/** A list cut into batches. */
export const batchesOf = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
