/** A product is sent as it was read when nothing was changed, and what is wrong stands at the field the tower would name. */
import { type Product, productInput } from '@gantry/shared/api/inventory/products';
import { describe, expect, it } from 'vitest';
import { bodyOf, draftFaults, draftOf } from './product-draft.ts';

const product: Product = {
  productId: 'prd_1',
  merchant: 'main',
  sku: 'TEA-100',
  name: 'Tea, 100 g',
  barcodes: [{ code: '4006381333931', kind: 'case', quantity: 12 }],
  components: [{ sku: 'LEAF', quantity: 2 }],
  tags: ['fragile'],
  fulfillmentType: 'stock',
  weightGrams: 120,
  dimensionsMm: { length: 10, width: 20, height: 30 },
  hsCode: '0902',
  countryOfOrigin: 'IN',
  materials: 'Leaves',
  vendor: 'assam',
  reorderPoint: 0,
  reorderQuantity: 40,
  packs: [{ warehouse: 'mad', size: 6 }],
  archived: false,
  available: 7,
};

describe('a product that is typed', () => {
  it('is sent as it is when nothing was changed', () => {
    const { productId, merchant, archived, available, ...content } = product;
    expect(draftFaults(draftOf(product))).toEqual([]);
    expect(bodyOf(draftOf(product))).toEqual(content);
    expect(productInput.safeParse(bodyOf(draftOf(product))).success).toBe(true);
  });
  it('says nothing of what was left empty', () => {
    const body = bodyOf({ ...draftOf(null), sku: ' A ' });
    expect(body).toEqual({ sku: 'A', name: '', fulfillmentType: 'stock', barcodes: [], components: [], tags: [] });
  });
  it('has its faults at their fields', () => {
    const draft = {
      ...draftOf(null),
      barcodes: [{ code: ' ', kind: 'unit' as const, quantity: '0' }],
      components: [{ sku: '', quantity: 'x' }],
      height: '5',
      reorderQuantity: '0',
    };
    expect(draftFaults(draft).map(({ path }) => path)).toEqual([
      'sku',
      'barcodes.0.code',
      'components.0.sku',
      'reorderQuantity',
      'dimensionsMm.length',
      'dimensionsMm.width',
      'barcodes.0.quantity',
      'components.0.quantity',
    ]);
  });
});
