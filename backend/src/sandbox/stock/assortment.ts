/** The catalog of the world's shops as the tower is told of it: products with barcodes and kits, and what channels call them. */
import type { mapListing, saveProduct } from '@gantry/shared/api/inventory/products';
import type { z } from 'zod';
import type { Product } from '../data/catalog.data.ts';
import type { Merchant } from '../data/shops.data.ts';
import { vendorOf } from '../data/supply.data.ts';
import { seedOf } from '../random.ts';

type ProductBody = z.input<(typeof saveProduct)['body']>;
type ListingBody = z.input<(typeof mapListing)['body']>;

/** Units in a case, as vendors deliver them. */
export const caseSize = 12;

/** The digits of a GTIN with its check digit: weights of three and one from the right. */
const checked = (digits: string): string => {
  const sum = [...digits].reverse().reduce((all, digit, n) => all + Number(digit) * (n % 2 === 0 ? 3 : 1), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
};

/** Numbers that begin with 2 are free for use within a company: none of them is a product of the real world. */
export const barcodesOf = (sku: string): NonNullable<ProductBody['barcodes']> => {
  const digits = `2${String(seedOf('barcode', sku) % 10 ** 9).padStart(11, '0')}`;
  return [
    { code: checked(digits), kind: 'unit', quantity: 1 },
    { code: checked(`1${digits}`), kind: 'case', quantity: caseSize },
  ];
};

/** A product as the tower is told of it. `reorder` is left out for a kit, which is never bought. */
export const productBody = (
  { sku, name, grams, millimetres, parts, tags, sentByVendor }: Product,
  reorder: { point: number; quantity: number } | undefined,
): ProductBody => {
  const [length, width, height] = millimetres;
  const vendor = vendorOf(sku)?.vendor;
  return {
    sku,
    name,
    weightGrams: grams,
    dimensionsMm: { length, width, height },
    barcodes: barcodesOf(sku),
    ...(tags ? { tags: [...tags] } : {}),
    ...(parts ? { components: Object.entries(parts).map(([part, quantity]) => ({ sku: part, quantity })) } : {}),
    ...(vendor === undefined || parts ? {} : { vendor }),
    ...(sentByVendor ? { fulfillmentType: 'dropship' as const } : {}),
    ...(reorder ? { reorderPoint: reorder.point, reorderQuantity: reorder.quantity } : {}),
  };
};

/** What one unit costs the shop. */
export const costOf = ({ cents }: Pick<Product, 'cents'>) => ({ amount: Math.round(cents * 0.55), currency: 'EUR' });

/** What a channel calls a SKU. */
export const channelSkuOf = (channel: string, sku: string): string => `${channel.toUpperCase()}:${sku}`;

/** What is listed on a channel and not mapped to anything yet: one thing a week, under a name of its own. */
export const unmappedSkuOf = (channel: string, day: number): string =>
  channelSkuOf(channel, `NEW-${Math.floor(day / 7)}`);

/** Every listing of a shop. */
export const listingsOf = ({
  channels,
  products,
  fromVendors,
}: Pick<Merchant, 'channels' | 'products' | 'fromVendors'>): ListingBody[] =>
  [...new Set(channels)].flatMap((channel) =>
    [...products, ...fromVendors].map(({ sku }) => ({ channel, channelSku: channelSkuOf(channel, sku), sku })),
  );
