/** Words of the floor: where the work on an order stands, who does it where, what scans and vendors answer. */

/**
 * pending -> processing -> picking -> packing -> shipped -> delivered -> returned; shipped -> returned; cancelled from the first
 * four only.
 */
export const fulfillmentStatuses = [
  'pending',
  'processing',
  'picking',
  'packing',
  'shipped',
  'delivered',
  'returned',
  'cancelled',
] as const;
export type FulfillmentStatus = (typeof fulfillmentStatuses)[number];
/** Statuses in which there is work left on the floor. */
export const openStatuses = ['pending', 'processing', 'picking', 'packing'] as const;

/** From least to most. */
export const priorities = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof priorities)[number];

/** How it reaches the customer: by a carrier, collected in a warehouse, sent by the vendor, without anything to carry. */
export const fulfillmentKinds = ['ship', 'pickup', 'dropship', 'digital'] as const;
export type FulfillmentKind = (typeof fulfillmentKinds)[number];

/** `paused`: it keeps its work and is given none; `closed`: it has none. */
export const stationStates = ['open', 'paused', 'closed'] as const;
export type StationState = (typeof stationStates)[number];

/** `batch`: several orders in one walk; `tote`: the same with a numbered tote for each order. */
export const walkKinds = ['batch', 'tote'] as const;
export type WalkKind = (typeof walkKinds)[number];

/** Why a scan is refused; what a screen says and sounds follows from it. */
export const scanRefusals = [
  'misread',
  'bad_date',
  'unknown_barcode',
  'not_in_job',
  'line_complete',
  'too_many',
  'wrong_location',
  'bin_short',
  'bin_full',
  'wrong_lot',
  'expired',
  'wrong_tote',
  'not_allocated',
  'not_picked',
  'other_packs',
  'not_whole_packs',
  'held',
  'wrong_status',
] as const;
export type ScanRefusal = (typeof scanRefusals)[number];

/**
 * What went wrong on the floor and is somebody's to settle. `vendor_to_stop`: called off after its vendor had confirmed it; `sent_anyway`: its
 * vendor has sent what was called off.
 */
export const floorExceptionKinds = [
  'short_pick',
  'late_vendor',
  'vendor_rejected',
  'vendor_to_stop',
  'sent_anyway',
  'pickup_expired',
] as const;
export type FloorExceptionKind = (typeof floorExceptionKinds)[number];

/** `to_send`: not told the vendor yet. */
export const vendorOrderStates = ['to_send', 'sent', 'confirmed', 'rejected', 'shipped', 'cancelled'] as const;
export type VendorOrderState = (typeof vendorOrderStates)[number];

export const pickupStates = ['preparing', 'ready', 'handed_over', 'expired', 'cancelled'] as const;
export type PickupState = (typeof pickupStates)[number];
