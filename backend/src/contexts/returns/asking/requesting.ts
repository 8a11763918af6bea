/** Asking for returns: by staff, by customers within their window, by parcels that come back by themselves. */
import type { ReturnEvent } from '@gantry/shared/events/returns';
import type { ReturnReason, ReturnWay } from '@gantry/shared/vocabulary/returns';
import type { Decide } from '../../../kernel/decider.ts';
import { Refusal } from '../../../kernel/errors.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { transact } from '../../../platform/write/transact.ts';
import { decideReturn } from '../commands.ts';
import { authorize, type Sees } from '../decide.ts';
import type { ReturnNeeds } from '../needs.ts';
import { attachPhotos } from '../photos.ts';
import type { Rma } from '../rma.ts';
import { authorizationOf } from '../steps.ts';
import { returnStream } from '../store.ts';
import { type World, warehouseFor, worldOf } from '../world.ts';
import { type Returnable, requestReturn, returnIdOf } from './request.ts';
import { readDelivered, readReturnable } from './returnable.ts';
import { type WhyNot, windowOf } from './window.ts';

export type ReturnAsked = {
  orderId: string;
  /** Its order's merchant has one of this number only. */
  number: string;
  by: Rma['by'];
  lines: { lineId: string; quantity: number; reason: ReturnReason }[];
  note: string;
  /** Ids of uploads. */
  photos: readonly string[];
  shipmentId?: string;
  /** Whether it is allowed at once, whatever the channel's rule says; and where to. */
  authorize?: { warehouse?: string | undefined };
  sees?: Sees;
  thread: Thread;
};
export type ReturnGiven = { rma: Rma; created: boolean };

const refusals: Record<WhyNot, string> = {
  never: 'What this shop sells does not come back',
  not_delivered: 'Nothing of the order was delivered yet',
  window_over: 'The days within which something could come back are over',
  nothing_left: 'Nothing of the order is left that could come back',
};

/** What may be asked for: by customers what was delivered to them lately, else whatever was shipped. Throws a Refusal. */
const linesFor = async (world: World, { by }: ReturnAsked): Promise<Returnable[]> => {
  const { needs, unit, order, rules } = world;
  const lines = await readReturnable(needs.orders, unit.tx, { order });
  if (by !== 'customer') return lines;
  const deliveredAt = await readDelivered(needs, unit.tx, order);
  const window = windowOf(order, lines, { deliveredAt, days: rules.returnDays, now: unit.now });
  if (window.why !== null) throw new Refusal('conflict', window.why, refusals[window.why]);
  return window.lines;
};

/** Allows a return as soon as it was asked for: where somebody says so, or the channel's rule; undefined where neither does. */
const allowing = async (
  world: World,
  asked: ReturnAsked,
  returnId: string,
): Promise<Decide<Rma, ReturnEvent> | undefined> => {
  const { unit, rules } = world;
  const byRule = asked.by === 'customer' && rules.returnAuthorization === 'at_once';
  if (!asked.authorize && !byRule) return undefined;
  const about = { shipmentId: asked.shipmentId ?? null, lines: asked.lines };
  const warehouse = asked.authorize?.warehouse ?? (await warehouseFor(world, about));
  if (warehouse === undefined) return undefined;
  const way: ReturnWay = asked.by === 'carrier' ? 'own' : 'drop_off';
  const { secretKey } = world.needs.platform.config;
  const how = authorizationOf(
    { returnId, expiresAt: null, dropOffCode: null },
    { way },
    { warehouse, now: unit.now, secretKey },
  );
  return authorize({ ...how, ...(asked.by === 'carrier' ? { expiresAt: null } : {}) }, unit.now);
};

const seen = (world: World, { sees = () => true }: ReturnAsked): World => {
  if (!sees(world.order.merchant)) throw new Refusal('missing', 'no_such_order', 'There is no such order');
  return world;
};

const insistOnOpen = async ({ needs, unit }: World, warehouse: string | undefined): Promise<void> => {
  if (warehouse === undefined) return;
  const open = await needs.inventory.warehouses(unit.tx);
  if (!open.some((one) => one.warehouse === warehouse))
    throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [
      { path: 'warehouse', message: 'there is no such open warehouse' },
    ]);
};

/**
 * Asks for a return, once under its number. Throws a Refusal that says what may not come back. `merchant`: whose the order is,
 * which never changes. `following`: what else is to be written of a new one, in the same transaction.
 */
export const askForReturn = (
  needs: ReturnNeeds,
  merchant: string,
  { asked, following = [] }: { asked: ReturnAsked; following?: readonly Decide<Rma, ReturnEvent>[] },
): Promise<ReturnGiven> => {
  const returnId = returnIdOf(merchant, asked.number);
  const held = needs.orders.holding([asked.orderId]).and(returnStream, [returnId]);
  return transact(needs.platform, held, async (unit) => {
    const known = (await unit.load(returnStream, [returnId])).get(returnId);
    const world = seen(await worldOf(needs, unit, asked.orderId), asked);
    if (known?.orderId === asked.orderId) return { rma: known, created: false };
    await insistOnOpen(world, asked.authorize?.warehouse);
    const { order } = world;
    const { orderId, number, by, note, shipmentId = null } = asked;
    const about = { orderId, orderNumber: order.content.number, channel: order.channel, merchant: order.merchant };
    const what = { returnId, number, by, note, shipmentId, photos: [...asked.photos], lines: asked.lines, ...about };
    const allowed = known ? undefined : await allowing(world, asked, returnId);
    const decisions = [
      requestReturn(what, await linesFor(world, asked), unit.now),
      ...(allowed ? [allowed, ...following] : []),
    ];
    const { rma } = await decideReturn(world, { returnId, thread: asked.thread, decisions });
    await attachPhotos(unit.tx, asked.photos, { orderId, returnId });
    return { rma, created: true };
  });
};
