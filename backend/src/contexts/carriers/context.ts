/** Carriers: how each is connected, paid for and asked, and what its codes mean. */
import { context } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';
import { openAccounts } from './accounts.ts';
import { openConnections } from './connections.ts';
import { openMapBook } from './map-book.ts';
import type { Carriers } from './public.ts';
import { carrierRooms } from './rooms.ts';
import { connectionRoutes } from './routes.ts';
import { connectionStream, statusMapStream } from './store.ts';

export const carriers = context('carriers', ({ platform }: { platform: Platform }) => {
  const connections = openConnections(platform);
  const open: Carriers = { connections, maps: openMapBook(platform), accounts: openAccounts({ platform }) };
  return {
    streams: [connectionStream, statusMapStream],
    routes: connectionRoutes(connections),
    rooms: carrierRooms,
    public: open,
  };
});
