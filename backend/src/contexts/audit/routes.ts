/** The endpoints of the audit. */
import * as api from '@gantry/shared/api/audit';
import { auditKinds } from '@gantry/shared/vocabulary/audit';
import { type Route, serve, serveFile } from '../../platform/http/serve.ts';
import type { Press } from '../../platform/press/press.ts';
import type { Orders } from '../orders/public.ts';
import { orderFor, shownOrder } from './audited-order.ts';
import { allEntries, auditJson } from './export-json.ts';
import { findOrders } from './find.ts';
import { type AuditNeeds, readPage } from './order-trace.ts';
import { auditPaper } from './paper.ts';
import { verified } from './proof.ts';
import { insistOnKinds } from './timeline.ts';

export type RouteNeeds = AuditNeeds & { orders: Orders; press: Press };

export const auditRoutes = (needs: RouteNeeds): Route[] => [
  serve(api.findAudits, ({ caller, query: { q } }) => findOrders(needs, caller, q)),
  serve(api.readAudit, async ({ platform: { database }, caller, params: { orderId }, query }) => {
    insistOnKinds(query.kind, auditKinds);
    const { order, erased } = await orderFor(needs.orders, database, { caller, orderId });
    return { ...(await readPage(needs, order, query)), order: shownOrder(order, erased) };
  }),
  serve(api.verifyAudit, async ({ platform, caller, params: { orderId } }) => {
    await orderFor(needs.orders, platform.database, { caller, orderId });
    return verified(platform, orderId);
  }),
  serveFile(api.exportAuditJson, async ({ platform, caller, params: { orderId } }) => {
    const found = await orderFor(needs.orders, platform.database, { caller, orderId });
    const bytes = await auditJson(needs, found);
    return { fileName: `audit-${found.order.content.number}.json`, bytes };
  }),
  serveFile(api.exportAuditPdf, async ({ platform, caller, params: { orderId } }) => {
    const { order, erased } = await orderFor(needs.orders, platform.database, { caller, orderId });
    const { entries, unanswered } = await allEntries(needs, order);
    const paper = auditPaper({
      order: shownOrder(order, erased),
      entries,
      unanswered,
      madeAt: platform.clock.now().toISOString(),
      verified: await verified(platform, orderId),
    });
    return { fileName: `audit-${order.content.number}.pdf`, bytes: await needs.press.print(paper) };
  }),
];
