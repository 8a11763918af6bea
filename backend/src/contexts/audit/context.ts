/** The audit: everything that happened to an order, from its first byte on, out of the log and of what every context keeps. */
import { context } from '../../platform/context.ts';
import type { Orders } from '../orders/public.ts';
import type { AuditNeeds } from './order-trace.ts';
import { auditRoutes } from './routes.ts';

/** Given the parts that all other contexts declare. */
export const audit = context('audit', (needs: AuditNeeds & { orders: Orders }) => ({ routes: auditRoutes(needs) }));
