/**
 * What a scanner read, as the floor means it: a product with the units that one scan stands for and what the symbol says of its
 * lot, or nothing that anybody knows. Barcodes are those of the merchant's catalog; whoever types may type the SKU.
 */
import { mainMerchant } from '@gantry/shared/caller';
import { binCode } from '@gantry/shared/events/inventory/places';
import { type Element, itemOf, readGs1, withoutSymbol } from '../../../kernel/gs1/gs1.ts';
import type { Sql } from '../../../platform/database.ts';
import { type CodedProduct, comparedCode, gtinFault, type Inventory, upcAOf } from '../../inventory/public.ts';

export type ScannedProduct = {
  kind: 'product';
  merchant: string;
  sku: string;
  name: string;
  units: number;
  lot: string | null;
  serial: string | null;
  expiresOn: string | null;
  /** False where separators were lost: the item is known, its lot may be another. */
  certain: boolean;
};
/** `badDate`: the element whose date no calendar has, where that is what is wrong. */
export type Misread = { kind: 'misread'; badDate?: Element };
export type Scanned = ScannedProduct | Misread | { kind: 'unknown' };

/** A scan that somebody wants to be told of. `sign`: what the scanners write for a separator. */
export type Reading = { code: string; merchants: readonly string[] | null; sign: string; now: Date };

type Needs = { inventory: Inventory };

const nothing = { lot: null, serial: null, expiresOn: null, certain: true };

const coded = ({ merchant, sku, name, quantity }: CodedProduct) => ({
  kind: 'product' as const,
  merchant,
  sku,
  name,
  units: quantity,
});

/** Products of merchants that are called so. */
const bySku = async (
  { inventory }: Needs,
  sql: Sql,
  { sku, merchants }: { sku: string; merchants: readonly string[] },
) => {
  const found = await inventory.products(
    sql,
    merchants.map((merchant) => ({ merchant, sku })),
  );
  return [...found.values()].map(({ merchant, name }) => ({ kind: 'product' as const, merchant, sku, name, units: 1 }));
};

/**
 * What was read, of each merchant whose catalog has it; the same code may be of several. A typed SKU is the main merchant's where
 * whoever types serves all.
 */
export const readScanned = async (
  needs: Needs,
  sql: Sql,
  { code, merchants, sign, now }: Reading,
): Promise<Exclude<Scanned, ScannedProduct> | ScannedProduct[]> => {
  const gs1 = readGs1(code, { sign });
  if (gs1 && !gs1.ok) return { kind: 'misread', ...(gs1.fault === 'date' ? { badDate: gs1.element } : {}) };
  const item = gs1 ? itemOf(gs1.elements, now) : undefined;
  const data = withoutSymbol(code.trim()).data.trim();
  const long = gs1 ? undefined : upcAOf(data);
  if (!gs1 && gtinFault(data) !== undefined && long === undefined) return { kind: 'misread' };
  const codes = [data, ...(item?.gtin ? [item.gtin] : []), ...(long ? [long] : [])];
  const found = await needs.inventory.coded(sql, codes, merchants);
  // What the catalog has as it was read is that, whatever else it looks like.
  const named = (code: string) => found.filter((one) => one.code === comparedCode(code));
  const asRead = named(data);
  const plain = asRead.length > 0 || long === undefined ? asRead : named(long);
  if (plain.length > 0) return plain.map((one) => ({ ...coded(one), ...nothing }));
  if (item && gs1) {
    if (item.gtin === null || found.length === 0) return { kind: 'unknown' };
    const { lot, serial, expiresOn, count } = item;
    return found.map((one) => ({
      ...coded(one),
      units: one.quantity * Math.max(1, count ?? 1),
      lot,
      serial,
      expiresOn,
      certain: gs1.certain,
    }));
  }
  const typed = await bySku(needs, sql, { sku: data, merchants: merchants ?? [mainMerchant] });
  return typed.length > 0 ? typed.map((one) => ({ ...one, ...nothing })) : { kind: 'unknown' };
};

/** Whether a bin is called so, in a warehouse or in any. */
export const isBin = async (
  { inventory }: Needs,
  sql: Sql,
  { code, warehouse }: { code: string; warehouse: string | undefined },
): Promise<boolean> => {
  const bin = code.trim();
  if (!binCode.safeParse(bin).success) return false;
  const within = warehouse === undefined ? (await inventory.warehouses(sql)).map((one) => one.warehouse) : [warehouse];
  const places = await inventory.places(
    sql,
    within.map((one) => ({ warehouse: one, bin })),
  );
  return places.size > 0;
};

/** What was read, as one merchant's. */
export const readScannedOf = async (
  needs: Needs,
  sql: Sql,
  { merchant, ...reading }: Omit<Reading, 'merchants'> & { merchant: string },
): Promise<Scanned> => {
  const found = await readScanned(needs, sql, { ...reading, merchants: [merchant] });
  return Array.isArray(found) ? (found[0] ?? { kind: 'unknown' }) : found;
};

/** What is wrong with a date in a symbol, for whoever scanned it. */
export const badDateText = ({ ai, value }: Element): string =>
  `The date (${ai}) ${value} of the symbol is in no calendar: dates are YYMMDD. Scan another symbol of it, or type its SKU`;
