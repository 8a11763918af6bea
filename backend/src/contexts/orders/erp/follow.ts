/**
 * The golden thread of one order: its customer in the ERP, then the order itself there, as it stands here. It does what is
 * missing and nothing twice, so that it may be run again at any moment: the ERP is looked into before anything is made.
 */
import type { ErpCustomer, ErpFault, ErpResult } from '../../../connectors/systems/erp.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { hold, transact } from '../../../platform/write/transact.ts';
import { orderStream } from '../store.ts';
import { buyerOf, type Difference, isOver, wantedOf } from './buyer.ts';
import { noteKnown } from './claims.ts';
import { customerStep, type KnownCustomer } from './customer-step.ts';
import { injectOrder } from './decide.ts';
import type { Stage } from './stage.ts';

export const followSteps = ['customer', 'address', 'order', 'cancel'] as const;
export type Followed =
  | { ok: true; attached: boolean; injected: boolean; differences: Difference[]; there: ErpCustomer | null }
  | { ok: false; step: (typeof followSteps)[number]; fault: ErpFault };

const inject = (
  { platform, thread, order: { orderId }, erp: { kind: system }, claimed }: Stage,
  erpOrderId: string,
): Promise<boolean> =>
  transact(platform, hold(orderStream, [orderId]), async ({ tx, now, apply }) => {
    const decide = injectOrder({ system, erpOrderId }, now);
    const outcomes = allDone(await apply(orderStream, [{ id: orderId, thread, decide }]));
    await noteKnown(tx, claimed.id, { orderId, theirHash: null, at: now });
    return outcomes.some(({ facts }) => facts.length > 0);
  });

/** The address it is to go to; null leaves the ERP's own. One that stands there keeps its own until it moves. */
const addressStep = async (
  { order, moved, erp, door }: Stage,
  { customerId, addressId }: KnownCustomer,
): Promise<ErpResult<string | null>> => {
  if (addressId !== null) return { ok: true, value: addressId };
  if (order.erp?.orderId && !moved) return { ok: true, value: null };
  const there = await erp.addressFor(door, customerId, buyerOf(order));
  return there.ok ? { ok: true, value: there.value.id } : there;
};

/** Brings the ERP to where the order stands. What the ERP refuses or fails at is answered. */
export const followOrder = async (stage: Stage): Promise<Followed> => {
  const { order, erp, door } = stage;
  if (isOver(order)) {
    const cancelled = await erp.cancelOrder(door, order.orderId);
    return cancelled.ok
      ? { ok: true, attached: false, injected: false, differences: [], there: null }
      : { ok: false, step: 'cancel', fault: cancelled.fault };
  }
  const customer = await customerStep(stage);
  if (!customer.ok) return { ok: false, step: 'customer', fault: customer.fault };
  const address = await addressStep(stage, customer.value);
  if (!address.ok) return { ok: false, step: 'address', fault: address.fault };
  const { customerId, attached, differences, there } = customer.value;
  const brought = await erp.bringOrder(door, wantedOf(order, customerId, address.value));
  if (!brought.ok) return { ok: false, step: 'order', fault: brought.fault };
  return { ok: true, attached, injected: await inject(stage, brought.value.id), differences, there };
};
