/** USPS: its tracking subscriptions and its Tracking API v3, with what their event codes mean. */
import type { CarrierAdapter } from '../carrier.ts';
import { uspsAccount } from './account.ts';
import { uspsStatuses } from './statuses.data.ts';
import { uspsTrack } from './track.ts';
import { uspsWebhook } from './webhook.ts';

export const usps: CarrierAdapter = {
  name: 'usps',
  statuses: () => uspsStatuses,
  account: uspsAccount,
  track: uspsTrack,
  webhook: uspsWebhook,
};
