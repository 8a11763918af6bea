/** Shipping: shipments as plans and labels. */
import type { Context } from '../../platform/context.ts';
import { routes } from './routes.ts';
import { shipments } from './store.ts';

export const shipping: Context = { name: 'shipping', streams: [shipments as never], routes };
