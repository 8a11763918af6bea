/** What must be there before stock moves: a product of the catalog that is no kit, a warehouse that is open. */
import { type FieldError, Refusal } from '../../../kernel/errors.ts';
import type { Sql } from '../../../platform/database.ts';
import { binFaults } from '../places/capacity.ts';
import { type OfMerchant, readProducts } from '../reading.ts';
import { stockIdOf } from './stock.ts';

/** Why a product has no stock that could be moved; undefined where it has. What left the catalog may still be cleared out. */
export const whyNoStock = async (
  tx: Sql,
  products: readonly OfMerchant<{ sku: string }>[],
): Promise<(product: OfMerchant<{ sku: string }>) => string | undefined> => {
  const catalog = await readProducts(tx, products);
  const ids = products.map(({ merchant, sku }) => stockIdOf(merchant, sku));
  const rows = await tx.rows<{ id: string }>('SELECT id FROM stock_items WHERE id = ANY($1::text[])', ids);
  const stocked = new Set(rows.map(({ id }) => id));
  return ({ merchant, sku }) => {
    const id = stockIdOf(merchant, sku);
    const product = catalog.get(id);
    if (product) return product.components.length > 0 ? 'is a kit: its parts have the stock' : undefined;
    return stocked.has(id) ? undefined : 'is not in the catalog';
  };
};

/** Where units may be laid, or be taken from. `bin`: into which they are laid. */
export type Site = { path: string; warehouse: string; open: boolean; bin?: { path: string; bin: string } };

/** What is wrong with places that are named: unknown ones, and closed warehouses where units are to join them. */
export const siteFaults = async (tx: Sql, sites: readonly Site[]): Promise<FieldError[]> => {
  const rows = await tx.rows<{ id: string; state: string }>(
    'SELECT id, state FROM warehouses WHERE id = ANY($1::text[])',
    sites.map(({ warehouse }) => warehouse),
  );
  const stateOf = new Map(rows.map(({ id, state }) => [id, state]));
  const faults = sites.flatMap(({ path, warehouse, open }) => {
    const state = stateOf.get(warehouse);
    if (state === undefined) return [{ path, message: 'there is no such warehouse' }];
    return open && state !== 'open' ? [{ path, message: 'is closed: nothing is laid there any more' }] : [];
  });
  const bins = sites.flatMap(({ warehouse, bin }) => (bin ? [{ ...bin, warehouse }] : []));
  return [...faults, ...(await binFaults(tx, bins))];
};

/** Throws a Refusal that names the fields: a product without stock of its own at `sku`, a warehouse at its path. */
export const insistOnKnown = async (
  tx: Sql,
  product: OfMerchant<{ sku: string }>,
  sites: readonly Site[],
): Promise<void> => {
  const why = (await whyNoStock(tx, [product]))(product);
  const faults = [...(why === undefined ? [] : [{ path: 'sku', message: why }]), ...(await siteFaults(tx, sites))];
  if (faults.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', faults);
};
