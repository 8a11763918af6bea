/** Counts as they were booked: under which reference a place was counted, as of when. Written beside the stocks they correct. */
import type { Sql } from '../../../platform/database.ts';
import type { Place } from '../stock/taking-off.ts';

export type BookedCount = {
  stockId: string;
  place: Place;
  reference: string;
  countedAt: Date;
  counted: number;
  difference: number;
  movementId: string | null;
};

const insert = `
  INSERT INTO stock_counts (stock_id, reference, warehouse, bin, condition, lot, counted_at, counted, difference, movement_id, booked_at)
  SELECT r.stock_id, r.reference, r.warehouse, r.bin, r.condition, r.lot, r.counted_at, r.counted, r.difference, r.movement_id, $2
  FROM jsonb_to_recordset($1::jsonb) AS r (stock_id text, reference text, warehouse text, bin text, condition text, lot text,
    counted_at timestamptz, counted int, difference int, movement_id text)`;

/** Keeps counts. All lots of a place together are written as the lot ''. */
export const keepCounts = async (tx: Sql, counts: readonly BookedCount[], now: Date): Promise<void> => {
  if (counts.length === 0) return;
  const rows = counts.map(({ stockId, place: { warehouse, bin, condition, lot = '' }, ...count }) => ({
    stock_id: stockId,
    reference: count.reference,
    warehouse,
    bin,
    condition,
    lot,
    counted_at: count.countedAt.toISOString(),
    counted: count.counted,
    difference: count.difference,
    movement_id: count.movementId,
  }));
  await tx.run(insert, JSON.stringify(rows), now);
};

export type EarlierCount = {
  stockId: string;
  reference: string;
  warehouse: string;
  bin: string;
  condition: string;
  lot: string;
  countedAt: Date;
};

/** Counts of stocks under this reference, and those that hold as of a later time than this one. */
export const readEarlier = (
  tx: Sql,
  stockIds: readonly string[],
  { reference, countedAt }: { reference: string; countedAt: Date },
): Promise<EarlierCount[]> =>
  tx.rows<EarlierCount>(
    `SELECT stock_id AS "stockId", reference, warehouse, bin, condition, lot, counted_at AS "countedAt" FROM stock_counts
     WHERE stock_id = ANY($1::text[]) AND (reference = $2 OR counted_at > $3)`,
    stockIds,
    reference,
    countedAt,
  );

export type MovedSince = {
  stockId: string;
  warehouse: string;
  bin: string;
  condition: string;
  lot: string;
  moved: number;
};

/** How many units joined places or left them after an instant, by the ledger. */
export const readMovedSince = (tx: Sql, stockIds: readonly string[], after: Date): Promise<MovedSince[]> =>
  tx.rows<MovedSince>(
    `SELECT m.stock_id AS "stockId", e.warehouse, e.bin, e.condition, e.lot, sum(e."onHand")::float8 AS moved
     FROM stock_movements m, jsonb_to_recordset(m.entries) AS e (warehouse text, bin text, condition text, lot text, "onHand" int)
     WHERE m.stock_id = ANY($1::text[]) AND m.at > $2 AND e."onHand" <> 0
     GROUP BY 1, 2, 3, 4, 5`,
    stockIds,
    after,
  );
