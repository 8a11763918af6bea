/**
 * When a product is to be bought again is judged with every movement. What no movement tells of is judged here: a reorder
 * point that was changed, and units that went past their day.
 */
import { productArchived, productSet } from '@gantry/shared/events/inventory/products';
import { z } from 'zod';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { onMany } from '../../../platform/log/reaction.ts';
import type { Platform } from '../../../platform/platform.ts';
import { job } from '../../../platform/work/jobs.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { transact } from '../../../platform/write/transact.ts';
import { judgeReorder } from './decide.ts';
import { holdStocks, reorderPoints } from './moving.ts';
import { shelved } from './shelved.ts';
import { dayOf } from './stock.ts';
import { stockStream } from './store.ts';

type Judged = { stockId: string; merchant: string; sku: string; thread: Thread };

const judge = (platform: Platform, stocks: readonly Judged[], pointChanged: boolean): Promise<void> =>
  transact(platform, holdStocks(stocks.map(({ stockId }) => stockId)), async (unit) => {
    const { now } = unit;
    const points = await reorderPoints(
      unit.tx,
      stocks.map(({ stockId }) => stockId),
    );
    const commands = stocks.map(({ stockId, merchant, sku, thread }) => ({
      id: stockId,
      thread,
      decide: judgeReorder({ merchant, sku, now, reorderPoint: points.get(stockId) ?? null, pointChanged }),
    }));
    allDone(await unit.apply(stockStream, commands));
  });

/** Stocks of products whose alerts may stand otherwise than they do. A product of which there never was any has none. */
const touched = (sql: Sql, productIds: readonly string[]) =>
  sql.rows<{ productId: string; stockId: string; merchant: string; sku: string }>(
    `SELECT p.id AS "productId", i.id AS "stockId", i.merchant, i.sku FROM products p
     JOIN stock_items i ON i.merchant = p.merchant AND i.sku = p.sku
     WHERE p.id = ANY($1::text[]) AND (i.reorder_since IS NOT NULL OR (p.content ? 'reorderPoint' AND NOT p.archived)) ORDER BY i.id`,
    productIds,
  );

/** A product that was set anew or left the catalog: its alert follows. */
export const reorderReactions = (platform: Platform) => [
  onMany([productSet, productArchived], async (events) => {
    const threads = new Map(events.map(({ payload, thread }) => [payload.productId, thread]));
    const stocks = await touched(platform.database, [...threads.keys()]);
    const judged = stocks.flatMap(({ productId, ...stock }) => {
      const thread = threads.get(productId);
      return thread ? [{ ...stock, thread }] : [];
    });
    if (judged.length > 0) await judge(platform, judged, true);
  }),
];

// Looked for by the lots that have a day, of which there are few.
const wentOff = `
  SELECT DISTINCT i.id AS "stockId", i.merchant, i.sku FROM stock_lots l
  JOIN stock_balances b ON b.stock_id = l.stock_id AND b.lot = l.lot
  JOIN stock_items i ON i.id = l.stock_id AND i.reorder_since IS NULL
  JOIN products p ON p.merchant = i.merchant AND p.sku = i.sku AND p.content ? 'reorderPoint' AND NOT p.archived
  WHERE l.expires_on <= $1::date AND ${shelved('b')} AND (p.content ->> 'reorderPoint')::int >= COALESCE((
    SELECT sum(o.on_hand - o.reserved) FROM stock_balances o JOIN stock_lots g ON g.stock_id = o.stock_id AND g.lot = o.lot
    WHERE o.stock_id = i.id AND ${shelved('o')} AND (g.expires_on IS NULL OR g.expires_on > $1::date)), 0)
  ORDER BY 1 LIMIT 1000`;

/** Units past their day are available no more: what that leaves too little of is to be bought again. */
export const judgeExpired = (platform: Platform) =>
  job({
    name: 'inventory.judge_expired',
    title: 'Looks for stock that has expired',
    payload: z.object({}),
    lane: 'slow',
    every: 3_600_000,
    run: async (_payload, { thread }) => {
      const stocks = await platform.database.rows<Omit<Judged, 'thread'>>(wentOff, dayOf(platform.clock.now()));
      if (stocks.length === 0) return;
      const judged = stocks.map((stock) => ({ ...stock, thread: { ...thread, correlationId: stock.stockId } }));
      await judge(platform, judged, false);
    },
  });
