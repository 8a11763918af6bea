/** What a scanner types means one product; a text that may mean several means none. */
import type { Product } from '@gantry/shared/api/inventory/products';
import { describe, expect, it } from 'vitest';
import { barcodeOf, meantBy } from './product-search.ts';

const product = (sku: string, ...codes: string[]): Product => ({
  productId: `prd_${sku.toLowerCase()}`,
  merchant: 'main',
  sku,
  name: sku,
  barcodes: codes.map((code) => ({ code, kind: 'unit', quantity: 1 })),
  components: [],
  tags: [],
  fulfillmentType: 'stock',
  archived: false,
  available: 0,
});
const tea = product('TEA', '0036000291452');
const teapot = product('TEAPOT', 'QR-7');

describe('a product is meant', () => {
  it('by its barcode, with or without zeros in front', () => {
    expect(meantBy('36000291452', [tea, teapot])).toBe(tea);
    expect(meantBy(' 00036000291452 ', [tea, teapot])).toBe(tea);
    expect(barcodeOf(teapot, 'qr-7')).toBeUndefined();
  });
  it('by its SKU, also where another begins with it or has it as a barcode', () => {
    expect(meantBy('TEA', [tea, teapot])).toBe(tea);
    expect(meantBy('TEA', [tea, product('OTHER', 'TEA')])).toBe(tea);
  });
  it('by nothing that fits several', () => {
    expect(meantBy('TE', [tea, teapot])).toBeUndefined();
    expect(meantBy('TE', [])).toBeUndefined();
    expect(meantBy('pot', [teapot])).toBe(teapot);
  });
});
