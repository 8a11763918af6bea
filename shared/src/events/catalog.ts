/** Every event there is, by name: reactions and replays parse with these definitions, and analysts read their payloads here. */
import { accessEvents } from './access.ts';
import { analystEvents } from './analysts.ts';
import { brandEvents } from './brands.ts';
import { connectionEvents } from './connections.ts';
import type { EventDefinition } from './define.ts';
import { etaEvents } from './eta.ts';
import { orderEvents } from './orders.ts';
import { personEvents } from './people.ts';
import { settingsEvents } from './settings.ts';
import { shippingEvents } from './shipping.ts';
import { statusMapEvents } from './status-maps.ts';
import { trackingEvents } from './tracking.ts';
import { trashEvents } from './trash.ts';

const definitions: readonly EventDefinition[] = [
  ...accessEvents,
  ...analystEvents,
  ...personEvents,
  ...settingsEvents,
  ...connectionEvents,
  ...statusMapEvents,
  ...orderEvents,
  ...shippingEvents,
  ...trackingEvents,
  ...etaEvents,
  ...brandEvents,
  ...trashEvents,
];

export const eventCatalog: ReadonlyMap<string, EventDefinition> = new Map(definitions.map((one) => [one.name, one]));
