/** Inventory: the catalog, where things lie, and stock that cannot be promised twice. */
import { context } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';
import { countRoutes } from './counts/routes.ts';
import { type Demand, levelRoutes } from './levels/routes.ts';
import { openInventory } from './public.ts';
import { judgeExpired, reorderReactions } from './stock/reorder.ts';
import { stockRooms } from './stock/rooms.ts';
import { stockRoutes } from './stock/routes.ts';
import { stockStream } from './stock/store.ts';
import { verifyStock } from './stock/verify.ts';
import { transferRoutes } from './transfers/routes.ts';
import { transferStream } from './transfers/store.ts';

export const inventory = context('inventory', ({ platform }: { platform: Platform }) => {
  let demand: Demand = async () => new Map();
  return {
    streams: [
      stockStream,
      transferStream,
      // One line a stream.
    ],
    routes: [
      ...stockRoutes(),
      ...levelRoutes(() => demand),
      ...countRoutes(),
      ...transferRoutes(),
      // One line a part.
    ],
    reactions: reorderReactions(platform),
    jobs: [verifyStock(platform), judgeExpired(platform)],
    rooms: stockRooms,
    public: openInventory((read) => {
      demand = read;
    }),
  };
});
