/** What happens to an order is told to its merchant's ERP, where it has one: placed, changed, cancelled in part or whole. */
import { mainMerchant } from '@gantry/shared/caller';
import { orderAmended, orderCancelled, orderPlaced, quantityCancelled } from '@gantry/shared/events/orders';
import { on, reactionGroup } from '../../../platform/log/reaction.ts';
import { askToFollow } from './jobs.ts';
import type { ErpMeans } from './stage.ts';

/** As much of an event as the job is made of. */
type Told = { id: string; merchant?: string | undefined };
type Asked = { orderId: string; moved?: boolean; placedAt?: string };

const ask =
  ({ platform, connections }: ErpMeans) =>
  async ({ id: told, merchant = mainMerchant }: Told, { orderId, moved = false, placedAt = '' }: Asked) => {
    const erp = await connections.find(merchant);
    if (!erp?.connection.enabled || (placedAt !== '' && placedAt < (erp.connection.since ?? ''))) return;
    await askToFollow(platform, { orderId, moved, told, turn: 0 }, { merchant });
  };

/** The reactions of the golden thread. */
export const erpReactions = (means: ErpMeans) => {
  const tell = ask(means);
  return reactionGroup('orders.erp', {
    title: 'Tells ERPs of orders',
    reactions: [
      on(orderPlaced, (event) => {
        const { orderId, placedAt } = event.payload;
        return tell(event, { orderId, placedAt });
      }),
      on(orderAmended, (event) => {
        const { orderId, changed } = event.payload;
        return tell(event, { orderId, moved: changed.includes('shipTo') });
      }),
      on(quantityCancelled, (event) => tell(event, { orderId: event.payload.orderId })),
      on(orderCancelled, (event) => tell(event, { orderId: event.payload.orderId })),
    ],
  });
};
