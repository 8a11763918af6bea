/** What happens on the floor: whatever changes a fulfillment order, a station or a walk on a screen. */
export const fulfillmentEvents = [
  'fulfillment.planned',
  'fulfillment.lines_planned',
  'fulfillment.status_changed',
  'fulfillment.priority_set',
  'fulfillment.assigned',
  'fulfillment.station_assigned',
  'fulfillment.hold_changed',
  'fulfillment.picked',
  'fulfillment.unpicked',
  'fulfillment.scan_refused',
  'fulfillment.short_picked',
  'fulfillment.exception_settled',
  'fulfillment.package_opened',
  'fulfillment.package_measured',
  'fulfillment.package_shared',
  'fulfillment.package_removed',
  'fulfillment.packed',
  'fulfillment.unpacked',
  'fulfillment.package_labelled',
  'fulfillment.package_unlabelled',
] as const;
export const stationEvents = ['fulfillment.station_set', 'fulfillment.station_state_changed'] as const;
export const walkEvents = ['fulfillment.walk_started', 'fulfillment.walk_ended'] as const;
/** What vendors say, and what becomes of what is collected. */
export const collectingEvents = [
  'fulfillment.planned',
  'fulfillment.lines_planned',
  'fulfillment.status_changed',
  'fulfillment.hold_changed',
  'fulfillment.picked',
  'fulfillment.unpicked',
  'fulfillment.vendor_order_sent',
  'fulfillment.vendor_confirmed',
  'fulfillment.vendor_rejected',
  'fulfillment.vendor_shipped',
  'fulfillment.vendor_late',
  'fulfillment.pickup_ready',
  'fulfillment.pickup_handed_over',
  'fulfillment.pickup_expired',
  'fulfillment.vendor_sent_anyway',
  'fulfillment.exception_settled',
] as const;
