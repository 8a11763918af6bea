/** One parcel's doings as requests to the tower: its order, its shipment, its scans, its cancellation. */

import { configureConnection } from '@gantry/shared/api/carriers';
import { cancelOrder, placeOrder } from '@gantry/shared/api/orders';
import { createShipment } from '@gantry/shared/api/shipping';
import type { CarrierSandbox } from '../connectors/carriers/sandbox.ts';
import { carriers } from './data/carriers.data.ts';
import { realCarriers } from './data/real-carriers.data.ts';
import { connectionOf, type OutgoingScan, webhookRequest } from './payload.ts';
import { pushesOf, realConnectionOf, sandboxOf } from './real-carriers.ts';
import type { Tower } from './tower.ts';
import type { ParcelPlan } from './world.ts';

/** Secrets of the connections by carrier name. */
export type Secrets = Record<string, string>;

/**
 * Connects every carrier of the world, with the secret each will sign with; those with real formats when the server of
 * their fakes is told, where the tower can ask them.
 */
export const connectCarriers = async (tower: Tower, secrets: Secrets, carrierOrigin?: string): Promise<void> => {
  for (const carrier of carriers) {
    const secret = secrets[carrier.name];
    if (secret === undefined) throw new RangeError(`no secret for ${carrier.name}`);
    await tower.call(configureConnection, {
      params: { name: carrier.name },
      body: { ...connectionOf(carrier), secret },
    });
  }
  if (carrierOrigin === undefined) return;
  for (const { name } of realCarriers) {
    const sandbox = sandboxOf(name);
    const secret = secrets[name];
    if (!sandbox || secret === undefined) throw new RangeError(`no fake or no secret for ${name}`);
    const body = { ...realConnectionOf(sandbox, carrierOrigin), ...(sandbox.push ? { secret } : {}) };
    await tower.call(configureConnection, { params: { name }, body });
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

/** What the fake of a carrier with a real format pushes for each scan, one after the other. */
const sendPushes = async (
  tower: Tower,
  plan: ParcelPlan,
  { scans, secret, sandbox }: { scans: readonly OutgoingScan[]; secret: string; sandbox: CarrierSandbox },
): Promise<void> => {
  for (const { scan } of scans) {
    const count = pushesOf(sandbox, plan, { scan, secret }).length;
    for (let n = 0; n < count; n++)
      await tower.webhook(() => {
        const push = pushesOf(sandbox, plan, { scan, secret })[n];
        if (!push) throw new RangeError('a push is pure: asked again it says the same');
        return { ...push, path: `/api/logistics/events/webhooks/${plan.carrier}${push.path}` };
      });
  }
};

/** Posts scans of one parcel as signed webhooks, at most 25 in each; in its own format where its carrier has one. */
export const sendScans = async (
  tower: Tower,
  plan: ParcelPlan,
  sending: { scans: readonly OutgoingScan[]; secrets: Secrets },
): Promise<void> => {
  const { carrier } = plan;
  const secret = sending.secrets[carrier] ?? '';
  const sandbox = sandboxOf(carrier);
  if (sandbox) return sendPushes(tower, plan, { scans: sending.scans, secret, sandbox });
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
  for (const scan of scans) await sendScans(tower, plan, { scans: [scan], secrets: options.secrets });
  return { orderId };
};
