/** The endpoints of merchants' ERPs: the connection, the map of ids, and going on from what the ERP says now. */
import * as api from '@gantry/shared/api/orders/systems';
import { type Caller, merchantFilter, seesMerchant } from '@gantry/shared/caller';
import { erpNamed } from '../../../connectors/systems/registry.ts';
import { Refusal, Upstream } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { merchantToActFor } from '../../../platform/http/admission.ts';
import { cursorOf, pageFrom, readCursor } from '../../../platform/http/cursor.ts';
import { serve } from '../../../platform/http/serve.ts';
import type { Platform } from '../../../platform/platform.ts';
import { erasedIn } from '../../../platform/privacy/erased.ts';
import type { Order } from '../order.ts';
import { orderRows } from '../store.ts';
import { isBusy } from './claims.ts';
import type { ErpConnections, ListedErp, OpenedErp } from './connections.ts';
import { idMapPage, mendCustomer } from './id-map.ts';
import { askToFollow } from './jobs.ts';
import { doorTo, type ErpMeans } from './stage.ts';
import { runThread } from './thread.ts';
import { wordsOf } from './trashed/failures.ts';

const shown = ({ connection: { since: _, ...connection }, ...standing }: ListedErp): api.ErpConnection => ({
  ...connection,
  ...standing,
});

/** An order that its merchant's ERP can be asked about. Throws a Refusal saying why it cannot. */
const askable = async (
  { platform: { database, privacy }, connections }: ErpMeans,
  caller: Caller,
  orderId: string,
): Promise<{ order: Order; opened: OpenedErp }> => {
  const order = (await orderRows.whole(privacy).byIds(database, [orderId])).get(orderId);
  if (!order || !seesMerchant(caller, order.merchant))
    throw new Refusal('missing', 'no_such_order', 'There is no such order');
  const opened = await connections.find(order.merchant);
  if (!opened?.connection.enabled)
    throw new Refusal('conflict', 'no_erp', 'No ERP is connected and switched on for the merchant of this order');
  if (order.status === 'cancelled') throw new Refusal('conflict', 'order_cancelled', 'The order is cancelled');
  if ((await erasedIn(database, 'orders', [orderId])).has(orderId))
    throw new Refusal('conflict', 'erased', 'Nothing is known of this order’s customer any more: it was erased');
  return { order, opened };
};

/** Somebody else is at work on the same order or customer: no partner's failure. */
const orConflict = (error: unknown): never => {
  if (isBusy(error))
    throw new Refusal('conflict', 'erp_busy', 'This is being told to the ERP at the moment; try again');
  throw error;
};

const outcomeOf = (injected: boolean, attached: boolean): 'attached' | 'injected' | 'unchanged' => {
  if (injected) return 'injected';
  return attached ? 'attached' : 'unchanged';
};

const retryFromSource = (means: ErpMeans) =>
  serve(api.retryFromSource, async ({ caller, params: { orderId }, thread }) => {
    await askable(means, caller, orderId);
    const worker = { job: newId('job', means.platform.clock.now()), attempt: 1 };
    const request = { orderId, moved: false, fromSource: true, worker, thread: thread(orderId) };
    const outcome = await runThread(means, request, () => false).catch(orConflict);
    if (outcome === 'nothing') throw new Refusal('conflict', 'no_erp', 'This order is none of the ERP’s');
    if (!outcome.ok) {
      const { code, retryable } = outcome.fault;
      throw new Upstream('erp', code, `The ERP did not take it. ${wordsOf(outcome)}`, retryable);
    }
    const { injected, attached, differences } = outcome;
    return { outcome: outcomeOf(injected, attached), differences };
  });

/** Throws a Refusal unless the ERP knows the customer. */
const insistOnCustomer = async (
  platform: Platform,
  opened: OpenedErp,
  { orderId, customerId }: { orderId: string; customerId: string },
): Promise<void> => {
  const door = doorTo(platform, opened, { correlationId: orderId, beforeCall: async () => undefined });
  const there = await erpNamed(opened.connection.kind).customersBy(door, { id: customerId });
  if (!there.ok) throw new Upstream('erp', there.fault.code, `The ERP: ${there.fault.said}`, there.fault.retryable);
  if (there.value.length > 0) return;
  const fault = { path: 'customerId', message: 'the ERP knows no such customer' };
  throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [fault]);
};

const mend = (means: ErpMeans) =>
  serve(api.mendIdMap, async ({ caller, body, thread }) => {
    const { orderId, customerId } = body;
    const { platform } = means;
    const { order, opened } = await askable(means, caller, orderId);
    await insistOnCustomer(platform, opened, body);
    const erp = erpNamed(opened.connection.kind);
    const mended = { order, erp, customerId, thread: thread(orderId) };
    const isNews = await mendCustomer(means, mended).catch(orConflict);
    const told = newId('job', platform.clock.now());
    // The order there is brought to its customer by whoever tells the ERP everything else.
    if (isNews) await askToFollow(platform, { orderId, moved: false, told, turn: 0 }, { merchant: order.merchant });
    return { outcome: isNews ? ('changed' as const) : ('unchanged' as const) };
  });

const connectionRoutes = (connections: ErpConnections) => [
  serve(api.saveErp, async ({ caller, body, thread }) => {
    const merchant = merchantToActFor(caller);
    return { outcome: await connections.configure({ ...body, merchant }, thread(`erp:${merchant}`)) };
  }),
  serve(api.getErp, async ({ caller }) => ({ items: (await connections.list(merchantFilter(caller))).map(shown) })),
];

export const erpRoutes = (means: ErpMeans) => [
  ...connectionRoutes(means.connections),
  retryFromSource(means),
  mend(means),
  serve(api.listIdMap, async ({ platform, caller, query: { q = null, cursor, limit } }) => {
    const [at = null, id = null] = readCursor(cursor) ?? [];
    const asked = { merchants: merchantFilter(caller), q, at, id, most: limit + 1 };
    const { rows, item } = await idMapPage(platform, asked);
    return pageFrom(rows, limit, { item, cursor: ({ since, id: last }) => cursorOf(since.toISOString(), last) });
  }),
];
