/** Every event there is, by name: reactions and replays parse with these definitions, and analysts read their payloads here. */
import { accessEvents } from './access.ts';
import { analystEvents } from './analysts.ts';
import { brandEvents } from './brands.ts';
import { connectionEvents } from './connections.ts';
import type { EventDefinition } from './define.ts';
import { etaEvents, etaScored, etaUpdated } from './eta.ts';
import { kioskEvents } from './kiosks.ts';
import { merchantEvents } from './merchants.ts';
import { orderEvents } from './orders.ts';
import { personEvents } from './people.ts';
import { privacyEvents } from './privacy.ts';
import { settingsEvents } from './settings.ts';
import { shippingEvents } from './shipping.ts';
import { statusMapEvents } from './status-maps.ts';
import { trackingEvents } from './tracking.ts';
import { trashEvents } from './trash.ts';

const definitions: readonly EventDefinition[] = [
  ...accessEvents,
  ...analystEvents,
  ...personEvents,
  ...merchantEvents,
  ...kioskEvents,
  ...settingsEvents,
  ...connectionEvents,
  ...statusMapEvents,
  ...orderEvents,
  ...shippingEvents,
  ...trackingEvents,
  ...etaEvents,
  ...brandEvents,
  ...trashEvents,
  ...privacyEvents,
];

export const eventCatalog: ReadonlyMap<string, EventDefinition> = new Map(definitions.map((one) => [one.name, one]));

/**
 * The events of streams that belong to a merchant each: whoever serves only some merchants is told of theirs and of no
 * others. All other events are the operator's.
 */
export const eventsOfMerchants: ReadonlySet<string> = new Set(
  [...orderEvents, ...shippingEvents, ...trackingEvents, etaUpdated, etaScored, ...brandEvents, ...trashEvents].map(
    ({ name }) => name,
  ),
);
