/** Warehouses, their bins, vendors and what channels may draw on, over HTTP. */
import { z } from 'zod';
import { merchantId } from '../../caller.ts';
import {
  binCode,
  cutoff,
  locationContent,
  shift,
  vendorContent,
  warehouseContent,
} from '../../events/inventory/places.ts';
import { channelOrAll, channelRulesContent } from '../../events/inventory/products.ts';
import { givenSite } from '../../values/address.ts';
import { givenCountry } from '../../values/country.ts';
import { slug } from '../../vocabulary/channels.ts';
import { endpoint, pageOf, pageQuery } from '../endpoint.ts';
import { givenTimeZone } from '../given-time.ts';

const about = { area: 'staff', vertical: 'ecommerce' } as const;

export const warehouse = warehouseContent.extend({
  warehouse: slug,
  state: z.enum(['open', 'closed']),
  units: z.int().describe('On hand there, of the merchants the caller sees'),
});
export type Warehouse = z.infer<typeof warehouse>;
export const saveWarehouse = endpoint({
  ...about,
  area: 'manager',
  operator: true,
  id: 'inventory.save_warehouse',
  method: 'POST',
  path: '/api/logistics/warehouses',
  summary: 'Add a warehouse, or say anew what it is; a closed one is open again',
  description:
    'Without coordinates it is taken to lie where its postal code or town does; where neither is known it comes last wherever the nearest one is chosen.',
  body: z.strictObject({
    warehouse: slug,
    name: warehouseContent.shape.name,
    address: givenSite,
    timeZone: givenTimeZone.optional().describe('That of its address when left out, where that says which'),
    shifts: z.array(shift.strict()).max(30).default([]),
    cutoffs: z.array(cutoff.strict()).max(60).default([]),
  }),
  success: 201,
  alsoAnswers: { 200: 'It was there: changed, or unchanged' },
  reply: z.object({ outcome: z.enum(['added', 'changed', 'unchanged']), warehouse: slug }),
});
export const listWarehouses = endpoint({
  ...about,
  id: 'inventory.list_warehouses',
  method: 'GET',
  path: '/api/logistics/warehouses',
  summary: 'Warehouses by name',
  reply: z.object({ items: z.array(warehouse) }),
});
export const closeWarehouse = endpoint({
  ...about,
  area: 'manager',
  operator: true,
  id: 'inventory.close_warehouse',
  method: 'POST',
  path: '/api/logistics/warehouses/:warehouse/close',
  summary: 'Close a warehouse: nothing more is promised from it',
  params: z.object({ warehouse: slug }),
  reply: z.object({ warehouse: slug, outcome: z.enum(['closed', 'unchanged']) }),
});

export const location = locationContent.extend({
  locationId: z.string(),
  warehouse: slug,
  bin: binCode,
  occupancy: z.int().describe('Units that lie there, of the merchants the caller sees'),
});
export type WarehouseLocation = z.infer<typeof location>;
export const saveLocation = endpoint({
  ...about,
  operator: true,
  id: 'inventory.save_location',
  method: 'POST',
  path: '/api/logistics/locations',
  summary: 'Add a bin of a warehouse, or say anew where it is and what it holds',
  body: z.strictObject({ warehouse: slug, bin: binCode, ...locationContent.shape }),
  success: 201,
  alsoAnswers: { 200: 'It was there: changed, or unchanged' },
  refusals: [409],
  reply: z.object({ outcome: z.enum(['added', 'changed', 'unchanged']), locationId: z.string() }),
});
export const listLocations = endpoint({
  ...about,
  id: 'inventory.list_locations',
  method: 'GET',
  path: '/api/logistics/locations',
  summary: 'Bins of warehouses with what lies in them',
  query: pageQuery.extend({ warehouse: slug.optional(), zone: z.string().max(40).optional() }),
  reply: pageOf(location),
});

export const vendor = vendorContent.extend({ vendorId: z.string(), merchant: merchantId, vendor: slug });
export type Vendor = z.infer<typeof vendor>;
export const saveVendor = endpoint({
  ...about,
  id: 'inventory.save_vendor',
  method: 'POST',
  path: '/api/logistics/vendors',
  summary: 'Add a vendor, or say anew who it is',
  body: z.strictObject({
    vendor: slug,
    ...vendorContent.shape,
    country: givenCountry.optional(),
    timeZone: givenTimeZone.optional(),
  }),
  success: 201,
  alsoAnswers: { 200: 'It was there: changed, or unchanged' },
  reply: z.object({ outcome: z.enum(['added', 'changed', 'unchanged']), vendorId: z.string() }),
});
export const listVendors = endpoint({
  ...about,
  id: 'inventory.list_vendors',
  method: 'GET',
  path: '/api/logistics/vendors',
  summary: 'Vendors by name',
  reply: z.object({ items: z.array(vendor) }),
});

export const channelRules = channelRulesContent.extend({ merchant: merchantId, channel: channelOrAll });
export type ChannelRules = z.infer<typeof channelRules>;
export const saveChannelRules = endpoint({
  ...about,
  area: 'manager',
  id: 'inventory.save_channel_rules',
  method: 'POST',
  path: '/api/logistics/inventory/channel-rules',
  summary: 'Say how orders of a channel are served; `*` for every channel without rules of its own',
  body: z.strictObject({ channel: channelOrAll, ...channelRulesContent.shape }),
  reply: z.object({ outcome: z.enum(['added', 'changed', 'unchanged']) }),
});
export const listChannelRules = endpoint({
  ...about,
  id: 'inventory.list_channel_rules',
  method: 'GET',
  path: '/api/logistics/inventory/channel-rules',
  summary: 'How orders of each channel are served',
  reply: z.object({ items: z.array(channelRules) }),
});
