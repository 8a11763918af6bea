/** The endpoints of the audit. */
import * as api from '@gantry/shared/api/audit';
import { auditKinds } from '@gantry/shared/vocabulary/audit';
import { type Route, serve } from '../../platform/http/serve.ts';
import type { Orders } from '../orders/public.ts';
import { orderFor, shownOrder } from './audited-order.ts';
import { findOrders } from './find.ts';
import { type AuditNeeds, readPage } from './order-trace.ts';
import { insistOnKinds } from './timeline.ts';

export const auditRoutes = (needs: AuditNeeds & { orders: Orders }): Route[] => [
  serve(api.findAudits, ({ caller, query: { q } }) => findOrders(needs, caller, q)),
  serve(api.readAudit, async ({ platform: { database }, caller, params: { orderId }, query }) => {
    insistOnKinds(query.kind, auditKinds);
    const { order, erased } = await orderFor(needs.orders, database, { caller, orderId });
    return { ...(await readPage(needs, order, query)), order: shownOrder(order, erased) };
  }),
];
