/** Inventory: the catalog, where things lie, and stock that cannot be promised twice. */
import { context } from '../../platform/context.ts';
import { openGazetteer } from '../../platform/gazetteer.ts';
import type { Platform } from '../../platform/platform.ts';
import { openInventory } from './public.ts';
import { stockStream } from './stock/store.ts';

export const inventory = context('inventory', (_needs: { platform: Platform }) => ({
  streams: [stockStream],
  routes: [],
  public: openInventory(openGazetteer()),
}));
