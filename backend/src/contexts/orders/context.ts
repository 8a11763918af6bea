/** Orders: what customers bought, from any channel, once each. */
import { context } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Access } from '../access/public.ts';
import { intakeHandler, openIntake } from './intake.ts';
import { personalOrders } from './personal.ts';
import { openOrders } from './public.ts';
import { orderRoutes } from './routes.ts';
import { orderStream } from './store.ts';

export const orders = context('orders', ({ platform, access }: { platform: Platform; access: Access }) => {
  const intake = openIntake(platform, access.merchants);
  return {
    streams: [orderStream],
    routes: orderRoutes(intake),
    resumers: [{ handler: intakeHandler, resume: intake.resume }],
    personal: [personalOrders(platform)],
    public: openOrders(platform),
    close: intake.idle,
  };
});
