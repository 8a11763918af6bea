/** What a scan at a packing station is of: units of a SKU. */
import type { Sql } from '../../../platform/database.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import type { ScanRefused } from './packing.ts';

/** As it was sent: what was read, or the SKU. */
export type SentScan = { barcode?: string | undefined; sku?: string | undefined; quantity?: number | undefined };
export type Identified = { sku: string; quantity: number } | { refused: ScanRefused };

/** Finds out what was scanned, of the products of the fulfillment order's merchant. */
export const identify = async (
  _tx: Sql,
  order: FulfillmentOrder,
  { barcode, sku, quantity = 1 }: SentScan,
): Promise<Identified> => {
  if (sku !== undefined) return { sku, quantity };
  const text = (barcode ?? '').trim();
  return order.lines.some((line) => line.sku === text)
    ? { sku: text, quantity }
    : { refused: { code: 'unknown_barcode', message: `${text} is the barcode of nothing that is known` } };
};
