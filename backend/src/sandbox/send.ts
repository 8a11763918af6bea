/** One parcel's doings as requests to the tower: its order, its shipment, its scans, its cancellation. */
import { cancelOrder, placeOrder } from '@gantry/shared/api/orders';
import { createShipment } from '@gantry/shared/api/shipping';
import { configureConnection } from '@gantry/shared/api/tracking';
import { carriers } from './data/carriers.data.ts';
import { connectionOf, type OutgoingScan, webhookRequest } from './payload.ts';
import type { Tower } from './tower.ts';
import type { ParcelPlan } from './world.ts';

/** Secrets of the connections by carrier name. */
export type Secrets = Record<string, string>;

/** Connects every carrier of the world, with the secret each will sign with. */
export const connectCarriers = async (tower: Tower, secrets: Secrets): Promise<void> => {
  for (const carrier of carriers) {
    const secret = secrets[carrier.name];
    if (secret === undefined) throw new RangeError(`no secret for ${carrier.name}`);
    await tower.call(configureConnection, {
      params: { name: carrier.name },
      body: { ...connectionOf(carrier), secret },
    });
  }
};

/** Places the order; its id, or null when it went to the Trash. Placing it again changes nothing and tells the id. */
export const sendOrder = async (tower: Tower, plan: ParcelPlan): Promise<string | null> => {
  const { reply } = await tower.call(placeOrder, { body: plan.order });
  return reply.orderId;
};

export const sendShipment = async (tower: Tower, plan: ParcelPlan, orderId: string): Promise<void> => {
  if (!plan.shipment) return;
  await tower.call(createShipment, { body: { ...plan.shipment.input, orderId } });
};

export const sendCancel = async (tower: Tower, orderId: string): Promise<void> => {
  await tower.call(cancelOrder, { params: { orderId }, body: { reason: 'Changed my mind' } });
};

const batch = 25;

/** Posts scans of one parcel as signed webhooks, at most 25 in each. */
export const sendScans = async (
  tower: Tower,
  carrier: string,
  sending: { scans: readonly OutgoingScan[]; secrets: Secrets },
): Promise<void> => {
  const secret = sending.secrets[carrier] ?? '';
  for (let from = 0; from < sending.scans.length; from += batch) {
    const scans = sending.scans.slice(from, from + batch);
    await tower.webhook(() => webhookRequest(carrier, scans, { secret }));
  }
};

/**
 * Sends a whole parcel at once: order, shipment, then its scans in the order given (the plan's own when left out), one
 * webhook each. For tests and benches.
 */
export const sendParcelPlan = async (
  tower: Tower,
  plan: ParcelPlan,
  options: { secrets: Secrets; scans?: readonly OutgoingScan[] },
): Promise<{ orderId: string | null }> => {
  const orderId = await sendOrder(tower, plan);
  if (orderId === null) return { orderId };
  if (plan.cancelledAt !== null) await sendCancel(tower, orderId);
  await sendShipment(tower, plan, orderId);
  const scans = options.scans ?? plan.scans.map((scan) => ({ trackingNumber: plan.trackingNumber, scan }));
  for (const scan of scans) await sendScans(tower, plan.carrier, { scans: [scan], secrets: options.secrets });
  return { orderId };
};
