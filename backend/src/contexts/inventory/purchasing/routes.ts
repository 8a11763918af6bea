/** The endpoints of purchase orders. */
import * as api from '@gantry/shared/api/inventory/purchasing';
import { merchantFilter, seesMerchant } from '@gantry/shared/caller';
import { Refusal } from '../../../kernel/errors.ts';
import { merchantToActFor } from '../../../platform/http/admission.ts';
import { serve } from '../../../platform/http/serve.ts';
import type { Purchasing } from './commands.ts';
import type { PurchaseOrder } from './purchase-order.ts';
import { purchasePage, reorderAlerts, shownPurchase } from './queries.ts';
import { purchaseOrderRows } from './store.ts';

/** What a caller reads of an order; one that it does not see is none. */
const shownTo = (sees: (merchant: string) => boolean, order: PurchaseOrder | undefined): api.PurchaseOrder => {
  if (!order || !sees(order.merchant))
    throw new Refusal('missing', 'no_such_purchase_order', 'There is no such purchase order');
  return shownPurchase(order);
};

export const purchasingRoutes = (purchasing: Purchasing) => [
  serve(api.placePurchaseOrder, async ({ caller, body, thread }) => {
    const merchant = merchantToActFor(caller);
    const { order, placed } = await purchasing.place(merchant, { wanted: body, thread: thread('') });
    return { status: placed ? 201 : 200, reply: shownTo(() => true, order) };
  }),
  serve(api.listPurchaseOrders, ({ platform, caller, query }) =>
    purchasePage(platform.database, query, merchantFilter(caller)),
  ),
  serve(api.getPurchaseOrder, async ({ platform, caller, params: { purchaseOrderId } }) => {
    const found = await purchaseOrderRows.byIds(platform.database, [purchaseOrderId]);
    return shownTo((merchant) => seesMerchant(caller, merchant), found.get(purchaseOrderId));
  }),
  serve(api.receivePurchaseOrder, async ({ caller, params: { purchaseOrderId }, body, thread }) => {
    const sees = (merchant: string): boolean => seesMerchant(caller, merchant);
    const actor = { sees, thread: thread(purchaseOrderId) };
    return shownTo(sees, await purchasing.receive({ purchaseOrderId, delivery: body }, actor));
  }),
  serve(api.changePurchaseOrder, async ({ caller, params: { purchaseOrderId }, body, thread }) => {
    const sees = (merchant: string): boolean => seesMerchant(caller, merchant);
    return shownTo(sees, await purchasing.change(purchaseOrderId, body, { sees, thread: thread(purchaseOrderId) }));
  }),
  serve(api.listReorderAlerts, async ({ platform, caller }) => ({
    items: await reorderAlerts(platform.database, merchantFilter(caller), platform.clock.now()),
  })),
];
