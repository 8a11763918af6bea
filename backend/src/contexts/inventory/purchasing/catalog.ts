/** What purchasing looks up before it believes a name: vendors with their lead times, warehouses with their clocks, products. */
import { dayIn } from '../../../kernel/zoned-time.ts';
import type { Sql } from '../../../platform/database.ts';
import { readProducts } from '../reading.ts';
import { stockIdOf } from '../stock/stock.ts';

export type Vendor = { vendor: string; leadTimeDays: number | null };

/** A merchant's vendor; undefined where there is none. */
export const readVendor = async (sql: Sql, merchant: string, vendor: string): Promise<Vendor | undefined> => {
  const [found] = await sql.rows<Vendor>(
    `SELECT vendor, (content ->> 'leadTimeDays')::int AS "leadTimeDays" FROM vendors WHERE (merchant, vendor) = ($1, $2)`,
    merchant,
    vendor,
  );
  return found;
};

/** The time zone of a warehouse that is open; undefined where there is none. */
export const readZone = async (sql: Sql, warehouse: string): Promise<string | undefined> => {
  const [found] = await sql.rows<{ zone: string }>(
    `SELECT content ->> 'timeZone' AS zone FROM warehouses WHERE id = $1 AND state = 'open'`,
    warehouse,
  );
  return found?.zone;
};

/** Why a SKU is not bought: it has left the catalog, or is made of parts; undefined for what is bought. */
export const whyNotBought = async (
  sql: Sql,
  merchant: string,
  skus: readonly string[],
): Promise<(sku: string) => string | undefined> => {
  const products = await readProducts(
    sql,
    skus.map((sku) => ({ merchant, sku })),
  );
  return (sku) => {
    const product = products.get(stockIdOf(merchant, sku));
    if (!product) return 'is not in the catalog';
    return product.components.length > 0 ? 'is a kit: its parts are bought' : undefined;
  };
};

/** The calendar day that comes `days` after now by the clock of a zone. */
export const dayAfter = (now: Date, days: number, zone: string): string =>
  new Date(Date.parse(dayIn(now, zone)) + days * 86_400_000).toISOString().slice(0, 10);
