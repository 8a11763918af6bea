/**
 * What movements add for readers beside the balances, written by the store of stock: the ledger, one row a movement, and who
 * has what reserved.
 */
import type { StockEvent } from '@gantry/shared/events/inventory/stock';
import type { Sql } from '../../../platform/database.ts';
import type { Change } from '../../../platform/write/stream.ts';
import type { Stock } from './stock.ts';

export type StockChange = Change<Stock, StockEvent>;
type Moved = Extract<StockEvent, { name: 'inventory.stock_moved' }>['payload'];
/** A movement as it was written to the log. */
export type Told = { moved: Moved; at: string; actor: string };

/** The movements among what happened to a stock. */
export const movedIn = ({ facts, entries = [] }: StockChange): Told[] =>
  facts.flatMap((fact, i) =>
    fact.name === 'inventory.stock_moved'
      ? [
          {
            moved: fact.payload,
            at: fact.occurredAt ?? new Date().toISOString(),
            actor: entries[i]?.thread.actor ?? 'system',
          },
        ]
      : [],
  );

const movements = `
  INSERT INTO stock_movements (id, stock_id, merchant, sku, kind, at, on_hand, reserved, warehouse, entries, in_transit, order_id,
    line_id, reason, reference, actor)
  SELECT r.id, r.stock_id, r.merchant, r.sku, r.kind, r.at, r.on_hand, r.reserved, r.warehouse, r.entries, r.in_transit, r.order_id,
    r.line_id, r.reason, r.reference, r.actor
  FROM jsonb_to_recordset($1::jsonb) AS r (id text, stock_id text, merchant text, sku text, kind text, at timestamptz, on_hand int,
    reserved int, warehouse text, entries jsonb, in_transit jsonb, order_id text, line_id text, reason text, reference text,
    actor text) ORDER BY r.id`;

const promisedColumns = `jsonb_to_recordset($1::jsonb) AS r (stock_id text, order_id text, line_id text, warehouse text, bin text,
    lot text, merchant text, sku text, quantity int)`;

const promised = `
  INSERT INTO stock_reservations (stock_id, order_id, line_id, warehouse, bin, lot, merchant, sku, quantity)
  SELECT r.stock_id, r.order_id, r.line_id, r.warehouse, r.bin, r.lot, r.merchant, r.sku, r.quantity
  FROM ${promisedColumns} ORDER BY 1, 2, 3, 4, 5, 6
  ON CONFLICT (stock_id, order_id, line_id, warehouse, bin, lot)
    DO UPDATE SET quantity = stock_reservations.quantity + EXCLUDED.quantity`;

// A statement of its own: the check of the table would refuse a quantity below 0 as it is inserted, before it meets its row.
const givenBack = `
  UPDATE stock_reservations t SET quantity = t.quantity + r.quantity FROM ${promisedColumns}
  WHERE (t.stock_id, t.order_id, t.line_id, t.warehouse, t.bin, t.lot) = (r.stock_id, r.order_id, r.line_id, r.warehouse, r.bin, r.lot)`;

const endedReservations = 'DELETE FROM stock_reservations WHERE quantity = 0 AND order_id = ANY($1::text[])';

/** Where all of a movement happened; none where it happened in several places. */
const warehouseOf = (entries: readonly { warehouse: string }[]): string | undefined => {
  const places = new Set(entries.map(({ warehouse }) => warehouse));
  return places.size === 1 ? [...places][0] : undefined;
};

const movementRow = ({ moved, at, actor }: Told) => ({
  id: moved.movementId,
  stock_id: moved.stockId,
  merchant: moved.merchant,
  sku: moved.sku,
  kind: moved.kind,
  at,
  on_hand: moved.entries.reduce((sum, { onHand }) => sum + onHand, 0),
  reserved: moved.entries.reduce((sum, { reserved }) => sum + reserved, 0),
  warehouse: warehouseOf(moved.entries),
  entries: moved.entries,
  in_transit: moved.inTransit,
  order_id: moved.orderId,
  line_id: moved.lineId,
  reason: moved.reason,
  reference: moved.reference,
  actor,
});

/** What movements of orders change of who has what reserved; one row a key, since a statement meets each row once. */
const reservationRows = (told: readonly Told[]) => {
  const byKey = new Map<string, { order_id: string; quantity: number }>();
  for (const { moved } of told) {
    const { orderId, lineId, stockId, merchant, sku } = moved;
    if (orderId === undefined || lineId === undefined) continue;
    for (const { warehouse, bin, lot, reserved } of moved.entries) {
      if (reserved === 0) continue;
      const key = JSON.stringify([stockId, orderId, lineId, warehouse, bin, lot]);
      const row = { stock_id: stockId, order_id: orderId, line_id: lineId, warehouse, bin, lot, merchant, sku };
      byKey.set(key, { ...row, quantity: (byKey.get(key)?.quantity ?? 0) + reserved });
    }
  }
  return [...byKey.values()].filter(({ quantity }) => quantity !== 0);
};

/** Runs a statement over rows as JSON; answers how many it touched. */
export const write = async (tx: Sql, statement: string, rows: readonly object[]): Promise<number> =>
  rows.length > 0 ? tx.run(statement, JSON.stringify(rows)) : 0;

/** Who has what reserved. Throws where more is given back than an order has: its row and the balance would come apart. */
const saveReservations = async (tx: Sql, told: readonly Told[]): Promise<void> => {
  const rows = reservationRows(told);
  const back = rows.filter(({ quantity }) => quantity < 0);
  await write(
    tx,
    promised,
    rows.filter(({ quantity }) => quantity > 0),
  );
  if (back.length === 0) return;
  const met = await write(tx, givenBack, back);
  if (met !== back.length) throw new Error(`${back.length - met} reservations are given back that are not there`);
  await tx.run(endedReservations, [...new Set(back.map(({ order_id }) => order_id))]);
};

/** Writes movements to the ledger, and what they change of reservations. */
export const saveLedger = async (tx: Sql, told: readonly Told[]): Promise<void> => {
  await write(tx, movements, told.map(movementRow));
  await saveReservations(tx, told);
};
