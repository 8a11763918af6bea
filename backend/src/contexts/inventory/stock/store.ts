/**
 * The only writer of stock. A stream's row lies in several tables: its balances, one row a bucket with checks of the database
 * itself; its lots; and beside them what its events add for readers: the ledger and who has what reserved.
 */
import { type BucketKey, type StockEvent, stockEvents } from '@gantry/shared/events/inventory/stock';
import type { Sql } from '../../../platform/database.ts';
import { type Change, type Store, stream, type Versioned } from '../../../platform/write/stream.ts';
import { type Bucket, bucketKeyOf, evolve, type Stock } from './stock.ts';

const loading = `
  SELECT i.id, i.merchant, i.sku, i.in_transit AS "inTransit", i.reorder_raised AS "reorderRaised", i.version,
    COALESCE((SELECT jsonb_agg(jsonb_build_object('warehouse', b.warehouse, 'bin', b.bin, 'condition', b.condition, 'lot', b.lot,
        'onHand', b.on_hand, 'reserved', b.reserved))
      FROM stock_balances b WHERE b.stock_id = i.id), '[]') AS buckets,
    COALESCE((SELECT jsonb_agg(jsonb_build_object('lot', l.lot, 'receivedAt', l.received_at, 'amount', l.unit_cost,
        'currency', l.currency, 'expiresOn', l.expires_on) ORDER BY l.lot COLLATE "C")
      FROM stock_lots l WHERE l.stock_id = i.id AND (
        EXISTS (SELECT 1 FROM stock_balances b WHERE b.stock_id = i.id AND b.lot = l.lot)
        OR i.in_transit @> jsonb_build_array(jsonb_build_object('lot', l.lot)))), '[]') AS lots
  FROM stock_items i WHERE i.id = ANY($1::text[]) ORDER BY i.id`;

type LotRow = {
  lot: string;
  receivedAt: string;
  amount: number | null;
  currency: string | null;
  expiresOn: string | null;
};
type StockRow = Omit<Stock, 'stockId' | 'lots'> & { id: string; version: number; lots: LotRow[] };

const inOrder = (buckets: readonly Bucket[]): Bucket[] =>
  [...buckets].sort((a, b) => (bucketKeyOf(a) < bucketKeyOf(b) ? -1 : 1));

const stateOf = ({ id, merchant, sku, inTransit, reorderRaised, buckets, lots }: StockRow): Stock => ({
  stockId: id,
  merchant,
  sku,
  inTransit,
  reorderRaised,
  buckets: inOrder(buckets),
  lots: lots.map(({ lot, receivedAt, amount, currency, expiresOn }) => ({
    lot,
    receivedAt: new Date(receivedAt).toISOString(),
    unitCost: amount === null || currency === null ? null : { amount, currency },
    expiresOn,
  })),
});

const load = async (tx: Sql, ids: readonly string[]): Promise<Map<string, Versioned<Stock>>> => {
  const rows = await tx.rows<StockRow>(loading, [...ids]);
  return new Map(rows.map((row) => [row.id, { state: stateOf(row), version: Number(row.version) }]));
};

type StockChange = Change<Stock, StockEvent>;
type Moved = Extract<StockEvent, { name: 'inventory.stock_moved' }>['payload'];
type Told = { moved: Moved; at: string; actor: string };

const movedIn = ({ facts, entries = [] }: StockChange): Told[] =>
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

const items = `
  INSERT INTO stock_items (id, merchant, sku, in_transit, reorder_raised, reorder_since, version)
  SELECT r.id, r.merchant, r.sku, r.in_transit, r.reorder_raised, r.reorder_since, r.version FROM jsonb_to_recordset($1::jsonb)
    AS r (id text, merchant text, sku text, in_transit jsonb, reorder_raised boolean, reorder_since timestamptz, version int)
  ORDER BY r.id
  ON CONFLICT (id) DO UPDATE SET in_transit = EXCLUDED.in_transit, reorder_raised = EXCLUDED.reorder_raised,
    reorder_since = CASE WHEN EXCLUDED.reorder_raised THEN COALESCE(EXCLUDED.reorder_since, stock_items.reorder_since) END,
    version = EXCLUDED.version`;

// Written whole as the fold has them: the checks of the table refuse what no decision should have let through.
const balances = `
  INSERT INTO stock_balances (stock_id, warehouse, bin, condition, lot, merchant, sku, on_hand, reserved)
  SELECT r.stock_id, r.warehouse, r.bin, r.condition, r.lot, r.merchant, r.sku, r.on_hand, r.reserved
  FROM jsonb_to_recordset($1::jsonb) AS r (stock_id text, warehouse text, bin text, condition text, lot text, merchant text,
    sku text, on_hand int, reserved int) ORDER BY 1, 2, 3, 4, 5
  ON CONFLICT (stock_id, warehouse, bin, condition, lot)
    DO UPDATE SET on_hand = EXCLUDED.on_hand, reserved = EXCLUDED.reserved`;

const emptied = `
  DELETE FROM stock_balances b USING jsonb_to_recordset($1::jsonb)
    AS r (stock_id text, warehouse text, bin text, condition text, lot text)
  WHERE (b.stock_id, b.warehouse, b.bin, b.condition, b.lot) = (r.stock_id, r.warehouse, r.bin, r.condition, r.lot)`;

