/** Products in a file: one row a product. Barcodes and parts of kits are lists in a cell. */
import { productInput, saveProduct } from '@gantry/shared/api/inventory/products';
import { barcodeKinds } from '@gantry/shared/vocabulary/inventory';
import type { z } from 'zod';
import { dimensions, type Loose, list, number, said } from './cells.ts';
import { type Column, type Kind, type NumberedRow, savedOutcomes } from './kind.ts';

type ProductInput = z.input<typeof productInput>;

const columns: readonly Column[] = [
  { name: 'sku', required: true, example: 'LMP-101', about: 'Our SKU, exactly as it is written' },
  { name: 'name', required: true, example: 'Desk lamp', about: 'Name of the product' },
  {
    name: 'barcodes',
    example: '4006381333931|case:6:14006381333938',
    about: 'Joined by |; one for more than a piece as kind:units:code, kind being unit, inner or case',
  },
  { name: 'components', example: '', about: 'Parts of a kit joined by |, as SKU or SKU*units' },
  { name: 'tags', example: 'fragile', about: 'fragile, hazmat, oversized, perishable; joined by |' },
  {
    name: 'fulfillment_type',
    example: 'stock',
    about: 'stock, dropship, made_to_order or digital; stock when empty',
  },
  { name: 'weight_grams', example: '1400', about: 'Whole grams of one piece' },
  { name: 'length_mm', example: '420', about: 'Whole millimetres; the three sizes only together' },
  { name: 'width_mm', example: '180', about: 'Whole millimetres' },
  { name: 'height_mm', example: '160', about: 'Whole millimetres' },
  { name: 'hs_code', example: '940521', about: 'Customs tariff number, 4 to 10 digits' },
  { name: 'country_of_origin', example: 'PT', about: 'ISO 3166-1 alpha-2' },
  { name: 'materials', example: 'Steel, cotton', about: 'What it is made of' },
  { name: 'vendor', example: 'lumina', about: 'Short name of the vendor' },
  { name: 'reorder_point', example: '20', about: 'Available units at which to buy again' },
  { name: 'reorder_quantity', example: '100', about: 'How many to buy then' },
  {
    name: 'packs',
    example: 'mad:6',
    about: 'Warehouses that count it in packs, with the units of one, as warehouse:units; joined by |',
  },
];

const packed = new RegExp(`^(${barcodeKinds.join('|')}):(\\d{1,6}):(.+)$`);

const barcodeOf = (text: string): Loose => {
  const [, kind, quantity, code] = packed.exec(text) ?? [];
  return code === undefined ? { code: text } : { kind, quantity: Number(quantity), code };
};

const componentOf = (text: string): Loose => {
  const [, sku = text, quantity = '1'] = /^(.+)\*(\d{1,5})$/.exec(text) ?? [];
  return { sku, quantity: Number(quantity) };
};

const packsOf = (text: string): Loose => {
  const [, warehouse = text, size] = /^(.+):(\d{1,6})$/.exec(text) ?? [];
  return { warehouse, size: number(size) };
};

const productOf = ([row]: readonly NumberedRow[]): unknown => {
  const cells = row?.cells ?? {};
  return said({
    sku: cells.sku,
    name: cells.name,
    barcodes: list(cells.barcodes)?.map(barcodeOf),
    components: list(cells.components)?.map(componentOf),
    tags: list(cells.tags),
    fulfillmentType: cells.fulfillment_type,
    weightGrams: number(cells.weight_grams),
    dimensionsMm: dimensions(cells),
    hsCode: cells.hs_code,
    countryOfOrigin: cells.country_of_origin,
    materials: cells.materials,
    vendor: cells.vendor,
    reorderPoint: number(cells.reorder_point),
    reorderQuantity: number(cells.reorder_quantity),
    packs: list(cells.packs)?.map(packsOf),
  });
};

/** What a spreadsheet made of a long number is no barcode any more. */
const cutOff = ({ barcodes = [] }: ProductInput) => {
  const at = barcodes.findIndex(({ code }) => /^\d[.,]\d+E\+?\d+$/i.test(code));
  if (at < 0) return undefined;
  return { path: `barcodes.${at}.code`, message: 'is a number that a spreadsheet has cut off; keep barcodes as text' };
};

export const products: Kind<ProductInput> = {
  one: 'product',
  many: 'products',
  columns,
  furtherRows: [
    { sku: 'BLB-7', name: 'Bulb' },
    { sku: 'SET-1', name: 'Lamp with two bulbs', components: 'LMP-101|BLB-7*2' },
  ],
  schema: productInput,
  heeds: [],
  of: productOf,
  nameOf: ({ sku }) => ({ path: 'sku', name: sku }),
  fault: cutOff,
  // A kit stands on its parts, wherever in the file these are.
  later: ({ components }) => (components?.length ?? 0) > 0,
  send: async (tower, body) => ({ outcome: (await tower.call(saveProduct, { body })).reply.outcome }),
  outcomes: savedOutcomes,
};
