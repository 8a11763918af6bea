/** Inventory: the catalog, where things lie, and stock that cannot be promised twice. */
import { context } from '../../platform/context.ts';
import { openGazetteer } from '../../platform/gazetteer.ts';
import type { Platform } from '../../platform/platform.ts';
import { catalogRooms } from './catalog/rooms.ts';
import { catalogRoutes } from './catalog/routes.ts';
import { listingStream, productStream, rulesStream } from './catalog/store.ts';
import { countRoutes } from './counts/routes.ts';
import { type Demand, levelRoutes } from './levels/routes.ts';
import { placeRooms } from './places/rooms.ts';
import { placeRoutes } from './places/routes.ts';
import { locationStream, vendorStream, warehouseStream } from './places/store.ts';
import { openInventory } from './public.ts';
import { openPurchasing } from './purchasing/commands.ts';
import { purchasingRooms } from './purchasing/rooms.ts';
import { purchasingRoutes } from './purchasing/routes.ts';
import { purchaseOrderStream } from './purchasing/store.ts';
import { judgeExpired, reorderReactions } from './stock/reorder.ts';
import { stockRooms } from './stock/rooms.ts';
import { stockRoutes } from './stock/routes.ts';
import { stockStream } from './stock/store.ts';
import { verifyStock } from './stock/verify.ts';
import { transferRoutes } from './transfers/routes.ts';
import { transferStream } from './transfers/store.ts';

export const inventory = context('inventory', ({ platform }: { platform: Platform }) => {
  const gazetteer = openGazetteer();
  let demand: Demand = async () => new Map();
  const demandIs = (read: Demand): void => {
    demand = read;
  };
  return {
    streams: [
      stockStream,
      productStream,
      listingStream,
      rulesStream,
      warehouseStream,
      locationStream,
      vendorStream,
      transferStream,
      purchaseOrderStream,
      // One line a stream.
    ],
    routes: [
      ...catalogRoutes,
      ...placeRoutes(gazetteer),
      ...stockRoutes(),
      ...levelRoutes(() => demand),
      ...countRoutes(),
      ...transferRoutes(),
      ...purchasingRoutes(openPurchasing(platform)),
      // One line a part.
    ],
    reactions: reorderReactions(platform),
    jobs: [verifyStock(platform), judgeExpired(platform)],
    rooms: [...catalogRooms, ...placeRooms, ...stockRooms, ...purchasingRooms],
    public: openInventory({ gazetteer, demandIs }),
  };
});
