/** Numbers that came in packs, in units: by the size that was said with them, else by how the warehouse counts the product. */
import { type FieldError, Refusal } from '../../../kernel/errors.ts';
import type { Sql } from '../../../platform/database.ts';

/** How many units a pack of a SKU holds in a warehouse; undefined where it is counted in units. */
export type PackSizes = (sku: string, warehouse: string) => number | undefined;
/** Packs as they were said. */
export type Packs = { count: number; size?: number | undefined };

const most = 1_000_000_000;

const counted = `
  SELECT p.sku, pack ->> 'warehouse' AS warehouse, (pack ->> 'size')::int AS size
  FROM products p, jsonb_array_elements(p.content -> 'packs') AS pack
  WHERE p.merchant = $1 AND p.sku = ANY($2::text[]) AND NOT p.archived AND p.content ? 'packs'`;

/** How a merchant's products are counted. */
export const readPackSizes = async (sql: Sql, merchant: string, skus: readonly string[]): Promise<PackSizes> => {
  if (skus.length === 0) return () => undefined;
  const rows = await sql.rows<{ sku: string; warehouse: string; size: number }>(counted, merchant, [...skus]);
  return (sku, warehouse) => rows.find((one) => one.sku === sku && one.warehouse === warehouse)?.size;
};

/** Packs with the units that one holds; a fault where nobody has said how many. */
export const sized = (
  { count, size }: Packs,
  { sku, warehouse, sizes }: { sku: string; warehouse: string; sizes: PackSizes },
): { count: number; size: number } | { fault: string; below: '' | '.size' } => {
  const holds = size ?? sizes(sku, warehouse);
  if (holds === undefined)
    return { below: '.size', fault: `is needed: how many units a pack of ${sku} holds in ${warehouse} is not known` };
  return count * holds > most ? { below: '', fault: `more than ${most} units` } : { count, size: holds };
};

/** Where a number stands in what was sent: the fields of its units and of its packs. */
type Given = { units: number | undefined; packs: Packs | undefined; unitsPath: string; packsPath: string };
type About = { sku: string; warehouse: string; sizes: PackSizes };

/** One number in units, or what is wrong with it. */
export const unitsGiven = (
  { units, packs, unitsPath, packsPath }: Given,
  about: About,
): { units: number } | { fault: FieldError } => {
  const fault = (path: string, message: string) => ({ fault: { path, message } });
  if (packs === undefined)
    return units === undefined ? fault(unitsPath, 'say how many, in units or in packs') : { units };
  const known = sized(packs, about);
  if ('fault' in known) return fault(`${packsPath}${known.below}`, known.fault);
  const held = known.count * known.size;
  return units === undefined || units === held
    ? { units: held }
    : fault(unitsPath, `the packs hold ${held} units, which is something else`);
};

/** One number in units. Throws a Refusal that names the field. */
export const insistOnUnits = (given: Given, about: About): number => {
  const found = unitsGiven(given, about);
  if ('units' in found) return found.units;
  throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [found.fault]);
};
