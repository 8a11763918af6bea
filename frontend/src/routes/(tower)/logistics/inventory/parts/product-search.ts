/** Finding a product by what was typed or scanned. Pure, but for the question itself, which is handed in. */
import type { Product } from '@gantry/shared/api/inventory/products';

/** A code as barcodes are compared: digits without leading zeros, other codes as they are. */
const comparable = (code: string): string => (/^\d+$/.test(code) ? code.replace(/^0+(?=\d)/, '') : code);

/** The barcode of a product that was scanned; undefined where the text is none of it. */
export const barcodeOf = ({ barcodes }: Pick<Product, 'barcodes'>, typed: string) =>
  barcodes.find(({ code }) => comparable(code) === comparable(typed.trim()));

/**
 * The product that is meant by a whole SKU or a barcode, or because nothing else fits; undefined while several may be meant.
 * A SKU goes before a barcode that reads the same.
 */
export const meantBy = (typed: string, found: readonly Product[]): Product | undefined => {
  const text = typed.trim();
  const bySku = found.filter(({ sku }) => sku === text);
  if (bySku.length === 1) return bySku[0];
  const byBarcode = found.filter((product) => barcodeOf(product, text) !== undefined);
  if (byBarcode.length === 1) return byBarcode[0];
  return found.length === 1 ? found[0] : undefined;
};
