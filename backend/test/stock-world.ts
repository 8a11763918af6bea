/** Stock for tests: entries and movements with what does not matter left out, and the rows that a catalog would write. */
import type { Lot, StockEntry } from '@gantry/shared/events/inventory/stock';
import type { Address } from '@gantry/shared/values/address';
import type { Movement, MovementContext } from '../src/contexts/inventory/stock/decide.ts';
import { derivedId } from '../src/kernel/ids.ts';

/** When everything happens where nobody says otherwise. */
export const noon = new Date('2026-11-27T12:00:00.000Z');

export const entry = (change: Partial<StockEntry> = {}): StockEntry => ({
  warehouse: 'w1',
  bin: '',
  condition: 'sellable',
  lot: 'L1',
  onHand: 0,
  reserved: 0,
  ...change,
});

export const lotOf = (change: Partial<Lot> = {}): Lot => ({
  lot: 'L1',
  receivedAt: '2026-11-01T08:00:00.000Z',
  unitCost: { amount: 250, currency: 'EUR' },
  expiresOn: null,
  ...change,
});

export type Moving = Movement & MovementContext;

/** A movement of MUG of main at noon; a receipt of lot L1 unless something else is said. */
export const moving = (change: Partial<Moving> = {}): Moving => ({
  merchant: 'main',
  sku: 'MUG',
  now: noon,
  movementId: 'mov_1',
  kind: 'receipt',
  entries: [],
  ...change,
});

export const receiptOf = (onHand: number, change: Partial<StockEntry & Lot> = {}): Moving => {
  const { receivedAt, unitCost, expiresOn, ...place } = change;
  const at = entry({ ...place, onHand });
  const told = { receivedAt, unitCost, expiresOn };
  const said = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
  return moving({ entries: [at], lots: [lotOf({ lot: at.lot, ...said })] });
};

type Product = {
  merchant?: string;
  reorderPoint?: number;
  components?: { sku: string; quantity: number }[];
  archived?: boolean;
};

type Rows = { query(text: string, values: unknown[]): Promise<unknown> };

/** Writes products as the catalog would have them. */
export const writeProducts = async (rows: Rows, skus: readonly string[], product: Product = {}): Promise<void> => {
  const { merchant = 'main', archived = false, ...content } = product;
  for (const sku of skus)
    await rows.query(
      `INSERT INTO products (id, merchant, sku, name, content, archived, version) VALUES ($1, $2, $3, $4, $5, $6, 1)
       ON CONFLICT (id) DO UPDATE SET content = EXCLUDED.content, archived = EXCLUDED.archived`,
      [
        derivedId('prd', [merchant, sku]),
        merchant,
        sku,
        `Name of ${sku}`,
        JSON.stringify({ name: `Name of ${sku}`, fulfillmentType: 'stock', components: [], ...content }),
        archived,
      ],
    );
};

/** Writes warehouses as they are when they are open. */
export const writeWarehouses = async (rows: Rows, names: readonly string[], state = 'open'): Promise<void> => {
  const address: Partial<Address> = { city: 'Madrid', country: 'ES' };
  for (const name of names)
    await rows.query(
      `INSERT INTO warehouses (id, content, state, version) VALUES ($1, $2, $3, 1)
       ON CONFLICT (id) DO UPDATE SET state = EXCLUDED.state`,
      [name, JSON.stringify({ name, address, timeZone: 'Europe/Madrid', shifts: [], cutoffs: [] }), state],
    );
};
