/** All that one run of the golden thread works with: an order as it stands, its merchant's ERP, and what is claimed of both. */
import type { ErpDoor, ErpSystem } from '../../../connectors/systems/erp.ts';
import { erpNamed } from '../../../connectors/systems/registry.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import type { Platform } from '../../../platform/platform.ts';
import { erasedIn } from '../../../platform/privacy/erased.ts';
import type { Order } from '../order.ts';
import { orderRows } from '../store.ts';
import { isOver, isPriced } from './buyer.ts';
import { busy, type Claimed, type Claims, openClaims, type Worker, wasBegun } from './claims.ts';
import type { ErpConnections, OpenedErp } from './connections.ts';

export type ErpMeans = { platform: Platform; connections: ErpConnections };

/** `moved`: where it goes has changed. `fromSource`: its customer is read in the ERP again, whatever we know. */
export type FollowRequest = {
  orderId: string;
  moved: boolean;
  fromSource: boolean;
  worker: Worker;
  thread: Thread;
};

export type Stage = Pick<FollowRequest, 'moved' | 'fromSource' | 'thread'> & {
  platform: Platform;
  order: Order;
  erp: ErpSystem;
  door: ErpDoor;
  claims: Claims;
  /** The claim of the order itself. */
  claimed: Claimed;
};

/** A call that hangs holds a place of its lane for so long. */
const timeoutMs = 12_000;

/** The door to an ERP: every call is recorded in the order's thread, and made only while what it is about is claimed. */
export const doorTo = (
  { exchange }: Pick<Platform, 'exchange'>,
  { connection: { merchant, url, keyName, company }, secret }: OpenedErp,
  { correlationId, beforeCall }: { correlationId: string; beforeCall(): Promise<void> },
): ErpDoor => ({
  access: { baseUrl: url, keyName, secret, company },
  ask: async (call, accept = []) => {
    await beforeCall();
    return exchange.call({ ...call, partner: `erp-${merchant}`, correlationId, timeoutMs, accept, untrusted: true });
  },
});

/** Whether an order goes to the ERP at all: those placed since it was switched on, and those that are there. */
const isDue = (order: Order, { connection: { since } }: OpenedErp, fromSource: boolean): boolean =>
  fromSource || order.erp !== null || (since !== null && order.placedAt >= since);

/**
 * Whether anything can be said of an order there: nothing of one that was over before anybody began, is of somebody erased, or
 * whose prices its channel has not told yet. The prices come as an amendment, which is followed anew.
 */
const isSayable = async ({ database }: Platform, order: Order, system: string): Promise<boolean> => {
  const { merchant, orderId: key } = order;
  if (isOver(order)) return order.erp !== null || wasBegun(database, { merchant, system, kind: 'order', key });
  if (!isPriced(order)) return false;
  return !(await erasedIn(database, 'orders', [key])).has(key);
};

/** Sets the stage for an order; undefined where there is nothing to do. Throws an Upstream while somebody else is at work on it. */
export const setStage = async (
  { platform, connections }: ErpMeans,
  { orderId, worker, ...request }: FollowRequest,
): Promise<Stage | undefined> => {
  const { database, privacy } = platform;
  const order = (await orderRows.whole(privacy).byIds(database, [orderId])).get(orderId);
  const opened = order && (await connections.find(order.merchant));
  if (!order || !opened?.connection.enabled || !isDue(order, opened, request.fromSource)) return undefined;
  const { merchant, kind: system } = opened.connection;
  if (!(await isSayable(platform, order, system))) return undefined;
  const claims = openClaims(database, worker);
  const claimed = await claims.take({ merchant, system, kind: 'order', key: orderId });
  if (!claimed) throw busy('this order');
  const door = doorTo(platform, opened, { correlationId: orderId, beforeCall: claims.renew });
  return { ...request, platform, order, erp: erpNamed(system), door, claims, claimed };
};
