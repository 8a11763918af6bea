/** The endpoints that change orders after they were placed. */
import * as api from '@gantry/shared/api/orders';
import { bulkOrders } from '@gantry/shared/api/orders/board';
import * as change from '@gantry/shared/api/orders/changes';
import { type Caller, seesMerchant } from '@gantry/shared/caller';
import { Refusal } from '../../../kernel/errors.ts';
import { serve } from '../../../platform/http/serve.ts';
import { cancelOrder, known, type Sees } from '../decide.ts';
import { stageOf } from '../standing.ts';
import { orderRows } from '../store.ts';
import { actionsOf } from './actions.ts';
import { amendByHand } from './amending.ts';
import { changeMany } from './bulk.ts';
import { cancelUnits } from './cancel-line.ts';
import { type ChangeNeeds, changeOrder, type Done } from './changing.ts';
import { endAsked, holdOrder, releaseOrder } from './hold.ts';
import { type KeptMerges, leaveMerge, mergeOrders } from './merging.ts';

const seenBy =
  (caller: Caller): Sees =>
  (merchant) =>
    seesMerchant(caller, merchant);

const told = ({ order, changed, version }: Done) => ({
  orderId: order.orderId,
  outcome: changed ? ('changed' as const) : ('unchanged' as const),
  stage: stageOf(order),
  version,
});

/** When an order was cancelled, as its channel says. Throws a Refusal for a time to come. */
const whenCancelled = (at: string | undefined, now: Date): Date => {
  const time = at === undefined ? now : new Date(at);
  if (time <= now) return time;
  throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [
    { path: 'cancelledAt', message: 'lies in the future' },
  ]);
};

const holdRoutes = (needs: ChangeNeeds) => [
  serve(change.holdOrder, async ({ platform, caller, params: { orderId }, body, thread }) => {
    const { kind, note, keepsStock, expectedVersion } = body;
    const until = endAsked(body, platform.clock.now());
    const decide = ({ now }: { now: Date }) => holdOrder({ kind, note, until, keepsStock }, now);
    const about = { orderId, thread: thread(orderId), sees: seenBy(caller), expectedVersion, decide };
    return told(await changeOrder(needs, about, { cause: 'held' }));
  }),
  serve(change.releaseOrder, async ({ caller, params: { orderId }, body, thread }) => {
    const { kind, forceAddress, expectedVersion } = body;
    const decide = ({ now }: { now: Date }) => releaseOrder({ kind, forceAddress }, now);
    const about = { orderId, thread: thread(orderId), sees: seenBy(caller), expectedVersion, decide };
    return told(await changeOrder(needs, about, { cause: 'manual' }));
  }),
];

const contentRoutes = (needs: ChangeNeeds) => [
  serve(change.amendOrder, async ({ caller, params: { orderId }, body, thread }) =>
    told(await amendByHand(needs, { orderId, body, sees: seenBy(caller), thread: thread(orderId) })),
  ),
  serve(api.cancelOrder, async ({ platform, caller, params: { orderId }, body, thread }) => {
    const at = whenCancelled(body.cancelledAt, platform.clock.now());
    const decide = () => cancelOrder(body.reason, at);
    const about = { orderId, thread: thread(orderId), sees: seenBy(caller), decide };
    const { changed } = await changeOrder(needs, about, { cause: 'cancelled' });
    return { orderId, outcome: changed ? ('cancelled' as const) : ('unchanged' as const) };
  }),
  serve(change.cancelLine, async ({ caller, params: { orderId, lineId }, body, thread }) => {
    const { quantity, reason, expectedVersion } = body;
    const decide = ({ now }: { now: Date }) => cancelUnits({ lineId, quantity, reason }, now);
    const about = { orderId, thread: thread(orderId), sees: seenBy(caller), expectedVersion, decide };
    return told(await changeOrder(needs, about, { cause: 'cancelled' }));
  }),
];

const mergeRoutes = ({ platform: writing }: ChangeNeeds, merges: KeptMerges) => [
  serve(change.mergeOrders, ({ platform, caller, body: { orderIds }, thread }) =>
    mergeOrders(platform, { orderIds, sees: seenBy(caller), threadOf: thread }),
  ),
  serve(change.unmergeOrder, async ({ caller, params: { orderId }, thread }) => {
    return told(await leaveMerge(writing, merges, { orderId, thread: thread(orderId), sees: seenBy(caller) }));
  }),
];

export const changeRoutes = (needs: ChangeNeeds, merges: KeptMerges) => [
  ...holdRoutes(needs),
  ...contentRoutes(needs),
  ...mergeRoutes(needs, merges),
  serve(bulkOrders, async ({ caller, body, thread }) => {
    const rows = await changeMany(needs, { body, sees: seenBy(caller), threadOf: thread });
    const count = (outcome: string): number => rows.filter((row) => row.outcome === outcome).length;
    return { done: count('changed'), unchanged: count('unchanged'), failed: count('failed'), rows };
  }),
  serve(change.orderActions, async ({ platform, caller, params: { orderId } }) => {
    const found = await orderRows.byIds(platform.database, [orderId]);
    const order = known(found.get(orderId), seenBy(caller));
    return { actions: actionsOf(order, order.merge ? await merges.why(platform.database, orderId) : null) };
  }),
];
