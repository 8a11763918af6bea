/**
 * The only writer of stock. A stream's row lies in several tables: its balances, one row a bucket with checks of the database
 * itself; its lots; and beside them what its events add for readers: the ledger and who has what reserved.
 */
import { type BucketKey, type StockEvent, stockEvents } from '@gantry/shared/events/inventory/stock';
import type { Sql } from '../../../platform/database.ts';
import { type Store, stream, type Versioned } from '../../../platform/write/stream.ts';
import { movedIn, type StockChange, saveLedger, type Told, write } from './ledger.ts';
import { type Bucket, bucketKeyOf, byLot, evolve, type Stock } from './stock.ts';

const loading = `
  SELECT i.id, i.merchant, i.sku, i.in_transit AS "inTransit", i.warehouses,
    i.reorder_since AS "reorderSince", i.version,
    COALESCE((SELECT jsonb_agg(jsonb_build_object('warehouse', b.warehouse, 'bin', b.bin, 'condition', b.condition, 'lot', b.lot,
        'onHand', b.on_hand, 'reserved', b.reserved))
      FROM stock_balances b WHERE b.stock_id = i.id), '[]') AS buckets,
    COALESCE((SELECT jsonb_agg(jsonb_build_object('lot', l.lot, 'receivedAt', l.received_at, 'amount', l.unit_cost,
        'currency', l.currency, 'expiresOn', l.expires_on))
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
type StockRow = Omit<Stock, 'stockId' | 'lots' | 'reorderSince'> & {
  id: string;
  version: number;
  lots: LotRow[];
  reorderSince: Date | null;
};

const inOrder = (buckets: readonly Bucket[]): Bucket[] =>
  [...buckets].sort((a, b) => (bucketKeyOf(a) < bucketKeyOf(b) ? -1 : 1));

// Sorted here as the fold sorts: what Postgres holds to be the order of texts differs with its locale.
const stateOf = ({ id, merchant, sku, inTransit, warehouses, reorderSince, buckets, lots }: StockRow): Stock => ({
  stockId: id,
  merchant,
  sku,
  inTransit,
  warehouses,
  reorderSince: reorderSince?.toISOString() ?? null,
  buckets: inOrder(buckets),
  lots: lots
    .map(({ lot, receivedAt, amount, currency, expiresOn }) => ({
      lot,
      receivedAt: new Date(receivedAt).toISOString(),
      unitCost: amount === null || currency === null ? null : { amount, currency },
      expiresOn,
    }))
    .sort(byLot),
});

const load = async (tx: Sql, ids: readonly string[]): Promise<Map<string, Versioned<Stock>>> => {
  const rows = await tx.rows<StockRow>(loading, [...ids]);
  return new Map(rows.map((row) => [row.id, { state: stateOf(row), version: Number(row.version) }]));
};

const items = `
  INSERT INTO stock_items (id, merchant, sku, in_transit, warehouses, reorder_since, version)
  SELECT r.id, r.merchant, r.sku, r.in_transit, r.warehouses, r.reorder_since, r.version FROM jsonb_to_recordset($1::jsonb)
    AS r (id text, merchant text, sku text, in_transit jsonb, warehouses text[], reorder_since timestamptz, version int) ORDER BY r.id
  ON CONFLICT (id) DO UPDATE SET in_transit = EXCLUDED.in_transit, warehouses = EXCLUDED.warehouses,
    reorder_since = EXCLUDED.reorder_since, version = EXCLUDED.version`;

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

/** One row a lot, as it was told last: a statement meets each row once. */
const lotRows = (told: readonly Told[]) => {
  const byKey = new Map<string, object>();
  for (const { moved } of told)
    for (const { lot, receivedAt, unitCost, expiresOn } of moved.lots ?? [])
      byKey.set(JSON.stringify([moved.stockId, lot]), {
        stock_id: moved.stockId,
        lot,
        received_at: receivedAt,
        unit_cost: unitCost?.amount,
        currency: unitCost?.currency,
        expires_on: expiresOn,
      });
  return [...byKey.values()];
};

const save = async (tx: Sql, changes: readonly StockChange[]): Promise<void> => {
  const told = new Map(changes.map((change) => [change.id, movedIn(change)]));
  const all = [...told.values()].flat();
  const { kept, gone } = balanceRows(changes, told);
  const itemRows = changes.map(({ id, after: { state, version } }) => ({
    id,
    merchant: state.merchant,
    sku: state.sku,
    in_transit: state.inTransit,
    warehouses: state.warehouses,
    reorder_since: state.reorderSince,
    version,
  }));
  await write(tx, items, itemRows);
  await write(tx, lots, lotRows(all));
  await write(tx, balances, kept);
  await write(tx, emptied, gone);
  await saveLedger(tx, all);
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
