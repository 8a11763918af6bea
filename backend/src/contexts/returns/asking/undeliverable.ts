/**
 * A parcel that comes back by itself opens a return, once, with the reason `undeliverable`: on its way, since whoever unpacks it
 * counts what is in it. Parcels of the past, and what happened long before it is met here, open none.
 */
import { standingChanged } from '@gantry/shared/events/tracking';
import { Refusal } from '../../../kernel/errors.ts';
import { on, reactionGroup } from '../../../platform/log/reaction.ts';
import type { Subscriber } from '../../../platform/log/subscriber.ts';
import { linesOf, type Order } from '../../orders/public.ts';
import type { Plan } from '../../tracking/public.ts';
import { sent } from '../decide.ts';
import type { ReturnNeeds } from '../needs.ts';
import { numberOf, type Returnable } from './request.ts';
import { askForReturn } from './requesting.ts';
import { readReturnable } from './returnable.ts';

/** What happened longer ago than this is no news: thirty days. */
const newsMs = 30 * 86_400_000;

/** The parcel's units as far as they may come back: those it names, else those that left with it, else all that left. */
export const unitsIn = (
  order: Order,
  { shipmentId, lines }: Pick<Plan, 'shipmentId' | 'lines'>,
  returnable: readonly Returnable[],
): { lineId: string; quantity: number; reason: 'undeliverable' }[] => {
  const own = order.issued.filter((issue) => issue.shipmentId === shipmentId);
  const left = linesOf({ ...order, issued: own.length > 0 ? own : order.issued });
  const named = lines ?? left.map(({ lineId, shipped }) => ({ lineId, quantity: shipped }));
  return returnable.flatMap(({ lineId, returnable: most }) => {
    const inParcel = named.reduce((sum, one) => (one.lineId === lineId ? sum + one.quantity : sum), 0);
    const quantity = Math.min(inParcel, most);
    return quantity > 0 ? [{ lineId, quantity, reason: 'undeliverable' as const }] : [];
  });
};

/** Opens the return of a parcel. Nothing where nothing of it is left that could come back. */
const openFor = async (
  needs: ReturnNeeds,
  shipmentId: string,
  thread: Parameters<typeof askForReturn>[2]['asked']['thread'],
): Promise<void> => {
  const { database, clock } = needs.platform;
  const [tracked] = await needs.tracking.read(database, [shipmentId]);
  if (!tracked || tracked.plan.history !== undefined) return;
  const { orderId, legs } = tracked.plan;
  const order = (await needs.orders.byIds(database, [orderId])).get(orderId);
  if (!order) return;
  const lines = unitsIn(order, tracked.plan, await readReturnable(needs.orders, database, { order }));
  if (lines.length === 0) return;
  const last = legs.at(-1);
  const by = { carrier: last?.carrier ?? null, trackingNumber: last?.trackingNumber ?? null };
  const number = numberOf(['carrier', shipmentId]);
  const asked = {
    orderId,
    number,
    by: 'carrier' as const,
    lines,
    note: '',
    photos: [],
    shipmentId,
    authorize: {},
    thread,
  };
  await askForReturn(needs, order.merchant, { asked, following: [sent(by, clock.now())] });
};

/** Follows parcels until one stands as returned to its sender. */
export const undeliverableReactions = (needs: ReturnNeeds): Subscriber =>
  reactionGroup('returns.undeliverable', {
    title: 'Takes back what could not be delivered',
    restMs: 100,
    batch: 1_000,
    reactions: [
      on(standingChanged, async ({ payload: { shipmentId, status }, recordedAt, thread }) => {
        const age = needs.platform.clock.now().getTime() - Date.parse(recordedAt);
        if (status !== 'returned_to_sender' || age > newsMs) return;
        try {
          await openFor(needs, shipmentId, thread);
        } catch (error) {
          // A return that was asked for between reading and writing brings these units back already.
          if (!(error instanceof Refusal && error.code === 'more_than_shipped')) throw error;
        }
      }),
    ],
  });
