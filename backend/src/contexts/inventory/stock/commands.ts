/** Moving stock by hand: each in one transaction that holds it. */
import type { BodyOf, ReplyOf } from '@gantry/shared/api/endpoint';
import type { moveStock } from '@gantry/shared/api/inventory/stock';
import { derivedId, newId } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { transact, type Writing } from '../../../platform/write/transact.ts';
import { movementByHand } from './by-hand.ts';
import { insistOnKnown } from './known.ts';
import { lotKey, readLots } from './lots.ts';
import { holdStocks, moveStocks, readStocks } from './moving.ts';
import { availableOn, dayOf, type Stock, stockIdOf } from './stock.ts';

type Input = BodyOf<typeof moveStock>;

const totals = (stock: Stock | undefined, day: string) => ({
  onHand: stock?.buckets.reduce((sum, { onHand }) => sum + onHand, 0) ?? 0,
  reserved: stock?.buckets.reduce((sum, { reserved }) => sum + reserved, 0) ?? 0,
  available: stock ? availableOn(stock, day) : 0,
});

/** A receipt that has a name of its own is known again by it. */
const receiptIn = (input: Input): string | undefined => (input.kind === 'receipt' ? input.receiptId : undefined);

const wasBooked = async (tx: Sql, movementId: string): Promise<boolean> =>
  (await tx.rows('SELECT 1 FROM stock_movements WHERE id = $1', movementId)).length > 0;

/** `again`: it was booked before, and nothing moved. */
export type Moved = ReplyOf<typeof moveStock> & { again: boolean };

/** Receives, corrects, or lays elsewhere within a warehouse. Throws a Refusal with the field, or `stock_short`. */
export const moveByHand = (
  platform: Writing,
  input: Input,
  { merchant, thread }: { merchant: string; thread(stockId: string): Thread },
): Promise<Moved> => {
  const { sku, warehouse, lot } = input;
  const receiptId = receiptIn(input);
  const stockId = stockIdOf(merchant, sku);
  return transact(platform, holdStocks([stockId]), async (unit) => {
    const { tx, now } = unit;
    const named = receiptId === undefined ? undefined : derivedId('mov', [stockId, receiptId]);
    const movementId = named ?? newId('mov', now);
    if (named !== undefined && (await wasBooked(tx, named))) {
      const stock = (await readStocks(tx, [stockId])).get(stockId);
      return { again: true, movementIds: [named], ...totals(stock, dayOf(now)) };
    }
    const joins = input.kind === 'receipt' || (input.kind === 'adjust' && input.change > 0);
    await insistOnKnown(tx, { merchant, sku }, [{ path: 'warehouse', warehouse, open: joins }]);
    const stock = (await readStocks(tx, [stockId])).get(stockId);
    const lots = await readLots(tx, lot === undefined ? [] : [{ stockId, lot }]);
    const movement = movementByHand(input, {
      stock: stock ?? { sku, buckets: [], lots: [] },
      known: lot === undefined ? undefined : lots.get(lotKey(stockId, lot)),
      movementId,
      now,
    });
    const [done] = allDone(await moveStocks(unit, [{ ...movement, merchant, sku, thread: thread(stockId) }]));
    return { again: false, movementIds: [movementId], ...totals(done?.state, dayOf(now)) };
  });
};
