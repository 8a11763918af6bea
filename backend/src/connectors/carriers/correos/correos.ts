/** Correos (Spain): its tracking, old and new, with what its event codes mean. It pushes nothing. */
import type { CarrierAdapter } from '../carrier.ts';
import { correosAccount } from './account.ts';
import { correosStatuses } from './statuses.data.ts';
import { correosTrack } from './track.ts';

export const correos: CarrierAdapter = {
  name: 'correos',
  statuses: () => correosStatuses,
  account: correosAccount,
  track: correosTrack,
};
