/**
 * Where orders come from. A channel is an open name (a marketplace, a partner, a shop); the three below are people,
 * and for them a bad order is told at once instead of being kept for repair.
 */
import { z } from 'zod';

export const manualChannels = ['phone', 'wholesale', 'replacement'] as const;
export const isManualChannel = (channel: string): boolean => (manualChannels as readonly string[]).includes(channel);

export const customerTiers = ['standard', 'premium', 'vip', 'enterprise'] as const;
export const itemTags = ['fragile', 'hazmat', 'oversized', 'perishable'] as const;
export const fulfillmentTypes = ['stock', 'dropship', 'made_to_order', 'digital'] as const;

/** A lower-case name used in URLs and as a dimension: channels, carriers, connections, warehouses. */
export const slug = z
  .string()
  .min(1)
  .max(40)
  .regex(/^[a-z0-9][a-z0-9_-]*$/, 'lower-case letters, digits, "-" and "_" only');
