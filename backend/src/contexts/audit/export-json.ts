/** The whole audit of an order as one JSON document that needs nothing else: every entry, each event as it was hashed, the chain. */
import type { Order } from '../orders/public.ts';
import { shownOrder } from './audited-order.ts';
import { type AuditNeeds, entriesOf, isEvent, type OnLine, traceOf } from './order-trace.ts';
import { handedOut, verified } from './proof.ts';
import { compare } from './timeline.ts';

/** Entries are made whole so many at a time, since bodies of calls and messages may be large. */
const atATime = 500;

/** All entries of an order, oldest first. */
export const allEntries = async (needs: AuditNeeds, order: Order) => {
  const trace = await traceOf(needs, order);
  const lines: OnLine[] = [...trace.lines].sort(compare);
  const entries = [];
  for (let at = 0; at < lines.length; at += atATime)
    entries.push(...(await entriesOf(needs, trace, lines.slice(at, at + atATime))));
  return { entries, rows: lines.filter(isEvent).map(({ row }) => row), unanswered: trace.unanswered };
};

/** The bytes of the document; docs/audit.md says how to check it. */
export const auditJson = async (
  needs: AuditNeeds,
  { order, erased }: { order: Order; erased: boolean },
): Promise<Uint8Array> => {
  const { platform } = needs;
  const { entries, rows, unanswered } = await allEntries(needs, order);
  const [{ hashed, heads, stretches }, result] = [
    await handedOut(platform, rows),
    await verified(platform, order.orderId),
  ];
  const document = {
    format: 'gantry.audit',
    version: 1,
    madeAt: platform.clock.now().toISOString(),
    order: shownOrder(order, erased),
    unanswered,
    entries: entries.map((entry) => ({ ...entry, hashed: hashed.get(entry.entryId) ?? null })),
    chain: { heads, stretches },
    verified: result,
  };
  return Buffer.from(JSON.stringify(document, null, 1));
};
