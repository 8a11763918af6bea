/** What happens to what is sold: products, what channels call them, what each channel may draw on. */
import { z } from 'zod';
import { merchantId } from '../../caller.ts';
import { countryCode } from '../../values/address.ts';
import { fulfillmentTypes, itemTags, slug } from '../../vocabulary/channels.ts';
import { allocationStrategies, barcodeKinds } from '../../vocabulary/inventory.ts';
import { shipPolicies } from '../../vocabulary/orders.ts';
import { define, type FactOf } from '../define.ts';

const id = z.string().trim().min(1).max(120);
/** A SKU of the catalog: a merchant's own name for what it sells, exactly as written. */
export const sku = id;

export const barcode = z.object({
  code: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .regex(/^[\x21-\x7e]+$/, 'letters, digits and signs of ASCII without blanks'),
  kind: z.enum(barcodeKinds).default('unit'),
  quantity: z.int().min(1).max(100_000).default(1).describe('Units that one scan of it stands for'),
});
/** A part of a kit, and how many of it one kit holds. */
export const component = z.object({ sku, quantity: z.int().min(1).max(10_000) });

/** A warehouse that counts the product in packs, as outside warehouses do, and how many units one of its packs holds. */
export const packsAt = z.object({ warehouse: slug, size: z.int().min(2).max(100_000) });

/** Everything a product is made of. A kit has `components`; its own stock is what these allow. */
export const productContent = z.object({
  name: z.string().trim().max(300),
  barcodes: z.array(barcode).max(50).default([]),
  components: z.array(component).max(50).default([]),
  tags: z.array(z.enum(itemTags)).default([]),
  fulfillmentType: z.enum(fulfillmentTypes).default('stock'),
  weightGrams: z.int().min(0).max(1e9).optional(),
  dimensionsMm: z
    .object({ length: z.int().min(0).max(1e7), width: z.int().min(0).max(1e7), height: z.int().min(0).max(1e7) })
    .optional(),
  hsCode: z
    .string()
    .regex(/^\d{4,10}$/, '4 to 10 digits')
    .optional(),
  countryOfOrigin: countryCode.optional(),
  materials: z.string().max(300).optional(),
  vendor: slug.optional().describe('Who supplies it, or sends it where it is dropshipped'),
  reorderPoint: z
    .int()
    .min(0)
    .max(1e9)
    .optional()
    .describe('Available units over all warehouses at which to buy again'),
  reorderQuantity: z.int().min(1).max(1e9).optional(),
  packs: z.array(packsAt).max(50).optional().describe('Where it is counted in packs; in units everywhere else'),
});
export type ProductContent = z.infer<typeof productContent>;

export const productSet = define(
  'inventory.product_set',
  productContent.extend({ productId: id, merchant: merchantId, sku }),
);
export const productArchived = define('inventory.product_archived', z.object({ productId: id, merchant: merchantId }));
export const productEvents = [productSet, productArchived] as const;
export type ProductEvent = FactOf<(typeof productEvents)[number]>;

/** What a channel calls something, and which SKU that is; `quantity` units of it for one of the channel's. */
export const listingMapped = define(
  'inventory.listing_mapped',
  z.object({
    listingId: id,
    merchant: merchantId,
    channel: slug,
    channelSku: id,
    sku,
    quantity: z.int().min(1).max(10_000).default(1),
  }),
);
export const listingUnmapped = define('inventory.listing_unmapped', z.object({ listingId: id, merchant: merchantId }));
export const listingEvents = [listingMapped, listingUnmapped] as const;
export type ListingEvent = FactOf<(typeof listingEvents)[number]>;

/** How orders of a channel are served; the rules of the channel `*` hold where a channel has none of its own. */
export const channelRulesContent = z.object({
  strategy: z.enum(allocationStrategies).default('proximity'),
  warehouses: z.array(slug).max(200).nullable().default(null).describe('Where it may draw on; null for everywhere'),
  keepBack: z.int().min(0).max(1e9).default(0).describe('Units of each SKU that it may never take, kept for others'),
  shipPolicy: z.enum(shipPolicies).default('ship_partial'),
  unpaidMinutes: z
    .int()
    .min(1)
    .max(525_600)
    .nullable()
    .default(null)
    .describe('How long stock stays reserved for an order that is not paid; null for as long as it takes'),
  addressCheck: z
    .enum(['hold', 'flag'])
    .default('flag')
    .describe('What becomes of an order whose address cannot be right'),
  slipPrices: z.boolean().default(false).describe('Whether packing slips show prices'),
  returnDays: z
    .int()
    .min(0)
    .max(3_650)
    .default(30)
    .describe('Days after its delivery within which something may come back; 0 for never'),
  returnAuthorization: z
    .enum(['by_hand', 'at_once'])
    .default('by_hand')
    .describe('Who allows what a customer asks for: a person, or the rule'),
  restockingPercent: z.int().min(0).max(100).default(0).describe('Kept back of a refund, of what was not our fault'),
});
export type ChannelRulesContent = z.infer<typeof channelRulesContent>;
/** A channel's name, or `*` for all that have no rules of their own. */
export const channelOrAll = z.union([z.literal('*'), slug]);
export const channelRulesSet = define(
  'inventory.channel_rules_set',
  channelRulesContent.extend({ rulesId: id, merchant: merchantId, channel: channelOrAll }),
);
export const channelRulesEvents = [channelRulesSet] as const;
export type ChannelRulesEvent = FactOf<(typeof channelRulesEvents)[number]>;
