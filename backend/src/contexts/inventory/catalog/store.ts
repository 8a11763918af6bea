/** The only writer of products, listings and channel rules. */
import {
  type ChannelRulesEvent,
  channelRulesEvents,
  type ListingEvent,
  listingEvents,
  type ProductEvent,
  productEvents,
} from '@gantry/shared/events/inventory/products';
import { rowStore } from '../../../platform/write/row-store.ts';
import { stream } from '../../../platform/write/stream.ts';
import { comparedCode } from './barcodes.ts';
import { type ChannelRules, evolveRules } from './channel-rules.ts';
import { evolveListing, type Listing } from './listing.ts';
import { evolveProduct, type Product } from './product.ts';

export const productRows = rowStore<Product, ProductEvent>({
  table: 'products',
  key: 'productId',
  columns: { merchant: 'text', sku: 'text', archived: 'boolean', content: 'value' },
  derived: {
    name: { kind: 'text', of: ({ content }) => content.name },
    barcodes: { kind: 'texts', of: ({ content }) => content.barcodes.map(({ code }) => comparedCode(code)) },
    parts: { kind: 'texts', of: ({ content }) => content.components.map(({ sku }) => sku) },
  },
  fixed: ['merchant', 'sku'],
});

export const productStream = stream('product', productEvents, {
  evolve: evolveProduct,
  store: productRows,
  merchantOf: ({ merchant }) => merchant,
});

export const listingRows = rowStore<Listing, ListingEvent>({
  table: 'listings',
  key: 'listingId',
  columns: {
    merchant: 'text',
    channel: 'text',
    channelSku: 'text',
    sku: 'text',
    quantity: 'int',
    mapped: 'boolean',
  },
  fixed: ['merchant', 'channel', 'channelSku'],
});

export const listingStream = stream('listing', listingEvents, {
  evolve: evolveListing,
  store: listingRows,
  merchantOf: ({ merchant }) => merchant,
});

export const rulesRows = rowStore<ChannelRules, ChannelRulesEvent>({
  table: 'channel_rules',
  key: 'rulesId',
  columns: { merchant: 'text', channel: 'text', content: 'value' },
  fixed: ['merchant', 'channel'],
});

export const rulesStream = stream('channel_rules', channelRulesEvents, {
  evolve: evolveRules,
  store: rulesRows,
  merchantOf: ({ merchant }) => merchant,
});
