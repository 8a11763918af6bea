/** What the audit asks of the Trash: the order that an entry is of. Its steps stand in the order's own thread. */
import type { AuditPart } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';
import { trashEntries } from '../../platform/trash.ts';

/** Entries by id. */
export const trashAudit = ({ database }: Pick<Platform, 'database'>): AuditPart => ({
  name: 'trash.entries',
  find: async (q, merchants) => {
    const entry = (await trashEntries.byIds(database, [q])).get(q);
    if (!entry || (merchants !== null && !merchants.includes(entry.merchant))) return [];
    return [{ orderId: entry.correlationId, because: `Trash entry ${q}` }];
  },
});
