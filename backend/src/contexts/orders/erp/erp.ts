/** The golden thread through merchants' ERPs, as a part of the orders context. */
import { erpConfigured } from '@gantry/shared/events/erp';
import { erpCustomerAttached, erpOrderInjected } from '@gantry/shared/events/orders/erp';
import { z } from 'zod';
import { Refusal } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Resumer } from '../../../platform/context.ts';
import { type FollowedRoom, room } from '../../../platform/live/room.ts';
import type { Platform } from '../../../platform/platform.ts';
import { openErpConnections } from './connections.ts';
import { erpHandler, wordsOf } from './failures.ts';
import { erpJobs } from './jobs.ts';
import { personalErp } from './personal.ts';
import { erpReactions } from './reactions.ts';
import { erpRoutes } from './routes.ts';
import type { ErpMeans } from './stage.ts';
import { erpStream } from './store.ts';
import { runThread } from './thread.ts';

/** By whose leave staff pages follow ERPs: how they are connected, and who is who there. */
const erpRooms: FollowedRoom[] = [
  room({
    name: 'erp',
    need: { area: 'staff', vertical: 'ecommerce', scope: 'orders:read' },
    events: [erpConfigured, erpCustomerAttached, erpOrderInjected],
  }),
];

const trashed = z.object({ orderId: z.string(), moved: z.boolean().default(false) });

/** An order that lay in the Trash is followed once more. Throws a Refusal in the ERP's words where that fails again. */
const resumer = (means: ErpMeans): Resumer => ({
  handler: erpHandler,
  resume: async (payload, of) => {
    const read = trashed.safeParse(payload);
    if (!read.success) throw new Refusal('invalid', 'invalid', 'orderId: the id of an order is expected');
    const { orderId, moved } = read.data;
    const worker = { job: newId('job', means.platform.clock.now()), attempt: 1 };
    const thread = { correlationId: orderId, actor: 'system:trash', merchant: of?.merchant };
    const request = { orderId, moved, fromSource: false, worker, thread };
    const outcome = await runThread(means, request, () => false);
    if (outcome === 'nothing' || outcome.ok) return;
    throw new Refusal('conflict', outcome.fault.code, wordsOf(outcome));
  },
});

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
    resumers: [resumer(means)],
    personal: [personalErp(platform)],
    close: connections.close,
  };
};
