/**
 * A catalog and stock for tests of what happens to orders: written by the streams' own commands where these are the subject,
 * as rows where they are not, and the balance of it all as the database has it.
 */
import { openPlatform, type ProcessConfig } from '../src/app/open-platform.ts';
import { stockIdOf } from '../src/contexts/inventory/public.ts';
import { holdStocks, moveStocks, type StockCommand } from '../src/contexts/inventory/stock/moving.ts';
import { newId } from '../src/kernel/ids.ts';
import type { Platform } from '../src/platform/platform.ts';
import { allDone } from '../src/platform/write/stream.ts';
import { transact } from '../src/platform/write/transact.ts';

type Received = {
  sku: string;
  warehouse: string;
  quantity: number;
  lot?: string;
  expiresOn?: string | null;
  receivedAt?: string;
  unitCost?: { amount: number; currency: string } | null;
  merchant?: string;
};
type Product = {
  sku: string;
  components?: { sku: string; quantity: number }[];
  fulfillmentType?: string;
  reorderPoint?: number;
  merchant?: string;
};

const product = `
  INSERT INTO products (id, merchant, sku, name, content, barcodes, archived, version) VALUES ($1, $2, $3, $3, $4::jsonb, '{}', false, 1)
  ON CONFLICT (merchant, sku) DO UPDATE SET content = EXCLUDED.content`;
const warehouse = `
  INSERT INTO warehouses (id, content, state, version) VALUES ($1, $2::jsonb, 'open', 1) ON CONFLICT (id) DO UPDATE SET content = EXCLUDED.content`;
const rules = `
  INSERT INTO channel_rules (id, merchant, channel, content, version) VALUES ($1, $2, $3, $4::jsonb, 1)
  ON CONFLICT (merchant, channel) DO UPDATE SET content = EXCLUDED.content`;
const listing = `
  INSERT INTO listings (id, merchant, channel, channel_sku, sku, quantity, mapped, version) VALUES ($1, $2, $3, $4, $5, $6, true, 1)
  ON CONFLICT (merchant, channel, channel_sku) DO UPDATE SET sku = EXCLUDED.sku, quantity = EXCLUDED.quantity, mapped = true`;

const thread = { correlationId: 'test', actor: 'test' };

/** Moves stock in a transaction of its own. Throws what refuses it. */
export const moveNow = async (
  platform: Platform,
  command: Omit<StockCommand, 'movementId' | 'thread'>,
): Promise<void> => {
  const { merchant, sku } = command;
  const moved = await transact(platform, holdStocks([stockIdOf(merchant, sku)]), (unit) =>
    moveStocks(unit, [{ ...command, movementId: newId('mov', unit.now), thread }]),
  );
  allDone(moved);
};

/** What writes a catalog and stock over a platform. */
export const stocker = (platform: Platform) => {
  const { database } = platform;
  return {
    warehouse: (id: string, address: object = { city: 'Madrid', country: 'ES' }) =>
      database.run(
        warehouse,
        id,
        JSON.stringify({ name: id, address, timeZone: 'Europe/Madrid', shifts: [], cutoffs: [] }),
      ),
    product: ({ sku, merchant = 'main', ...content }: Product) =>
      database.run(
        product,
        `prd_${merchant}_${sku}`,
        merchant,
        sku,
        JSON.stringify({ name: sku, components: [], fulfillmentType: 'stock', ...content }),
      ),
    rules: (channel: string, content: object, merchant = 'main') =>
      database.run(rules, `chr_${merchant}_${channel}`, merchant, channel, JSON.stringify(content)),
    listing: (channel: string, channelSku: string, sku: string, quantity = 1) =>
      database.run(listing, `lst_${channel}_${channelSku}`, 'main', channel, channelSku, sku, quantity),
    receive: ({ sku, warehouse: at, quantity, merchant = 'main', ...about }: Received) => {
      const {
        lot = `${sku}-lot`,
        receivedAt = platform.clock.now().toISOString(),
        unitCost = null,
        expiresOn = null,
      } = about;
      return moveNow(platform, {
        merchant,
        sku,
        kind: 'receipt',
        entries: [{ warehouse: at, bin: '', condition: 'sellable', lot, onHand: quantity, reserved: 0 }],
        lots: [{ lot, receivedAt, unitCost, expiresOn }],
      });
    },
    balance: async (sku: string, merchant = 'main'): Promise<{ onHand: number; reserved: number }> => {
      const [row] = await database.rows<{ onHand: number; reserved: number }>(
        `SELECT COALESCE(sum(on_hand), 0)::int AS "onHand", COALESCE(sum(reserved), 0)::int AS reserved FROM stock_balances
         WHERE stock_id = $1`,
        stockIdOf(merchant, sku),
      );
      return row ?? { onHand: 0, reserved: 0 };
    },
    /** Units of a SKU that orders wait for. */
    waiting: async (sku: string, merchant = 'main'): Promise<number> => {
      const [row] = await database.rows<{ n: number }>(
        'SELECT COALESCE(sum(quantity), 0)::float8 AS n FROM order_demand WHERE stock_id = $1',
        stockIdOf(merchant, sku),
      );
      return row?.n ?? 0;
    },
  };
};

