/** What the golden thread tells an order: who its customer is in the ERP, and what it is called there. Once is enough. Pure. */
import type { OrderEvent } from '@gantry/shared/events/orders';
import { erpCustomerAttached, erpOrderInjected } from '@gantry/shared/events/orders/erp';
import { Refusal } from '../../../kernel/errors.ts';
import type { Order } from '../order.ts';

const standing = (state: Order | undefined): Order => {
  if (!state) throw new Refusal('missing', 'no_such_order', 'There is no such order');
  return state;
};

type Attachment = { system: string; customerId: string; created: boolean };

/** Says who the customer is there. */
export const attachCustomer =
  (attachment: Attachment, now: Date) =>
  (state: Order | undefined): OrderEvent[] => {
    const { orderId, erp } = standing(state);
    const same = erp?.system === attachment.system && erp.customerId === attachment.customerId;
    return same ? [] : [erpCustomerAttached({ orderId, ...attachment }, { occurredAt: now.toISOString() })];
  };

/** Says what the order is called there. */
export const injectOrder =
  (injection: { system: string; erpOrderId: string }, now: Date) =>
  (state: Order | undefined): OrderEvent[] => {
    const { orderId, erp } = standing(state);
    const same = erp?.system === injection.system && erp.orderId === injection.erpOrderId;
    return same ? [] : [erpOrderInjected({ orderId, ...injection }, { occurredAt: now.toISOString() })];
  };
