/**
 * Labels that hold no more: what is in a package changed with its order, or where it goes did. The label is void and its shipment
 * called off, so that the package waits for a new one; what has left keeps its own. And parts of parcels that were shared with orders
 * that this one is merged with no more.
 */
import { packageUnlabelled } from '@gantry/shared/events/fulfillment';
import { orderAmended, orderUnmerged } from '@gantry/shared/events/orders';
import { Refusal } from '../../../kernel/errors.ts';
import { on, type Reaction } from '../../../platform/log/reaction.ts';
import type { FloorNeeds } from '../needs.ts';
import { fulfillmentRows } from '../store.ts';
import { workOn } from './bench.ts';
import { takeOff } from './labels.ts';
import { leaveParcels } from './sharing.ts';

const packingOf = `WHERE order_id = $1 AND status = 'packing'`;
const labelledOf = `WHERE order_id = $1 AND open AND shipment_ids <> '{}'`;

export const voidReactions = (needs: FloorNeeds): Reaction[] => [
  // Once is enough: who takes a label off by hand has called its shipment off already.
  on(packageUnlabelled, ({ payload: { shipmentId }, thread }) =>
    needs.shipping.cancelShipment(shipmentId, { reason: 'its label was taken off its package', thread }),
  ),
  on(orderAmended, async ({ payload: { orderId, changed }, thread }) => {
    if (!changed.includes('shipTo')) return;
    const threadOf = (correlationId: string) => ({ ...thread, correlationId });
    for (const { fulfillmentId, packages } of await fulfillmentRows.list(needs.platform.database, labelledOf, orderId))
      for (const { packageId, label } of packages)
        if (label)
          await takeOff(needs, { fulfillmentId, packageId, sees: () => true, threadOf }).catch((error: unknown) => {
            // It left a moment ago, or its package was taken away: then it goes where it went.
            if (!(error instanceof Refusal)) throw error;
          });
  }),
  // Whoever is left by itself has nobody to leave.
  on(orderUnmerged, async ({ payload: { orderId }, thread }) => {
    const threadOf = (correlationId: string) => ({ ...thread, correlationId });
    for (const { fulfillmentId } of await fulfillmentRows.list(needs.platform.database, packingOf, orderId))
      await workOn(needs, { fulfillmentId, sees: () => true, threadOf }, async ({ others, tell }) =>
        tell(leaveParcels(others)),
      );
  }),
];
