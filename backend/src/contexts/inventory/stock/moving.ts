/**
 * Moving stock within a transaction that holds it: the one way by which anything changes stock. Units that come back to a
 * lot of which nothing was left bring the lot's cost and dates with them again.
 */
import type { Lot } from '@gantry/shared/events/inventory/stock';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import type { Outcome } from '../../../platform/write/stream.ts';
import { type Holding, hold, type Unit } from '../../../platform/write/transact.ts';
import { type Movement, moveStock } from './decide.ts';
import { type Stock, stockIdOf } from './stock.ts';
import { readStocks, stockStream } from './store.ts';

export type StockCommand = Movement & { merchant: string; sku: string; thread: Thread };

/** Holds the stock of products; of kits their parts, since a kit has none of its own. */
export const holdStocks = (stockIds: Iterable<string>): Holding => hold(stockStream, stockIds);

/** What a lot of a stock is found by. */
export const lotKey = (stockId: string, lot: string): string => JSON.stringify([stockId, lot]);

type LotRow = {
  stockId: string;
  lot: string;
  receivedAt: Date;
  amount: string | null;
  currency: string | null;
  expiresOn: string | null;
};

const lotsSql = `
  SELECT l.stock_id AS "stockId", l.lot, l.received_at AS "receivedAt", l.unit_cost AS amount, l.currency, l.expires_on::text AS "expiresOn"
  FROM stock_lots l JOIN unnest($1::text[], $2::text[]) AS wanted (stock_id, lot) ON (l.stock_id, l.lot) = (wanted.stock_id, wanted.lot)`;

/** What was known of lots, whether anything is left of them or not, by `lotKey`. */
export const readLots = async (
  tx: Sql,
  wanted: readonly { stockId: string; lot: string }[],
): Promise<Map<string, Lot>> => {
  if (wanted.length === 0) return new Map();
  const rows = await tx.rows<LotRow>(
    lotsSql,
    wanted.map(({ stockId }) => stockId),
    wanted.map(({ lot }) => lot),
  );
  return new Map(
    rows.map(({ stockId, lot, receivedAt, amount, currency, expiresOn }) => [
      lotKey(stockId, lot),
      {
        lot,
        receivedAt: receivedAt.toISOString(),
        unitCost: amount === null || currency === null ? null : { amount: Number(amount), currency },
        expiresOn,
      },
    ]),
  );
};

const comesBackTo = ({ merchant, sku, entries, lots = [], inTransit }: StockCommand) => {
  const told = new Set(lots.map(({ lot }) => lot));
  const grown = [
    ...entries.filter(({ onHand }) => onHand > 0),
    ...(inTransit?.lots.filter(({ quantity }) => quantity > 0) ?? []),
  ];
  return [...new Set(grown.map(({ lot }) => lot))]
    .filter((lot) => !told.has(lot))
    .map((lot) => ({ stockId: stockIdOf(merchant, sku), lot }));
};

const reorderPoints = async (tx: Sql, stockIds: readonly string[]): Promise<Map<string, number>> => {
  const rows = await tx.rows<{ stockId: string; point: number }>(
    `SELECT i.id AS "stockId", (p.content ->> 'reorderPoint')::int AS point FROM stock_items i
     JOIN products p ON (p.merchant, p.sku) = (i.merchant, i.sku)
     WHERE i.id = ANY($1::text[]) AND p.content ? 'reorderPoint' AND NOT p.archived`,
    stockIds,
  );
  return new Map(rows.map(({ stockId, point }) => [stockId, point]));
};

/**
 * Moves stock; the streams are held. Commands see each other's effects in their order. Outcomes stand in theirs: one that
 * leaves too little is a Refusal `stock_short` and harms no other.
 */
export const moveStocks = async (
  { tx, now, apply }: Unit,
  commands: readonly StockCommand[],
): Promise<Outcome<Stock>[]> => {
  if (commands.length === 0) return [];
  const ids = [...new Set(commands.map(({ merchant, sku }) => stockIdOf(merchant, sku)))];
  const points = await reorderPoints(tx, ids);
  const known = await readLots(tx, commands.flatMap(comesBackTo));
  return apply(
    stockStream,
    commands.map((command) => {
      const { thread, ...movement } = command;
      const id = stockIdOf(command.merchant, command.sku);
      const back = comesBackTo(command).flatMap((one) => known.get(lotKey(one.stockId, one.lot)) ?? []);
      const lots = [...(command.lots ?? []), ...back];
      return { id, thread, decide: moveStock({ ...movement, lots, now, reorderPoint: points.get(id) ?? null }) };
    }),
  );
};

export { readStocks };
