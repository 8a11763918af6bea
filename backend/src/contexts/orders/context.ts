/** Orders: what customers bought, from any channel, once each. */
import { context } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Access } from '../access/public.ts';
import type { Inventory } from '../inventory/public.ts';
import { endHoldsJob } from './changes/jobs.ts';
import { mergeReaction } from './changes/merging.ts';
import { changeRoutes } from './changes/routes.ts';
import { readDemand } from './demand/demand.ts';
import { demandJobs } from './demand/jobs.ts';
import { demandReactions } from './demand/reactions.ts';
import { openErp } from './erp/erp.ts';
import { openIntake } from './intake/intake.ts';
import { mappedJobs, mappedReactions } from './intake/mapped.ts';
import { intakeResumer } from './intake/resumer.ts';
import { personalOrders } from './personal.ts';
import { openOrders, readOwners } from './public.ts';
import { orderAudit } from './reading/audit.ts';
import { orderRooms } from './reading/rooms.ts';
import { orderRoutes } from './routes.ts';
import { orderStream } from './store.ts';
import { orderTiles } from './tiles.ts';

type Needs = { platform: Platform; access: Access; inventory: Inventory };

export const orders = context('orders', ({ platform, access, inventory }: Needs) => {
  const intake = openIntake({ platform, merchants: access.merchants, inventory });
  const needs = { platform, inventory };
  const erp = openErp(platform);
  // A thread bears its order's id, so that what is kept of it is known to be of its customer.
  platform.privacy.ownersAre(readOwners);
  inventory.demandIs(readDemand);
  return {
    streams: [orderStream, ...erp.streams],
    routes: [...orderRoutes(intake, inventory), ...changeRoutes(needs), ...erp.routes],
    reactions: [mergeReaction(platform), demandReactions(needs), ...mappedReactions(needs), ...erp.reactions],
    jobs: [endHoldsJob(needs), ...demandJobs(needs), ...mappedJobs(needs), ...erp.jobs],
    rooms: [...orderRooms, ...erp.rooms],
    resumers: [intakeResumer(platform, intake.resume), ...erp.resumers],
    tiles: orderTiles(platform),
    audit: [orderAudit(platform)],
    personal: [personalOrders(platform), ...erp.personal],
    public: openOrders({ ...needs, intake }),
    close: async () => {
      erp.close();
      await intake.idle();
    },
  };
});
