/** The steps that a fulfillment order may take from where it stands, and what people call them. Pure. */
import type { FulfillmentOrder } from '@gantry/shared/api/fulfillment/orders';
import { type FulfillmentStatus, openStatuses } from '@gantry/shared/vocabulary/fulfillment';
import { isHandled } from '#lib/floor/floor-words.ts';

const forward: Partial<Record<FulfillmentStatus, readonly FulfillmentStatus[]>> = {
  pending: ['processing'],
  processing: ['picking'],
  picking: ['packing'],
  packing: ['shipped'],
  shipped: ['delivered', 'returned'],
  delivered: ['returned'],
};
export const stepNames: Partial<Record<FulfillmentStatus, string>> = {
  processing: 'Start processing',
  picking: 'To picking',
  packing: 'To packing',
  shipped: 'It has left',
  delivered: 'It was delivered',
  returned: 'It came back',
};

/** Steps by hand. What a vendor sends moves by what the vendor says, until it has left. */
export const stepsOf = (order: Pick<FulfillmentOrder, 'status' | 'kind'>): readonly FulfillmentStatus[] => {
  const left = order.status === 'shipped' || order.status === 'delivered';
  return order.kind === 'dropship' && !left ? [] : (forward[order.status] ?? []);
};

/** Whether it can be called off: as long as its goods have not left. */
export const canBeCancelled = ({ status }: Pick<FulfillmentOrder, 'status'>): boolean =>
  openStatuses.some((one) => one === status);

/** Whether units of it can go on in a fulfillment order of their own: some are not picked yet, and not all of one alone. */
export const canBeSplit = (order: FulfillmentOrder): boolean =>
  isHandled(order) &&
  canBeCancelled(order) &&
  order.lines.some(({ quantity, pickedQuantity }) => quantity > pickedQuantity) &&
  order.lines.reduce((sum, { quantity }) => sum + quantity, 0) > 1;
