/** Takes work up: whatever lies between where a fulfillment order stands and being picked, one step after the other. */
import { changeFulfillment, type FulfillmentOrder } from '@gantry/shared/api/fulfillment/orders';
import type { FulfillmentStatus } from '@gantry/shared/vocabulary/fulfillment';
import { ask } from '#lib/access/staff.svelte.ts';

const next: Partial<Record<FulfillmentStatus, FulfillmentStatus>> = { pending: 'processing', processing: 'picking' };

/** Changes one as it is known here: where it has changed since, the tower refuses. */
const change = (
  { fulfillmentId, version, merchant }: FulfillmentOrder,
  to: { status?: FulfillmentStatus; assignee?: string },
): Promise<FulfillmentOrder> =>
  ask(changeFulfillment, { params: { fulfillmentId }, body: { ...to, expectedVersion: version }, merchant });

/** Brings it to `picking`, in the hands of `me` where nobody has it. */
export const beginPicking = async (order: FulfillmentOrder, me: string | undefined): Promise<FulfillmentOrder> => {
  let now = order;
  if (now.assignee === null && me !== undefined) now = await change(now, { assignee: me });
  for (let to = next[now.status]; to !== undefined; to = next[now.status]) now = await change(now, { status: to });
  return now;
};

/** Everything of it is picked: it goes on to whoever packs. */
export const sendToPacking = (order: FulfillmentOrder): Promise<FulfillmentOrder> =>
  change(order, { status: 'packing' });
