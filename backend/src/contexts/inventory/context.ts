/** Inventory: the catalog, where things lie, and stock that cannot be promised twice. */
import { context } from '../../platform/context.ts';
import { openGazetteer } from '../../platform/gazetteer.ts';
import type { Platform } from '../../platform/platform.ts';
import { catalogRooms } from './catalog/rooms.ts';
import { catalogRoutes } from './catalog/routes.ts';
import { listingStream, productStream, rulesStream } from './catalog/store.ts';
import { placeRooms } from './places/rooms.ts';
import { placeRoutes } from './places/routes.ts';
import { locationStream, vendorStream, warehouseStream } from './places/store.ts';
import { openInventory } from './public.ts';
import { stockStream } from './stock/store.ts';

export const inventory = context('inventory', (_needs: { platform: Platform }) => {
  const gazetteer = openGazetteer();
  return {
    streams: [
      stockStream,
      productStream,
      listingStream,
      rulesStream,
      warehouseStream,
      locationStream,
      vendorStream,
      // One line a stream.
    ],
    routes: [
      ...catalogRoutes,
      ...placeRoutes(gazetteer),
      // One line a part.
    ],
    rooms: [...catalogRooms, ...placeRooms],
    public: openInventory(gazetteer),
  };
});