/** The same beside a tower, over its own connection. */
export const stockedTower = async (config: ProcessConfig) => {
  const { platform, close } = openPlatform(config, 'test', 4);
  await platform.signals.listening;
  return { ...stocker(platform), platform, close };
};

/** `id`: of an order or a stock. */
type Contradiction = { rule: string; id: string };

/** What cannot be true of stock and orders, whatever happened: nothing, in a database that is whole. */
export const contradictions = async (
  { database }: Pick<Platform, 'database'>,
  merchant: string,
): Promise<Contradiction[]> => {
  const checks: Record<string, string> = {
    'balances are the sums of the ledger': `
      SELECT COALESCE(l.stock_id, b.stock_id) AS id, l.on_hand AS ledger, b.on_hand AS balance FROM (
        SELECT m.stock_id, e->>'warehouse' AS warehouse, e->>'bin' AS bin, e->>'condition' AS condition, e->>'lot' AS lot,
          sum((e->>'onHand')::int) AS on_hand, sum((e->>'reserved')::int) AS reserved
        FROM stock_movements m, jsonb_array_elements(m.entries) e WHERE m.merchant = $1 GROUP BY 1, 2, 3, 4, 5) l
      FULL JOIN (SELECT * FROM stock_balances WHERE merchant = $1) b USING (stock_id, warehouse, bin, condition, lot)
      WHERE COALESCE(l.on_hand, 0) <> COALESCE(b.on_hand, 0) OR COALESCE(l.reserved, 0) <> COALESCE(b.reserved, 0)`,
    'what is reserved is what reservations say': `
      SELECT COALESCE(b.stock_id, r.stock_id) AS id, b.reserved AS balance, r.quantity AS reservations FROM (
        SELECT stock_id, warehouse, bin, lot, sum(quantity) AS quantity FROM stock_reservations WHERE merchant = $1 GROUP BY 1, 2, 3, 4) r
      FULL JOIN (SELECT * FROM stock_balances WHERE merchant = $1 AND condition = 'sellable') b USING (stock_id, warehouse, bin, lot)
      WHERE COALESCE(b.reserved, 0) <> COALESCE(r.quantity, 0)`,
    'what is reserved is what orders were promised': `
      SELECT COALESCE(a.id, r.order_id) AS id, a.quantity AS allocated, r.quantity AS reserved FROM (
        SELECT o.id, e->>'lineId' AS line_id, e->>'sku' AS sku, e->>'warehouse' AS warehouse, e->>'bin' AS bin, e->>'lot' AS lot,
          sum((e->>'quantity')::int) AS quantity
        FROM orders o, jsonb_array_elements(o.allocations) e WHERE o.merchant = $1 GROUP BY 1, 2, 3, 4, 5, 6) a
      FULL JOIN (SELECT order_id AS id, * FROM stock_reservations WHERE merchant = $1) r USING (id, line_id, sku, warehouse, bin, lot)
      WHERE COALESCE(a.quantity, 0) <> COALESCE(r.quantity, 0)`,
    'demand is what orders wait for': `
      SELECT COALESCE(w.id, d.order_id) AS id, w.quantity AS waiting, d.quantity AS demand FROM (
        SELECT o.id, e->>'lineId' AS line_id, e->>'sku' AS sku, sum((e->>'quantity')::bigint) AS quantity
        FROM orders o, jsonb_array_elements(o.waiting) e WHERE o.merchant = $1 GROUP BY 1, 2, 3) w
      FULL JOIN (SELECT order_id AS id, * FROM order_demand WHERE merchant = $1) d USING (id, line_id, sku)
      WHERE COALESCE(w.quantity, 0) <> COALESCE(d.quantity, 0)`,
    'nothing is below zero or promised twice': `
      SELECT stock_id AS id, on_hand, reserved FROM stock_balances
      WHERE merchant = $1 AND (on_hand < 0 OR reserved < 0 OR reserved > on_hand)`,
  };
  const found = await Promise.all(
    Object.entries(checks).map(async ([rule, text]) =>
      (await database.rows<{ id: string }>(text, merchant)).map((row) => ({ rule, ...row })),
    ),
  );
  return found.flat();
};
