/** What the floor stands on. */
import type { Platform } from '../../platform/platform.ts';
import type { Settings } from '../../platform/settings/settings.ts';
import type { Inventory } from '../inventory/public.ts';
import type { Orders } from '../orders/public.ts';
import type { Shipping } from '../shipping/public.ts';

export type FloorNeeds = {
  platform: Platform;
  inventory: Inventory;
  orders: Orders;
  shipping: Shipping;
  settings: Settings;
};
