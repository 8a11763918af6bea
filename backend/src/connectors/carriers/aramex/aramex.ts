/** Aramex: its tracking service, with what its update codes mean. No push of its is documented in public. */
import type { CarrierAdapter } from '../carrier.ts';
import { aramexAccount } from './account.ts';
import { aramexStatuses } from './statuses.data.ts';
import { aramexTrack } from './track.ts';

export const aramex: CarrierAdapter = {
  name: 'aramex',
  statuses: () => aramexStatuses,
  account: aramexAccount,
  track: aramexTrack,
};
