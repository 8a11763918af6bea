/** Every event there is, by name: the log parses with it, and analysts and partners read their payloads here. */

import * as access from './access.ts';
import * as brands from './brands.ts';
import * as connections from './connections.ts';
import type { EventDefinition } from './define.ts';
import * as eta from './eta.ts';
import * as orders from './orders.ts';
import * as settings from './settings.ts';
import * as shipping from './shipping.ts';
import * as statusMaps from './status-maps.ts';
import * as tracking from './tracking.ts';
import * as trash from './trash.ts';

const definitions: EventDefinition[] = [
  orders.orderPlaced,
  orders.orderAmended,
  orders.orderCancelled,
  shipping.shipmentCreated,
  shipping.labelCreated,
  shipping.shipmentCancelled,
  connections.connectionConfigured,
  tracking.trackingStarted,
  tracking.scanRecorded,
  tracking.scanRefined,
  tracking.scanMapped,
  tracking.carrierEstimateChanged,
  tracking.proofRecorded,
  tracking.wentSilent,
  tracking.heardAgain,
  tracking.standingChanged,
  tracking.exceptionOpened,
  tracking.exceptionResolved,
  tracking.exceptionRevised,
  tracking.exceptionWithdrawn,
  eta.etaUpdated,
  eta.etaScored,
  eta.etaLevelDemoted,
  eta.etaModelTrained,
  statusMaps.statusMapChanged,
  brands.brandConfigured,
  access.keyIssued,
  access.keyRevoked,
  settings.groupChanged,
  trash.messageTrashed,
  trash.messageRepaired,
  trash.messageRetried,
  trash.messageResolved,
  trash.retryFailed,
  trash.messageDiscarded,
];

export const eventCatalog: ReadonlyMap<string, EventDefinition> = new Map(definitions.map((d) => [d.name, d]));
