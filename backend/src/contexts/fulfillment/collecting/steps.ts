/** The way of a fulfillment order along its statuses where vendors and customers move it: one event for each step. Pure. */
import { type FulfillmentEvent, statusChanged } from '@gantry/shared/events/fulfillment';
import { type FulfillmentStatus, fulfillmentStatuses } from '@gantry/shared/vocabulary/fulfillment';
import type { FulfillmentOrder } from '../fulfillment-order.ts';

/** The steps from where it stands to a later status; none where it stands there or beyond. */
export const stepsTo = (
  { fulfillmentId, status }: Pick<FulfillmentOrder, 'fulfillmentId' | 'status'>,
  to: Exclude<FulfillmentStatus, 'cancelled' | 'returned'>,
  at: string,
): FulfillmentEvent[] => {
  const way = fulfillmentStatuses.slice(fulfillmentStatuses.indexOf(status), fulfillmentStatuses.indexOf(to) + 1);
  return way.slice(1).flatMap((next, i) => {
    const from = way[i];
    return from === undefined ? [] : [statusChanged({ fulfillmentId, from, to: next }, { occurredAt: at })];
  });
};
