/** UPS: Track Alert pushes, Track answers, and what their codes mean. */
import type { CarrierAdapter } from '../carrier.ts';
import { upsAccount } from './account.ts';
import { upsStatuses } from './statuses.data.ts';
import { upsTrack } from './track.ts';
import { upsWebhook } from './webhook.ts';

export const ups: CarrierAdapter = {
  name: 'ups',
  statuses: () => upsStatuses,
  account: upsAccount,
  track: upsTrack,
  webhook: upsWebhook,
};
