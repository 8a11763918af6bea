/** Orders: what customers bought, from any channel, once each. */
import { context } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Access } from '../access/public.ts';
import type { Inventory } from '../inventory/public.ts';
import { readDemand } from './demand.ts';
import { intakeHandler, openIntake } from './intake.ts';
import { personalOrders } from './personal.ts';
import { openOrders, readOwners } from './public.ts';
import { orderRoutes } from './routes.ts';
import { orderStream } from './store.ts';

type Needs = { platform: Platform; access: Access; inventory: Inventory };

export const orders = context('orders', ({ platform, access, inventory }: Needs) => {
  const intake = openIntake(platform, access.merchants);
  // A thread bears its order's id, so that what is kept of it is known to be of its customer.
  platform.privacy.ownersAre(readOwners);
  inventory.demandIs(readDemand);
  return {
    streams: [orderStream],
    routes: orderRoutes(intake, inventory),
    resumers: [{ handler: intakeHandler, resume: intake.resume }],
    personal: [personalOrders(platform)],
    public: openOrders(platform),
    close: intake.idle,
  };
});
