/** The audit: everything that happened to an order, from its first byte on, out of the log and of what every context keeps. */
import { context } from '../../platform/context.ts';
import { callAudit } from '../../platform/exchange/audit.ts';
import { mailAudit } from '../../platform/mail/audit.ts';
import { openPress } from '../../platform/press/press.ts';
import type { Orders } from '../orders/public.ts';
import type { AuditNeeds } from './order-trace.ts';
import { auditRoutes } from './routes.ts';

/** Given the parts that all other contexts declare; what the platform keeps itself is joined here. */
export const audit = context('audit', (needs: AuditNeeds & { orders: Orders }) => {
  const press = openPress();
  const parts = [...needs.parts, callAudit(needs.platform), mailAudit(needs.platform)];
  return { routes: auditRoutes({ ...needs, parts, press }), close: press.close };
});
