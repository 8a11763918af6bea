/** A product as it is typed: every field a text, and what is sent of it. Pure. */
import type { Product } from '@gantry/shared/api/inventory/products';
import type { itemTags } from '@gantry/shared/vocabulary/channels';
import type { barcodeKinds } from '@gantry/shared/vocabulary/inventory';
import { type FieldError, type WholeRule, wholeErrors, wholeOf } from '../parts/whole-numbers.ts';

type BarcodeKind = (typeof barcodeKinds)[number];
export type BarcodeDraft = { code: string; kind: BarcodeKind; quantity: string };
export type PartDraft = { sku: string; quantity: string };
export type ProductDraft = {
  sku: string;
  name: string;
  fulfillmentType: Product['fulfillmentType'];
  barcodes: BarcodeDraft[];
  components: PartDraft[];
  tags: (typeof itemTags)[number][];
  weight: string;
  length: string;
  width: string;
  height: string;
  hsCode: string;
  country: string;
  materials: string;
  vendor: string;
  reorderPoint: string;
  reorderQuantity: string;
  /** `mad 6, ber 12`: warehouses with the units of one of their packs. */
  packs: string;
};

const text = (value: number | undefined): string => (value === undefined ? '' : String(value));

export const draftOf = (product: Product | null): ProductDraft => ({
  sku: product?.sku ?? '',
  name: product?.name ?? '',
  fulfillmentType: product?.fulfillmentType ?? 'stock',
  barcodes: (product?.barcodes ?? []).map(({ code, kind, quantity }) => ({ code, kind, quantity: String(quantity) })),
  components: (product?.components ?? []).map(({ sku, quantity }) => ({ sku, quantity: String(quantity) })),
  tags: [...(product?.tags ?? [])],
  weight: text(product?.weightGrams),
  length: text(product?.dimensionsMm?.length),
  width: text(product?.dimensionsMm?.width),
  height: text(product?.dimensionsMm?.height),
  hsCode: product?.hsCode ?? '',
  country: product?.countryOfOrigin ?? '',
  materials: product?.materials ?? '',
  vendor: product?.vendor ?? '',
  reorderPoint: text(product?.reorderPoint),
  reorderQuantity: text(product?.reorderQuantity),
  packs: (product?.packs ?? []).map(({ warehouse, size }) => `${warehouse} ${size}`).join(', '),
});

const typedPacks = (typed: string): { warehouse: string; size: number }[] | null => {
  const parts = typed.split(',').flatMap((part) => part.trim() || []);
  const read = parts.flatMap((part) => {
    const [, warehouse, size] = /^(\S+)\s+(\d{1,6})$/.exec(part) ?? [];
    return warehouse === undefined ? [] : [{ warehouse, size: Number(size) }];
  });
  return read.length === parts.length ? read : null;
};

const sides = ['length', 'width', 'height'] as const;
const someSide = (draft: ProductDraft): boolean => sides.some((side) => draft[side].trim() !== '');

/** What is wrong with a draft before anybody is asked; paths are those of the tower. */
export const draftFaults = (draft: ProductDraft): FieldError[] => {
  const numbers: WholeRule[] = [
    { path: 'weightGrams', typed: draft.weight, optional: true },
    { path: 'reorderPoint', typed: draft.reorderPoint, optional: true },
    { path: 'reorderQuantity', typed: draft.reorderQuantity, least: 1, optional: true },
    ...(someSide(draft) ? sides.map((side) => ({ path: `dimensionsMm.${side}`, typed: draft[side] })) : []),
    ...draft.barcodes.map(({ quantity }, i) => ({
      path: `barcodes.${i}.quantity`,
      typed: quantity,
      least: 1,
      most: 100_000,
    })),
    ...draft.components.map(({ quantity }, i) => ({
      path: `components.${i}.quantity`,
      typed: quantity,
      least: 1,
      most: 10_000,
    })),
  ];
  return [
    ...(draft.sku.trim() === '' ? [{ path: 'sku', message: 'is needed' }] : []),
    ...draft.barcodes.flatMap(({ code }, i) =>
      code.trim() ? [] : [{ path: `barcodes.${i}.code`, message: 'is needed' }],
    ),
    ...draft.components.flatMap(({ sku }, i) =>
      sku ? [] : [{ path: `components.${i}.sku`, message: 'choose a product' }],
    ),
    ...(typedPacks(draft.packs) ? [] : [{ path: 'packs', message: 'say warehouse and units: mad 6, ber 12' }]),
    ...wholeErrors(numbers),
  ];
};

const given = <Name extends string, Value>(name: Name, value: Value | null): Partial<Record<Name, Value>> =>
  value === null || value === '' ? {} : ({ [name]: value } as Partial<Record<Name, Value>>);

/** What is sent of a draft without faults. */
export const bodyOf = (draft: ProductDraft) => ({
  sku: draft.sku.trim(),
  name: draft.name.trim(),
  fulfillmentType: draft.fulfillmentType,
  barcodes: draft.barcodes.map(({ code, kind, quantity }) => ({ code: code.trim(), kind, quantity: Number(quantity) })),
  components: draft.components.map(({ sku, quantity }) => ({ sku, quantity: Number(quantity) })),
  tags: draft.tags,
  ...given('weightGrams', wholeOf(draft.weight)),
  ...(someSide(draft)
    ? { dimensionsMm: { length: Number(draft.length), width: Number(draft.width), height: Number(draft.height) } }
    : {}),
  ...given('hsCode', draft.hsCode.trim()),
  ...given('countryOfOrigin', draft.country.trim().toUpperCase()),
  ...given('materials', draft.materials.trim()),
  ...given('vendor', draft.vendor.trim()),
  ...given('reorderPoint', wholeOf(draft.reorderPoint)),
  ...given('reorderQuantity', wholeOf(draft.reorderQuantity)),
  ...(typedPacks(draft.packs)?.length ? { packs: typedPacks(draft.packs) ?? [] } : {}),
});
