/** Glovo: couriers of a city, whose parcels say order states rather than scans. */
import type { CarrierAdapter } from '../carrier.ts';
import { glovoStatuses } from './statuses.data.ts';
import { glovoWebhook } from './webhook.ts';

export const glovo: CarrierAdapter = {
  name: 'glovo',
  statuses: () => glovoStatuses,
  webhook: glovoWebhook,
};
