/** Every event there is, by name: reactions and replays parse with these definitions, and analysts read their payloads here. */

import { analystEvents } from './access/analysts.ts';
import { kioskEvents } from './access/kiosks.ts';
import { personEvents } from './access/people.ts';
import { accessEvents } from './access.ts';
import { brandEvents } from './brands.ts';
import { connectionEvents } from './connections.ts';
import type { EventDefinition } from './define.ts';
import { erpEvents } from './erp.ts';
import { etaEvents, etaScored, etaUpdated } from './eta.ts';
import { fulfillmentEvents, stationEvents, walkEvents } from './fulfillment.ts';
import { locationEvents, vendorEvents, warehouseEvents } from './inventory/places.ts';
import { channelRulesEvents, listingEvents, productEvents } from './inventory/products.ts';
import { purchaseOrderEvents, transferEvents } from './inventory/purchasing.ts';
import { stockEvents } from './inventory/stock.ts';
import { merchantEvents } from './merchants.ts';
import { orderEvents } from './orders.ts';
import { pageViewEvents } from './page-views.ts';
import { privacyEvents } from './privacy.ts';
import { returnEvents } from './returns.ts';
import { settingsEvents } from './settings.ts';
import { shippingEvents } from './shipping.ts';
import { statusMapEvents } from './status-maps.ts';
import { trackingEvents } from './tracking.ts';
import { trashEvents, trashGrowthEvents, trashRunEvents } from './trash.ts';

/** What merchants have of their own in the catalog and in stock. */
const ofMerchantsStock: readonly EventDefinition[] = [
  ...productEvents,
  ...vendorEvents,
  ...listingEvents,
  ...channelRulesEvents,
  ...stockEvents,
  ...purchaseOrderEvents,
  ...transferEvents,
];

const definitions: readonly EventDefinition[] = [
  ...accessEvents,
  ...analystEvents,
  ...personEvents,
  ...merchantEvents,
  ...kioskEvents,
  ...settingsEvents,
  ...connectionEvents,
  ...statusMapEvents,
  ...warehouseEvents,
  ...locationEvents,
  ...ofMerchantsStock,
  ...orderEvents,
  ...erpEvents,
  ...shippingEvents,
  ...fulfillmentEvents,
  ...stationEvents,
  ...walkEvents,
  ...returnEvents,
  ...trackingEvents,
  ...etaEvents,
  ...brandEvents,
  ...pageViewEvents,
  ...trashEvents,
  ...trashRunEvents,
  ...trashGrowthEvents,
  ...privacyEvents,
];

export const eventCatalog: ReadonlyMap<string, EventDefinition> = new Map(definitions.map((one) => [one.name, one]));

/**
 * The events of streams that belong to a merchant each: whoever serves only some merchants is told of theirs and of no
 * others. All other events are the operator's.
 */
export const eventsOfMerchants: ReadonlySet<string> = new Set(
  [
    ...ofMerchantsStock,
    ...orderEvents,
    ...erpEvents,
    ...shippingEvents,
    ...fulfillmentEvents,
    ...returnEvents,
    ...trackingEvents,
    etaUpdated,
    etaScored,
    ...brandEvents,
    ...pageViewEvents,
    ...trashEvents,
    ...trashRunEvents,
    ...trashGrowthEvents,
  ].map(({ name }) => name),
);
