/** What may happen to a product. Pure: what it looks at beside the product is read by `commands.ts` and handed in. */
import { isDeepStrictEqual } from 'node:util';
import {
  type ProductContent,
  type ProductEvent,
  productArchived,
  productSet,
} from '@gantry/shared/events/inventory/products';
import { type FieldError, Refusal } from '../../../kernel/errors.ts';
import { comparedCode, gtinFault } from './barcodes.ts';
import { type Product, productIdOf } from './product.ts';

/** Units of a product that are there, promised, or on their way. */
export type StockStanding = { onHand: number; reserved: number; coming: number };

/** What a decision about a product looks at beside it, as it stands in the same transaction. */
export type Surroundings = {
  /** Of the parts that are named, those in the catalog, by SKU. */
  parts: ReadonlyMap<string, { kit: boolean }>;
  /** Whose the barcodes are that are named, by their compared form; this product's own left out. */
  barcodes: ReadonlyMap<string, string>;
  /** Of the warehouses that are named, those that there are. */
  warehouses: ReadonlySet<string>;
  /** Kits of the catalog that hold this product, by SKU. */
  kits: readonly string[];
  stock: StockStanding;
};

export type SaidProduct = ProductContent & { sku: string };

const barcodeFaults = (content: ProductContent): FieldError[] => {
  const before = new Map<string, number>();
  return content.barcodes.flatMap(({ code }, i) => {
    const path = `barcodes.${i}.code`;
    const fault = gtinFault(code);
    const twin = before.get(comparedCode(code));
    before.set(comparedCode(code), twin ?? i);
    if (fault !== undefined) return [{ path, message: fault }];
    return twin === undefined ? [] : [{ path, message: `is the same as barcodes.${twin}.code` }];
  });
};

const componentFaults = ({ sku, components }: SaidProduct, parts: Surroundings['parts']): FieldError[] =>
  components.flatMap((component, i) => {
    const path = `components.${i}.sku`;
    const part = parts.get(component.sku);
    if (component.sku === sku) return [{ path, message: 'a kit cannot hold itself' }];
    if (components.findIndex((one) => one.sku === component.sku) < i)
      return [{ path, message: 'is named before; say how many in one place' }];
    if (part === undefined) return [{ path, message: 'is not in the catalog' }];
    return part.kit ? [{ path, message: 'is a kit itself' }] : [];
  });

const packFaults = ({ packs = [], components }: SaidProduct, warehouses: Surroundings['warehouses']): FieldError[] =>
  packs.flatMap(({ warehouse }, i) => {
    const path = `packs.${i}.warehouse`;
    if (components.length > 0) return [{ path, message: 'a kit is counted in its parts' }];
    if (packs.findIndex((one) => one.warehouse === warehouse) < i)
      return [{ path, message: 'is named before; it counts in packs of one size' }];
    return warehouses.has(warehouse) ? [] : [{ path, message: 'there is no such warehouse' }];
  });

/** Throws a Refusal for what cannot be in any catalog, then for what this one has against it. */
const insist = (said: SaidProduct, { parts, barcodes, warehouses, kits, stock }: Surroundings): void => {
  const faults = [...barcodeFaults(said), ...componentFaults(said, parts), ...packFaults(said, warehouses)];
  if (faults.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', faults);
  const taken = said.barcodes.flatMap(({ code }, i) => {
    const sku = barcodes.get(comparedCode(code));
    return sku === undefined ? [] : [{ path: `barcodes.${i}.code`, message: `belongs to ${sku}` }];
  });
  if (taken.length > 0)
    throw new Refusal('conflict', 'barcode_taken', 'A barcode belongs to one product', taken.slice(0, 50));
  if (said.components.length === 0) return;
  if (kits.length > 0)
    throw new Refusal('conflict', 'part_of_kit', `It is a part of ${kits.join(', ')}, and a part is no kit itself`);
  if (stock.onHand + stock.coming > 0)
    throw new Refusal(
      'conflict',
      'stock_left',
      `A kit has no stock of its own, and there are ${stock.onHand} on hand and ${stock.coming} on their way of this`,
    );
};

/** Says what a product is. The same words change nothing; one that was archived is in the catalog again. */
export const setProduct =
  (merchant: string, said: SaidProduct, around: Surroundings) =>
  (state: Product | undefined): ProductEvent[] => {
    const { sku, ...content } = said;
    if (state && !state.archived && isDeepStrictEqual(state.content, content)) return [];
    insist(said, around);
    return [productSet({ productId: productIdOf(merchant, sku), merchant, sku, ...content })];
  };

/** Takes a product out of the catalog, unless anything still hangs on it. `sees`: whether the caller sees the merchant. */
export const archiveProduct =
  (sees: (merchant: string) => boolean, { kits, stock }: Pick<Surroundings, 'kits' | 'stock'>) =>
  (state: Product | undefined): ProductEvent[] => {
    if (!state || !sees(state.merchant)) throw new Refusal('missing', 'no_such_product', 'There is no such product');
    if (state.archived) return [];
    if (kits.length > 0) throw new Refusal('conflict', 'part_of_kit', `It is a part of ${kits.join(', ')}`);
    const { onHand, reserved, coming } = stock;
    if (onHand + reserved + coming > 0)
      throw new Refusal(
        'conflict',
        'stock_left',
        `${onHand} are on hand, ${reserved} of them reserved, and ${coming} on their way`,
      );
    return [productArchived({ productId: state.productId, merchant: state.merchant })];
  };
