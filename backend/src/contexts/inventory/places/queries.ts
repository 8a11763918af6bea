/** What places are asked: warehouses with what lies in them, their bins, vendors. */
import type { Sql } from '../../../platform/database.ts';
import { type Location, locationIdOf } from './location.ts';
import { locationRows, vendorRows, warehouseRows } from './store.ts';
import { type Vendor, vendorIdOf } from './vendor.ts';

/** Warehouses by name. */
export const listWarehouses = (sql: Sql) => warehouseRows.list(sql, `ORDER BY content ->> 'name', id`);

const units = `
  SELECT warehouse, sum(on_hand)::float8 AS units FROM stock_balances
  WHERE $1::text[] IS NULL OR merchant = ANY($1) GROUP BY warehouse`;

/** Units on hand of merchants (null for all), by warehouse. */
export const readUnits = async (sql: Sql, merchants: string[] | null): Promise<Map<string, number>> => {
  const rows = await sql.rows<{ warehouse: string; units: number }>(units, merchants);
  return new Map(rows.map((row) => [row.warehouse, row.units]));
};

type Bin = Pick<Location, 'warehouse' | 'bin'>;

const occupancy = `
  SELECT b.warehouse, b.bin, sum(b.on_hand)::float8 AS units
  FROM stock_balances b JOIN unnest($1::text[], $2::text[]) AS asked (warehouse, bin) ON (b.warehouse, b.bin) = (asked.warehouse, asked.bin)
  WHERE $3::text[] IS NULL OR b.merchant = ANY($3) GROUP BY b.warehouse, b.bin`;

/** Units of merchants (null for all) that lie in bins, by location; empty ones are left out. */
export const readOccupancy = async (
  sql: Sql,
  bins: readonly Bin[],
  merchants: string[] | null,
): Promise<Map<string, number>> => {
  if (bins.length === 0) return new Map();
  const rows = await sql.rows<Bin & { units: number }>(
    occupancy,
    bins.map(({ warehouse }) => warehouse),
    bins.map(({ bin }) => bin),
    merchants,
  );
  return new Map(rows.map((row) => [locationIdOf(row), row.units]));
};

const bins = `
  WHERE ($1::text IS NULL OR (warehouse, bin) > ($1, $2)) AND ($4::text IS NULL OR warehouse = $4)
    AND ($5::text IS NULL OR content ->> 'zone' = $5)
  ORDER BY warehouse, bin LIMIT $3`;

/** Bins by warehouse and code. `after`: warehouse and code of the last one before; `most`: one more than is shown. */
export const listBins = (
  sql: Sql,
  { after, most }: { after: readonly [string | null, string | null]; most: number },
  { warehouse, zone }: { warehouse?: string | undefined; zone?: string | undefined },
): Promise<Location[]> => locationRows.list(sql, bins, ...after, most, warehouse ?? null, zone ?? null);

/** Vendors of merchants (null for all) by name. */
export const listVendors = (sql: Sql, merchants: string[] | null) =>
  vendorRows.list(
    sql,
    `WHERE ($1::text[] IS NULL OR merchant = ANY($1)) ORDER BY content ->> 'name', vendor, merchant`,
    merchants,
  );

/** Who a merchant's vendor is, where somebody has said it. */
export const vendorOf = async (
  sql: Sql,
  { merchant, vendor }: { merchant: string; vendor: string },
): Promise<Vendor | undefined> => {
  const id = vendorIdOf(merchant, vendor);
  return (await vendorRows.byIds(sql, [id])).get(id);
};
