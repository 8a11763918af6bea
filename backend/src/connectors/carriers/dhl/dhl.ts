/**
 * DHL: one name for five systems (MyDHL API, Express XML-PI, the unified API with its pushes, Parcel DE, eCommerce) and for
 * divisions that use the same codes for different things. Hence the scheme: the code shown is what DHL prints (`OK`, `600`,
 * `DLVRD/ACCPT`, `NOT_HOME`, or the unified class `transit` where nothing finer is sent), and its keys carry the division in
 * front (`express:OK`, `ecommerce:600`, `parcel-de:DLVRD/ACCPT/ZU`), the bare code after them.
 */
import type { CarrierAdapter } from '../carrier.ts';
import { dhlAccount } from './account.ts';
import { dhlStatuses } from './statuses.data.ts';
import { dhlTrack } from './track.ts';
import { dhlWebhook } from './webhook.ts';

export const dhl: CarrierAdapter = {
  name: 'dhl',
  statuses: () => dhlStatuses,
  account: dhlAccount,
  track: dhlTrack,
  webhook: dhlWebhook,
};
