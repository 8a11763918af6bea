/** The order whose page is open, for the parts of the page and the drawers over it. Set by the layout that reads it. */

import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { Order } from '@gantry/shared/api/orders';
import type { orderActions } from '@gantry/shared/api/orders/changes';
import { createContext } from 'svelte';
import type { Following } from '#lib/live/following.svelte.ts';

export type OrderAction = ReplyOf<typeof orderActions>['actions'][number];
export type OrderInHand = {
  order: Following<Order>;
  actions: Following<ReplyOf<typeof orderActions>>;
  /** Reads both again. */
  load(): Promise<void>;
};
export const [orderInHand, setOrderInHand] = createContext<OrderInHand>();
