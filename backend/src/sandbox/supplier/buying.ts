/**
 * What the world's shops buy of their vendors: what the tower says is to be bought again, and what orders wait for and
 * nothing on its way brings; sent to the warehouses that have least for their share. Pure.
 */
import type { ReorderAlert } from '@gantry/shared/api/inventory/purchasing';
import { warehouses } from '../data/network.data.ts';
import { vendorOf } from '../data/supply.data.ts';
import { caseSize } from '../stock/assortment.ts';
import { shareOf } from '../stock/quantities.ts';

/** Units of a SKU that orders wait for. */
export type Demand = { sku: string; merchant: string; units: number };
/** What there is of a SKU in a warehouse, and what is on its way there. */
export type Held = { warehouse: string; available: number; incoming: number };
/** What is to be bought of a SKU, of whom, and how much. */
export type Need = { merchant: string; sku: string; vendor: string; units: number };
export type Purchase = {
  merchant: string;
  vendor: string;
  warehouse: string;
  lines: { sku: string; quantity: number }[];
};

/** What demand and what is on its way are found by. */
export const demandKey = ({ merchant, sku }: { merchant: string; sku: string }): string =>
  JSON.stringify([merchant, sku]);

/** An alert is answered once: what is on its way counts as being there. */
const wantedBy = ({ available, incoming, reorderPoint, reorderQuantity }: ReorderAlert): number =>
  available + incoming <= reorderPoint ? (reorderQuantity ?? caseSize) : 0;

/** What is needed; `incoming`: units on their way, by merchant and SKU as `demandKey` writes them. */
export const needsOf = (
  alerts: readonly ReorderAlert[],
  demand: readonly Demand[],
  incoming: ReadonlyMap<string, number>,
): Need[] => {
  const needs = new Map<string, Need>();
  for (const alert of alerts) {
    const { merchant, sku } = alert;
    const vendor = alert.vendor ?? vendorOf(sku)?.vendor;
    const units = wantedBy(alert);
    if (vendor !== undefined && units > 0) needs.set(demandKey(alert), { merchant, sku, vendor, units });
  }
  for (const { merchant, sku, units } of demand) {
    const key = demandKey({ merchant, sku });
    const known = needs.get(key);
    const vendor = known?.vendor ?? vendorOf(sku)?.vendor;
    const lacking = units - (incoming.get(key) ?? 0);
    if (vendor !== undefined && lacking > (known?.units ?? 0))
      needs.set(key, { merchant, sku, vendor, units: lacking });
  }
  return [...needs.values()];
};
const inCases = (units: number): number => Math.ceil(units / caseSize) * caseSize;

/** Units for each warehouse, so that each comes as near to its share as what is bought allows. */
export const spread = (units: number, held: readonly Held[]): { warehouse: string; quantity: number }[] => {
  const has = new Map(held.map(({ warehouse, available, incoming }) => [warehouse, available + incoming]));
  const inAll = units + [...has.values()].reduce((sum, one) => sum + one, 0);
  const lacks = warehouses.map((one) => ({
    warehouse: one.name,
    units: Math.max(0, inAll * shareOf(one) - (has.get(one.name) ?? 0)),
  }));
  const lackedInAll = lacks.reduce((sum, one) => sum + one.units, 0) || 1;
  return lacks
    .map((one) => ({ warehouse: one.warehouse, quantity: inCases(Math.round((units * one.units) / lackedInAll)) }))
    .filter(({ quantity }) => quantity > 0);
};

/** Needs as purchase orders, one a merchant, vendor and warehouse. */
export const purchasesOf = (needs: readonly Need[], heldOf: (need: Need) => readonly Held[]): Purchase[] => {
  const purchases = new Map<string, Purchase>();
  for (const need of needs) {
    const { merchant, vendor, sku, units } = need;
    for (const { warehouse, quantity } of spread(units, heldOf(need))) {
      const key = JSON.stringify([merchant, vendor, warehouse]);
      const purchase = purchases.get(key) ?? { merchant, vendor, warehouse, lines: [] };
      purchase.lines.push({ sku, quantity });
      purchases.set(key, purchase);
    }
  }
  return [...purchases.values()];
};