const lots = `
  INSERT INTO stock_lots (stock_id, lot, received_at, unit_cost, currency, expires_on)
  SELECT r.stock_id, r.lot, r.received_at, r.unit_cost, r.currency, r.expires_on FROM jsonb_to_recordset($1::jsonb)
    AS r (stock_id text, lot text, received_at timestamptz, unit_cost bigint, currency text, expires_on date) ORDER BY 1, 2
  ON CONFLICT (stock_id, lot) DO UPDATE SET received_at = EXCLUDED.received_at, unit_cost = EXCLUDED.unit_cost,
    currency = EXCLUDED.currency, expires_on = EXCLUDED.expires_on`;

const movements = `
  INSERT INTO stock_movements (id, stock_id, merchant, sku, kind, at, on_hand, reserved, entries, order_id, line_id, reason, reference, actor)
  SELECT r.id, r.stock_id, r.merchant, r.sku, r.kind, r.at, r.on_hand, r.reserved, r.entries, r.order_id, r.line_id, r.reason,
    r.reference, r.actor
  FROM jsonb_to_recordset($1::jsonb) AS r (id text, stock_id text, merchant text, sku text, kind text, at timestamptz, on_hand int,
    reserved int, entries jsonb, order_id text, line_id text, reason text, reference text, actor text) ORDER BY r.id`;

const reservations = `
  INSERT INTO stock_reservations (stock_id, order_id, line_id, warehouse, bin, lot, merchant, sku, quantity)
  SELECT r.stock_id, r.order_id, r.line_id, r.warehouse, r.bin, r.lot, r.merchant, r.sku, r.quantity
  FROM jsonb_to_recordset($1::jsonb) AS r (stock_id text, order_id text, line_id text, warehouse text, bin text, lot text,
    merchant text, sku text, quantity int) ORDER BY 1, 2, 3, 4, 5, 6
  ON CONFLICT (stock_id, order_id, line_id, warehouse, bin, lot)
    DO UPDATE SET quantity = stock_reservations.quantity + EXCLUDED.quantity`;

const endedReservations = 'DELETE FROM stock_reservations WHERE quantity = 0 AND order_id = ANY($1::text[])';

const keyColumns = (stockId: string, { warehouse, bin, condition, lot }: BucketKey) => ({
  stock_id: stockId,
  warehouse,
  bin,
  condition,
  lot,
});

const balanceRows = (changes: readonly StockChange[], told: ReadonlyMap<string, readonly Told[]>) => {
  const kept: object[] = [];
  const gone: object[] = [];
  for (const { id, after } of changes) {
    const { buckets, merchant, sku } = after.state;
    const left = new Map(buckets.map((bucket) => [bucketKeyOf(bucket), bucket]));
    const touched = new Map(
      (told.get(id) ?? []).flatMap(({ moved }) => moved.entries.map((entry) => [bucketKeyOf(entry), entry] as const)),
    );
    for (const [key, entry] of touched) {
      const bucket = left.get(key);
      const columns = keyColumns(id, entry);
      if (bucket) kept.push({ ...columns, merchant, sku, on_hand: bucket.onHand, reserved: bucket.reserved });
      else gone.push(columns);
    }
  }
  return { kept, gone };
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
  entries: moved.entries,
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

const lotRows = (told: readonly Told[]) =>
  told.flatMap(({ moved }) =>
    (moved.lots ?? []).map(({ lot, receivedAt, unitCost, expiresOn }) => ({
      stock_id: moved.stockId,
      lot,
      received_at: receivedAt,
      unit_cost: unitCost?.amount,
      currency: unitCost?.currency,
      expires_on: expiresOn,
    })),
  );

const write = async (tx: Sql, statement: string, rows: readonly object[]): Promise<void> => {
  if (rows.length > 0) await tx.run(statement, JSON.stringify(rows));
};

/** When it was last raised that a stock is to be bought again; null where that is no news of this change. */
const raisedIn = ({ facts }: StockChange, told: readonly Told[]): string | null =>
  facts.some(({ name }) => name === 'inventory.reorder_due') ? (told.at(-1)?.at ?? null) : null;

const save = async (tx: Sql, changes: readonly StockChange[]): Promise<void> => {
  const told = new Map(changes.map((change) => [change.id, movedIn(change)]));
  const all = [...told.values()].flat();
  const { kept, gone } = balanceRows(changes, told);
  const raisedAt = changes.map((change) => raisedIn(change, told.get(change.id) ?? []));
  const itemRows = changes.map(({ id, after: { state, version } }, i) => ({
    id,
    merchant: state.merchant,
    sku: state.sku,
    in_transit: state.inTransit,
    reorder_raised: state.reorderRaised,
    reorder_since: raisedAt[i],
    version,
  }));
  const promised = reservationRows(all);
  await write(tx, items, itemRows);
  await write(tx, lots, lotRows(all));
  await write(tx, balances, kept);
  await write(tx, emptied, gone);
  await write(tx, movements, all.map(movementRow));
  await write(tx, reservations, promised);
  const given = promised.filter(({ quantity }) => quantity < 0).map(({ order_id }) => order_id);
  if (given.length > 0) await tx.run(endedReservations, given);
};

const stockStore: Store<Stock, StockEvent> = { load, save };

export const stockStream = stream('stock', stockEvents, {
  evolve,
  store: stockStore,
  merchantOf: ({ merchant }) => merchant,
});

/** Stocks by id, as they stand in the caller's transaction. */
export const readStocks = async (tx: Sql, ids: readonly string[]): Promise<Map<string, Stock>> =>
  new Map([...(await load(tx, ids))].map(([id, { state }]) => [id, state]));
