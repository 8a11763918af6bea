/** The golden thread: what an order is told by its merchant's ERP. */
import { z } from 'zod';
import { personal } from '../../values/personal.ts';
import { slug } from '../../vocabulary/channels.ts';
import { define } from '../define.ts';

const id = z.string().trim().min(1).max(120);

/** The golden thread: who the customer is in the ERP, and what the order is called there. */
export const erpCustomerAttached = define(
  'orders.erp_customer_attached',
  // Empty where whoever is read of was erased: an ERP may call a customer by name.
  z.object({ orderId: id, system: slug, customerId: personal(z.string().max(120), 'empty'), created: z.boolean() }),
);
export const erpOrderInjected = define(
  'orders.erp_order_injected',
  z.object({ orderId: id, system: slug, erpOrderId: id }),
);
