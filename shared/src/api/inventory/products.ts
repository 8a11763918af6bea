/** The catalog over HTTP: products with barcodes and kits, and what channels call them. */
import { z } from 'zod';
import { merchantId } from '../../caller.ts';
import { instant } from '../../events/define.ts';
import { barcode, component, packsAt, productContent, sku } from '../../events/inventory/products.ts';
import { givenCountry } from '../../values/country.ts';
import { slug } from '../../vocabulary/channels.ts';
import { endpoint, pageOf, pageQuery } from '../endpoint.ts';

export const productId = z.string().regex(/^prd_[0-9a-z]+$/, 'a product id, prd_…');

const given = productContent.extend({
  barcodes: z.array(barcode.strict()).max(50).default([]),
  components: z.array(component.strict()).max(50).default([]),
  dimensionsMm: productContent.shape.dimensionsMm.unwrap().strict().optional(),
  countryOfOrigin: givenCountry.optional(),
  packs: z
    .array(packsAt.strict())
    .max(50)
    .optional()
    .describe('Warehouses that count it in packs, with the units of one; it is counted in units everywhere else'),
});
export const productInput = z.strictObject({ sku, ...given.shape });

export const product = productContent.extend({
  productId,
  merchant: merchantId,
  sku,
  archived: z.boolean(),
  available: z
    .int()
    .describe('Units that could be promised today over all open warehouses; of a kit what its parts allow'),
});
export type Product = z.infer<typeof product>;

const about = { area: 'staff', vertical: 'ecommerce' } as const;
export const saveProduct = endpoint({
  ...about,
  id: 'inventory.save_product',
  method: 'POST',
  path: '/api/logistics/products',
  summary: 'Add a product, or say anew what it is',
  description:
    'The same SKU again replaces all that is said of it; the same words change nothing. A kit’s parts are products of the catalog and no kits themselves; a barcode belongs to one product.',
  body: productInput,
  success: 201,
  refusals: [409],
  alsoAnswers: { 200: 'It was there: changed, or unchanged' },
  reply: z.object({ outcome: z.enum(['added', 'changed', 'unchanged']), productId }),
});
export const listProducts = endpoint({
  ...about,
  id: 'inventory.list_products',
  method: 'GET',
  path: '/api/logistics/products',
  summary: 'Products by SKU',
  query: pageQuery.extend({
    q: z.string().trim().min(1).max(120).optional().describe('Part of a SKU or a name, or a whole barcode'),
    archived: z.enum(['true', 'false']).optional(),
  }),
  reply: pageOf(product),
});
export const getProduct = endpoint({
  ...about,
  id: 'inventory.get_product',
  method: 'GET',
  path: '/api/logistics/products/:productId',
  summary: 'One product',
  params: z.object({ productId }),
  reply: product,
});
export const archiveProduct = endpoint({
  ...about,
  id: 'inventory.archive_product',
  method: 'POST',
  path: '/api/logistics/products/:productId/archive',
  summary: 'Take a product out of the catalog; its ledger stays',
  description: 'Refused while any stock of it is on hand, reserved or on its way, or a kit holds it.',
  params: z.object({ productId }),
  refusals: [409],
  reply: z.object({ productId, outcome: z.enum(['archived', 'unchanged']) }),
});

export const listingId = z.string().regex(/^lst_[0-9a-z]+$/, 'a listing id, lst_…');
export const listing = z.object({
  listingId,
  merchant: merchantId,
  channel: slug,
  channelSku: z.string(),
  sku,
  quantity: z.int(),
});
export type Listing = z.infer<typeof listing>;
/** What orders in the Trash wait for: a channel's name of something that nobody has mapped yet. */
export const unmappedListing = z.object({
  channel: slug,
  channelSku: z.string(),
  merchant: merchantId,
  orders: z.int().describe('Orders in the Trash that wait for it'),
  since: instant,
});
export const mapListing = endpoint({
  ...about,
  id: 'inventory.map_listing',
  method: 'POST',
  path: '/api/logistics/inventory/mappings',
  summary: 'Say which SKU a channel’s listing is; orders in the Trash that waited for it go on',
  body: z.strictObject({
    channel: slug,
    channelSku: z.string().trim().min(1).max(120),
    sku,
    quantity: z.int().min(1).max(10_000).default(1).describe('Units of the SKU for one of the listing'),
  }),
  success: 201,
  alsoAnswers: { 200: 'It was mapped: changed, or unchanged' },
  reply: z.object({ outcome: z.enum(['mapped', 'changed', 'unchanged']), listingId }),
});
export const listMappings = endpoint({
  ...about,
  id: 'inventory.list_mappings',
  method: 'GET',
  path: '/api/logistics/inventory/mappings',
  summary: 'Listings and their SKUs',
  query: pageQuery.extend({ channel: slug.optional(), sku: sku.optional() }),
  reply: pageOf(listing),
});
export const unmapListing = endpoint({
  ...about,
  id: 'inventory.unmap_listing',
  method: 'DELETE',
  path: '/api/logistics/inventory/mappings/:listingId',
  summary: 'Take a mapping away',
  params: z.object({ listingId }),
  reply: z.object({ listingId, outcome: z.enum(['unmapped', 'unchanged']) }),
});
export const listUnmapped = endpoint({
  ...about,
  id: 'inventory.list_unmapped',
  method: 'GET',
  path: '/api/logistics/inventory/unmapped',
  summary: 'Listings that orders in the Trash wait for',
  reply: z.object({ items: z.array(unmappedListing) }),
});
