/** PostNL (Netherlands): its status API, with what its status and event codes mean. No push of its is known. */
import type { CarrierAdapter } from '../carrier.ts';
import { postnlAccount } from './account.ts';
import { postnlStatuses } from './statuses.data.ts';
import { postnlTrack } from './track.ts';

export const postnl: CarrierAdapter = {
  name: 'postnl',
  statuses: () => postnlStatuses,
  account: postnlAccount,
  track: postnlTrack,
};
