/** Inventory: the catalog, where things lie, and stock that cannot be promised twice. */
import { context } from '../../platform/context.ts';
import { openGazetteer } from '../../platform/gazetteer.ts';
import type { Platform } from '../../platform/platform.ts';
import { openInventory } from './public.ts';
import { openPurchasing } from './purchasing/commands.ts';
import { purchasingRoutes } from './purchasing/routes.ts';
import { purchaseOrderStream } from './purchasing/store.ts';
import { stockStream } from './stock/store.ts';

export const inventory = context('inventory', ({ platform }: { platform: Platform }) => ({
  streams: [stockStream, purchaseOrderStream],
  routes: purchasingRoutes(openPurchasing(platform)),
  public: openInventory(openGazetteer()),
}));
