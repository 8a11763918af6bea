/** DPD: its push (a signed-by-path GET) and its SOAP tracking, with what their statuses mean. */
import type { CarrierAdapter } from '../carrier.ts';
import { dpdAccount } from './account.ts';
import { dpdStatuses } from './statuses.data.ts';
import { dpdTrack } from './track.ts';
import { dpdWebhook } from './webhook.ts';

export const dpd: CarrierAdapter = {
  name: 'dpd',
  statuses: () => dpdStatuses,
  account: dpdAccount,
  track: dpdTrack,
  webhook: dpdWebhook,
};
