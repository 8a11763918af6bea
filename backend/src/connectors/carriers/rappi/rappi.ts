/** Rappi: couriers of a city, whose webhooks say order events rather than scans. */
import type { CarrierAdapter } from '../carrier.ts';
import { rappiStatuses } from './statuses.data.ts';
import { rappiWebhook } from './webhook.ts';

export const rappi: CarrierAdapter = {
  name: 'rappi',
  statuses: () => rappiStatuses,
  webhook: rappiWebhook,
};
