/** How vendors are called, for the drawer over the list. Set by the page that draws the list. */
import type { FulfillmentOrder } from '@gantry/shared/api/fulfillment/orders';
import { createContext } from 'svelte';

export const [vendorNames, setVendorNames] =
  createContext<(order: Pick<FulfillmentOrder, 'merchant' | 'vendor'>) => string>();
