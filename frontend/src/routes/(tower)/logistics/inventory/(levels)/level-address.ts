/** Which level a row or an address means: a merchant’s SKU in a warehouse. Pure. */
import { inventoryHome } from '../inventory-tabs.ts';

export type LevelKey = { merchant: string; warehouse: string; sku: string };

export const keyOfLevel = ({ merchant, warehouse, sku }: LevelKey): string =>
  JSON.stringify([merchant, warehouse, sku]);

/** The address of its drawer. */
export const levelAddress = ({ merchant, warehouse, sku }: LevelKey): string =>
  `${inventoryHome}/levels/${[merchant, warehouse, sku].map(encodeURIComponent).join('/')}`;
