/** FedEx: its Track API and its push (Advanced Integrated Visibility), with what their codes mean. */
import type { CarrierAdapter } from '../carrier.ts';
import { fedexAccount } from './account.ts';
import { fedexStatuses } from './statuses.data.ts';
import { fedexTrack } from './track.ts';
import { fedexWebhook } from './webhook.ts';

export const fedex: CarrierAdapter = {
  name: 'fedex',
  statuses: () => fedexStatuses,
  account: fedexAccount,
  track: fedexTrack,
  webhook: fedexWebhook,
};
