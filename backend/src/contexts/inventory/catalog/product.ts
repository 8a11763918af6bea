/** A product of a merchant's catalog: its state and its fold. A kit is one with components. */
import type { ProductContent, ProductEvent } from '@gantry/shared/events/inventory/products';
import { fold } from '../../../kernel/decider.ts';
import { derivedId } from '../../../kernel/ids.ts';

export type Product = {
  productId: string;
  merchant: string;
  sku: string;
  /** Taken out of the catalog; its ledger stays. */
  archived: boolean;
  content: ProductContent;
};

export const productIdOf = (merchant: string, sku: string): string => derivedId('prd', [merchant, sku]);

export const evolveProduct = fold<Product, ProductEvent>({
  'inventory.product_set': {
    begin: ({ productId, merchant, sku, ...content }) => ({ productId, merchant, sku, archived: false, content }),
  },
  'inventory.product_archived': (product) => ({ ...product, archived: true }),
});
