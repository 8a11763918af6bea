/** When those who wait may be served: stock came or was freed, a product, a warehouse or a channel's rules changed. */
import { warehouseClosed, warehouseSet } from '@gantry/shared/events/inventory/places';
import { channelRulesSet, productArchived, productSet } from '@gantry/shared/events/inventory/products';
import { stockMoved } from '@gantry/shared/events/inventory/stock';
import type { StockCondition } from '@gantry/shared/vocabulary/inventory';
import { on, onMany, reactionGroup } from '../../../platform/log/reaction.ts';
import { onShelf } from '../../inventory/public.ts';
import { waitedFor } from './demand.ts';
import { askToLook, askToServe, askToServeAll } from './jobs.ts';
import { namedByOrders } from './named.ts';
import type { Needs } from './serve.ts';

type Entry = { condition: StockCondition; bin: string; onHand: number; reserved: number };

/** Whether a movement left more to be promised anywhere than there was. */
const raises = ({ entries }: { entries: readonly Entry[] }): boolean =>
  entries.some((entry) => onShelf(entry) && entry.onHand - entry.reserved > 0);

export const demandReactions = (needs: Needs) => {
  const { database, clock } = needs.platform;
  return reactionGroup('orders.demand', {
    title: 'Follows what orders ask of stock',
    batch: 500,
    restMs: 50,
    reactions: [
      onMany([stockMoved], async (events) => {
        const raised = events.filter(({ payload }) => raises(payload));
        const [first] = raised;
        if (!first) return;
        const waited = await waitedFor(database, [...new Set(raised.map(({ payload }) => payload.stockId))]);
        await askToServe(needs, waited, { thread: first.thread, now: clock.now() });
      }),
      onMany([productSet], async (events) => {
        const newest = new Map(events.map((event) => [event.payload.productId, event]));
        const products = [...newest.values()].map(({ payload: { merchant, sku } }) => ({ merchant, sku }));
        const asked = new Set(
          (await namedByOrders(database, products)).map((one) => JSON.stringify([one.merchant, one.sku])),
        );
        for (const {
          payload: { merchant, sku },
          id,
          thread,
        } of newest.values())
          if (asked.has(JSON.stringify([merchant, sku])))
            await askToLook(needs, { merchant, sku, cause: id }, { thread, now: clock.now() });
      }),
      on(productArchived, async ({ payload: { merchant }, streamId, id, thread }) => {
        const sku = (await needs.inventory.skus(database, [streamId])).get(streamId);
        if (sku !== undefined) await askToLook(needs, { merchant, sku, cause: id }, { thread, now: clock.now() });
      }),
      ...[warehouseSet, warehouseClosed, channelRulesSet].map((event) =>
        on(event, ({ id, thread }) => askToServeAll(needs, id, thread)),
      ),
    ],
  });
};
