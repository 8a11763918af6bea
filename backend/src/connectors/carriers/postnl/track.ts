/** Asks PostNL for parcels: one barcode a call, the whole history with `detail`. */
import type { Ask, OutsideAnswer } from '../../wire/call.ts';
import type { AccountAccess } from '../account.ts';
import { type TrackClient, trackEach } from '../track.ts';
import { readTrack } from './read.ts';

const askFor = (ask: Ask, { baseUrl, credentials }: AccountAccess, number: string): Promise<OutsideAnswer> =>
  ask(
    {
      operation: 'track',
      url: `${baseUrl}/shipment/v2/status/barcode/${encodeURIComponent(number)}?detail=true`,
      headers: { accept: 'application/json', apikey: credentials.apikey ?? '' },
    },
    // 400 and 404 speak of the number; a wrong key and a spent quota are the caller's to handle.
    [400, 404],
  );

/** An answer without a body says that PostNL knows nothing of the number. */
const bodyOf = ({ body }: OutsideAnswer): string => (body.trim() === '' ? '{"CompleteStatus":{}}' : body);

export const postnlTrack: TrackClient = {
  batch: 1,
  track: (ask, access, numbers) =>
    trackEach(numbers, {
      ask: (number) => askFor(ask, access, number),
      read: (answer, number) => readTrack(Buffer.from(bodyOf(answer)), [number]),
    }),
  read: readTrack,
};
