/** Asks DPD for parcels: ParcelLifeCycleService getTrackingData tells of one parcel a call. */
import type { Ask, OutsideAnswer } from '../../wire/call.ts';
import { escaped } from '../../wire/escaped.ts';
import type { AccountAccess } from '../account.ts';
import { type TrackClient, trackEach } from '../track.ts';
import { readTrack } from './read-track.ts';
import { call, envelope, languageOf, servicesOf, types } from './soap.ts';

const askFor = (ask: Ask, access: AccountAccess, number: string): Promise<OutsideAnswer> => {
  const { delisId = '' } = access.credentials;
  const header = `<ns:authentication xmlns:ns="${types}/Authentication/2.0"><delisId>${escaped(delisId)}</delisId><authToken>${escaped(access.token ?? '')}</authToken><messageLanguage>${escaped(languageOf(access))}</messageLanguage></ns:authentication>`;
  const body = `<ns1:getTrackingData xmlns:ns1="${types}/ParcelLifeCycleService/2.0"><parcelLabelNumber>${escaped(number)}</parcelLabelNumber></ns1:getTrackingData>`;
  return call(ask, {
    operation: 'track',
    url: `${servicesOf(access.baseUrl)}/ParcelLifeCycleService/V2_0`,
    action: `${types}/ParcelLifeCycleService/2.0/getTrackingData`,
    body: envelope(header, body),
  });
};

export const dpdTrack: TrackClient = {
  batch: 1,
  track: (ask, access, numbers) =>
    trackEach(numbers, {
      ask: (number) => askFor(ask, access, number),
      read: ({ body }, number) => readTrack(Buffer.from(body), [number]),
    }),
  read: readTrack,
};
