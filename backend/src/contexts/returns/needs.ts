/** What returns stand on. */
import type { Platform } from '../../platform/platform.ts';
import type { Fulfillment } from '../fulfillment/public.ts';
import type { Inventory } from '../inventory/public.ts';
import type { Orders } from '../orders/public.ts';
import type { Shipping } from '../shipping/public.ts';
import type { Tracking } from '../tracking/public.ts';

export type ReturnNeeds = {
  platform: Platform;
  inventory: Inventory;
  orders: Orders;
  shipping: Shipping;
  fulfillment: Fulfillment;
  tracking: Tracking;
};
