/** Moving stock by hand: each in one transaction that holds it. */
import type { BodyOf, ReplyOf } from '@gantry/shared/api/endpoint';
import type { moveStock } from '@gantry/shared/api/inventory/stock';
import { Refusal } from '../../../kernel/errors.ts';
import { derivedId, newId } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { transact, type Writing } from '../../../platform/write/transact.ts';
import { insistOnUnits, readPackSizes } from '../catalog/packs.ts';
import { type Input, movementByHand } from './by-hand.ts';
import { insistOnKnown } from './known.ts';
import { lotKey, readLots } from './lots.ts';
import { holdStocks, moveStocks, readStocks } from './moving.ts';
import { availableOn, dayOf, type Stock, stockIdOf } from './stock.ts';

type Asked = BodyOf<typeof moveStock>;

const totals = (stock: Stock | undefined, day: string) => ({
  onHand: stock?.buckets.reduce((sum, { onHand }) => sum + onHand, 0) ?? 0,
  reserved: stock?.buckets.reduce((sum, { reserved }) => sum + reserved, 0) ?? 0,
  available: stock ? availableOn(stock, day) : 0,
});

type Answer = ReplyOf<typeof moveStock>;
type By = { merchant: string; thread(stockId: string): Thread };

/** A receipt that has a name of its caller's is known by it; everything else is new. */
const movementIdOf = (input: Input, merchant: string, now: Date): string =>
  input.kind === 'receipt' && input.receiptId !== undefined
    ? derivedId('mov', [merchant, 'receipt', input.sku, input.receiptId])
    : newId('mov', now);

/** Whether a receipt of this name was booked. Throws a Refusal when it was booked otherwise. */
const bookedBefore = async (tx: Sql, movementId: string, input: Input): Promise<boolean> => {
  if (input.kind !== 'receipt' || input.receiptId === undefined) return false;
  const [known] = await tx.rows<{ onHand: number; warehouse: string | null }>(
    'SELECT on_hand AS "onHand", warehouse FROM stock_movements WHERE id = $1',
    movementId,
  );
  if (known && (known.onHand !== input.quantity || known.warehouse !== input.warehouse))
    throw new Refusal('conflict', 'receipt_taken', `Receipt ${input.receiptId} was booked with other numbers`);
  return known !== undefined;
};

/** Into which bin units are laid; none where they only leave. */
const binOf = (input: Input): { bin?: { path: string; bin: string } } => {
  if (input.kind === 'transfer') return { bin: { path: 'toBin', bin: input.toBin } };
  return input.kind === 'adjust' && input.change < 0 ? {} : { bin: { path: 'bin', bin: input.bin } };
};

/** What is moved, in units, whatever it was counted in. */
const inUnits = async (tx: Sql, asked: Asked, merchant: string): Promise<Input> => {
  if (asked.kind !== 'receipt') return asked;
  const { sku, warehouse, quantity, packs } = asked;
  const sizes = await readPackSizes(tx, merchant, packs ? [sku] : []);
  const given = { units: quantity, packs, unitsPath: 'quantity', packsPath: 'packs' };
  return { ...asked, quantity: insistOnUnits(given, { sku, warehouse, sizes }) };
};

/**
 * Receives, corrects, or lays elsewhere within a warehouse. A receipt of the same name again moves nothing. Throws a Refusal
 * with the field, or `stock_short`.
 */
export const moveByHand = (
  platform: Writing,
  asked: Asked,
  { merchant, thread }: By,
): Promise<{ outcome: 'moved' | 'unchanged'; reply: Answer }> => {
  const { sku, warehouse, lot } = asked;
  const stockId = stockIdOf(merchant, sku);
  return transact(platform, holdStocks([stockId]), async (unit) => {
    const { tx, now } = unit;
    const input = await inUnits(tx, asked, merchant);
    const joins = input.kind === 'receipt' || (input.kind === 'adjust' && input.change > 0);
    await insistOnKnown(tx, { merchant, sku }, [{ path: 'warehouse', warehouse, open: joins, ...binOf(input) }]);
    const stock = (await readStocks(tx, [stockId])).get(stockId);
    const movementId = movementIdOf(input, merchant, now);
    const reply = (state: Stock | undefined): Answer => ({ movementIds: [movementId], ...totals(state, dayOf(now)) });
    if (await bookedBefore(tx, movementId, input)) return { outcome: 'unchanged', reply: reply(stock) };
    const lots = await readLots(tx, lot === undefined ? [] : [{ stockId, lot }]);
    const movement = movementByHand(input, {
      stock: stock ?? { sku, buckets: [], lots: [] },
      known: lot === undefined ? undefined : lots.get(lotKey(stockId, lot)),
      movementId,
      now,
    });
    const [done] = allDone(await moveStocks(unit, [{ ...movement, merchant, sku, thread: thread(stockId) }]));
    return { outcome: 'moved', reply: reply(done?.state) };
  });
};
