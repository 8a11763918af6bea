/** Orders: what customers bought, from any channel, once each. */
import type { Context } from '../../platform/context.ts';
import { intakeHandler, resumeIntake } from './intake.ts';
import { routes } from './routes.ts';
import { orders as stream } from './store.ts';

export const orders: Context = {
  name: 'orders',
  streams: [stream as never],
  routes,
  resumers: [{ handler: intakeHandler, resume: resumeIntake }],
};
