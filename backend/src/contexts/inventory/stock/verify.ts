/**
 * The ledger is the truth: whether balances, reservations and what is on its way are what its entries add up to is asked of
 * the tables by the clock, past everything the program believes. What differs is told by name where the tower's health is.
 */
import { z } from 'zod';
import type { Platform } from '../../../platform/platform.ts';
import { job } from '../../../platform/work/jobs.ts';

/** By this name the vitals tell of it. */
export const verifyTrouble = 'inventory.ledger';
/** Stocks whose movements one statement adds up. */
const atOnce = 500;
/** Differences that are named; the others are counted. */
const mostNamed = 3;

export type Difference = {
  merchant: string;
  sku: string;
  /** What differs: `on hand`, `reserved`, `reservations`, `in transit`, `lot`. */
  what: string;
  /** Warehouse, bin, condition and lot, or the transfer. */
  place: string;
  expected: number;
  found: number;
};

const next = 'SELECT id FROM stock_items WHERE id > $1 ORDER BY id LIMIT $2';

// One statement is one moment: what is written meanwhile is in all of it or in none.
const differences = `
  WITH ledger AS (
    SELECT m.stock_id, e.warehouse, e.bin, e.condition, e.lot, sum(e."onHand") AS on_hand, sum(e.reserved) AS reserved
    FROM stock_movements m, jsonb_to_recordset(m.entries) AS e (warehouse text, bin text, condition text, lot text, "onHand" int, reserved int)
    WHERE m.stock_id = ANY($1::text[]) GROUP BY 1, 2, 3, 4, 5),
  compared AS (
    SELECT stock_id, warehouse, bin, condition, lot, COALESCE(l.on_hand, 0) AS told, COALESCE(b.on_hand, 0) AS lies,
      COALESCE(l.reserved, 0) AS told_reserved, COALESCE(b.reserved, 0) AS reserved
    FROM ledger l FULL JOIN (SELECT * FROM stock_balances WHERE stock_id = ANY($1::text[])) b
      USING (stock_id, warehouse, bin, condition, lot)),
  promised AS (
    SELECT stock_id, warehouse, bin, lot, sum(quantity) AS quantity FROM stock_reservations WHERE stock_id = ANY($1::text[])
    GROUP BY 1, 2, 3, 4),
  sent AS (
    SELECT m.stock_id, m.in_transit ->> 'transferId' AS transfer, t.lot, sum(t.quantity) AS quantity
    FROM stock_movements m, jsonb_to_recordset(m.in_transit -> 'lots') AS t (lot text, quantity int)
    WHERE m.stock_id = ANY($1::text[]) AND m.in_transit IS NOT NULL GROUP BY 1, 2, 3),
  under_way AS (
    SELECT i.id AS stock_id, t."transferId" AS transfer, t.lot, t.quantity
    FROM stock_items i, jsonb_to_recordset(i.in_transit) AS t ("transferId" text, lot text, quantity int) WHERE i.id = ANY($1::text[])),
  amiss AS (
    SELECT stock_id, 'on hand' AS what, concat_ws(' ', warehouse, NULLIF(bin, ''), condition, lot) AS place, told AS expected, lies AS found
      FROM compared WHERE told <> lies
    UNION ALL SELECT stock_id, 'reserved', concat_ws(' ', warehouse, NULLIF(bin, ''), condition, lot), told_reserved, reserved
      FROM compared WHERE told_reserved <> reserved
    UNION ALL SELECT stock_id, 'reservations', concat_ws(' ', warehouse, NULLIF(bin, ''), lot), COALESCE(b.reserved, 0), COALESCE(p.quantity, 0)
      FROM promised p FULL JOIN (SELECT stock_id, warehouse, bin, lot, reserved FROM compared WHERE condition = 'sellable') b
        USING (stock_id, warehouse, bin, lot)
      WHERE COALESCE(b.reserved, 0) <> COALESCE(p.quantity, 0)
    UNION ALL SELECT stock_id, 'in transit', concat_ws(' ', transfer, lot), COALESCE(s.quantity, 0), COALESCE(u.quantity, 0)
      FROM sent s FULL JOIN under_way u USING (stock_id, transfer, lot) WHERE COALESCE(s.quantity, 0) <> COALESCE(u.quantity, 0)
    UNION ALL SELECT b.stock_id, 'lot', b.lot, 1, 0 FROM stock_balances b
      WHERE b.stock_id = ANY($1::text[]) AND NOT EXISTS (SELECT 1 FROM stock_lots l WHERE l.stock_id = b.stock_id AND l.lot = b.lot))
  SELECT i.merchant, i.sku, a.what, a.place, a.expected::float8 AS expected, a.found::float8 AS found
  FROM amiss a JOIN stock_items i ON i.id = a.stock_id ORDER BY i.merchant, i.sku, a.what, a.place`;

/** Everything in which the tables are not what the ledger adds up to. */
export const stockDifferences = async ({ database }: Pick<Platform, 'database'>): Promise<Difference[]> => {
  const found: Difference[] = [];
  for (let after = ''; ; ) {
    const ids = (await database.rows<{ id: string }>(next, after, atOnce)).map(({ id }) => id);
    const last = ids.at(-1);
    if (last === undefined) return found;
    found.push(...(await database.rows<Difference>(differences, ids)));
    after = last;
  }
};

/** The differences as people read them; null where there are none. */
export const told = (found: readonly Difference[]): string | null => {
  if (found.length === 0) return null;
  const named = found
    .slice(0, mostNamed)
    .map(
      ({ merchant, sku, what, place, expected, found: lies }) =>
        `${sku} of ${merchant}, ${what} at ${place}: the ledger says ${expected}, found ${lies}`,
    );
  const more = found.length - named.length;
  return `Stock differs from its ledger in ${found.length} places: ${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
};

/** Compares balances, reservations, lots and transfers with the ledger, and tells what differs. */
export const verifyStock = (platform: Platform) =>
  job({
    name: 'inventory.verify',
    title: 'Compares stock with its movements',
    payload: z.object({}),
    lane: 'slow',
    every: 3_600_000,
    run: async () => {
      platform.vitals.tell(verifyTrouble, told(await stockDifferences(platform)));
    },
  });
