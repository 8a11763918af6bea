/**
 * Those who order, and for as long as the tower does not send orders itself, the shop that sends them: it places orders,
 * hears what the tower calls them, asks a carrier to take the parcel, and registers the number the carrier said.
 */
import type { Actor } from '../actor.ts';
import type { OpenActor } from '../context.ts';
import { createOrderDays } from '../shop/order-days.ts';
import { serveOrder, takeNumber } from '../shop/sending.ts';
import { follow, type OpenOrder, openOrder, type Shop, type ShopTask } from '../shop/shop.ts';
import { createTurns } from '../turns.ts';

/** While the past is told, the carriers that tell nothing of it by themselves are asked now and then. */
const askAfterMs = [45_000, 90_000, 180_000, 360_000];

export const openShopper: OpenActor = async (context): Promise<Actor> => {
  const { log, signal, now: began } = context;
  const turns = createTurns<ShopTask>({
    name: 'shopper',
    log,
    signal,
    run: (task, now) => serveOrder(shop, task, now),
  });
  const days = createOrderDays(context, (order, placedAt) =>
    turns.add({ at: placedAt, task: { does: 'order', order }, keeps: false }, began),
  );
  const open = context.book<OpenOrder>('orders', { schema: openOrder });
  const shop: Shop = { context, days, turns, open, asked: new Map() };
  await days.load(began);
  for (const order of [...open.values()]) follow(shop, order, began);
  if (context.state.cursor === null && context.carrierPort !== null)
    for (const after of askAfterMs) turns.add({ at: began + after, task: { does: 'ask' }, keeps: false }, began);
  return {
    ...turns,
    name: 'shopper',
    due: (now, lane) => {
      void days.load(now);
      return turns.due(now, lane);
    },
    hear: (news, now) => {
      if (news.what === 'parcel_made') takeNumber(shop, news, now);
      return [];
    },
    save: open.save,
  };
};
