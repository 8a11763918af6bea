/** What happens to orders: whatever changes a row of the list, a card of the board or the page of one. */
export const orderEvents = [
  'orders.order_placed',
  'orders.order_amended',
  'orders.order_cancelled',
  'orders.order_allocated',
  'orders.allocation_released',
  'orders.order_held',
  'orders.hold_released',
  'orders.quantity_cancelled',
  'orders.goods_issued',
  'orders.goods_returned',
  'orders.orders_merged',
  'orders.order_unmerged',
  'orders.address_checked',
  'orders.address_forced',
  'orders.erp_customer_attached',
  'orders.erp_order_injected',
] as const;
