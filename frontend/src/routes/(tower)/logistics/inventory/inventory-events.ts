/** Which events each part of inventory follows. */

/** Whatever is on hand, promised, or on its way. */
export const stockEvents = ['inventory.stock_moved'] as const;
export const purchaseEvents = [
  'inventory.purchase_order_placed',
  'inventory.purchase_order_postponed',
  'inventory.purchase_order_received',
  'inventory.receipt_discrepancy_found',
  'inventory.purchase_order_closed',
] as const;
export const transferEvents = ['inventory.transfer_sent', 'inventory.transfer_received'] as const;
/** What levels show: stock, what is expected, and what products are called. */
export const levelEvents = [
  ...stockEvents,
  ...purchaseEvents,
  ...transferEvents,
  'inventory.product_set',
  'inventory.product_archived',
] as const;
export const productEvents = ['inventory.product_set', 'inventory.product_archived', ...stockEvents] as const;
export const listingEvents = ['inventory.listing_mapped', 'inventory.listing_unmapped'] as const;
export const alertEvents = ['inventory.reorder_due', 'inventory.reorder_rearmed', ...purchaseEvents] as const;
export const warehouseEvents = ['inventory.warehouse_set', 'inventory.warehouse_closed'] as const;
export const locationEvents = ['inventory.location_set', ...stockEvents] as const;
export const vendorEvents = ['inventory.vendor_set'] as const;
export const rulesEvents = ['inventory.channel_rules_set'] as const;
