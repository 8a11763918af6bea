/** Lots as they are kept for good: what they cost and when they expire is known after the last unit of them left, too. */
import type { Lot } from '@gantry/shared/events/inventory/stock';
import type { Sql } from '../../../platform/database.ts';

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

/** What a lot of a stock is found by. */
export const lotKey = (stockId: string, lot: string): string => JSON.stringify([stockId, lot]);

/** What is known of lots, by `lotKey`, whether anything is left of them or not. */
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
