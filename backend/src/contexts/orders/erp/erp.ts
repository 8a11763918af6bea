/** The golden thread through merchants' ERPs, as a part of the orders context. */
import { erpConfigured } from '@gantry/shared/events/erp';
import { erpCustomerAttached, erpOrderInjected } from '@gantry/shared/events/orders/erp';
import { type FollowedRoom, room } from '../../../platform/live/room.ts';
import type { Platform } from '../../../platform/platform.ts';
import { openErpConnections } from './connections.ts';
import { erpJobs } from './jobs.ts';
import { personalErp } from './personal.ts';
import { erpReactions } from './reactions.ts';
import { erpRoutes } from './routes.ts';
import type { ErpMeans } from './stage.ts';
import { erpStream } from './store.ts';
import { erpResumer } from './trashed/resumer.ts';

/** By whose leave staff pages follow ERPs: how they are connected, and who is who there. */
const erpRooms: FollowedRoom[] = [
  room({
    name: 'erp',
    need: { area: 'staff', vertical: 'ecommerce', scope: 'orders:read' },
    events: [erpConfigured, erpCustomerAttached, erpOrderInjected],
  }),
];

/** Opens the golden thread. */
export const openErp = (platform: Platform) => {
  const connections = openErpConnections(platform);
  const means: ErpMeans = { platform, connections };
  return {
    streams: [erpStream],
    routes: erpRoutes(means),
    reactions: [erpReactions(means)],
    jobs: erpJobs(means),
    rooms: erpRooms,
    resumers: [erpResumer(means)],
    personal: [personalErp(platform)],
    close: connections.close,
  };
};
