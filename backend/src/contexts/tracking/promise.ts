/** When a promise of delivery ends, by its own clock, and whether it was kept. */
import type { DeliveryPromise } from '@gantry/shared/events/orders';
import { dayIn, endOfDay } from '../../kernel/zoned-time.ts';

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
