/**
 * Asks FedEx Track v1 for up to thirty parcels a call. Source: the Track OpenAPI description as kept in karrioapi/karrio
 * `modules/connectors/fedex/vendor/track.json`.
 */
import type { TrackClient } from '../track.ts';
import { readFedex } from './read.ts';

const track: TrackClient['track'] = async (ask, { baseUrl, token = '' }, numbers) => {
  const answer = await ask(
    {
      operation: 'track',
      url: `${baseUrl}/track/v1/trackingnumbers`,
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json',
        'x-locale': 'en_US',
      },
      body: JSON.stringify({
        includeDetailedScans: true,
        trackingInfo: numbers.map((trackingNumber) => ({ trackingNumberInfo: { trackingNumber } })),
      }),
    },
    // 400 and 404 say what is wrong with a number, not that FedEx failed.
    [400, 404],
  );
  return { reading: readFedex(Buffer.from(answer.body), numbers), raw: [answer] };
};

export const fedexTrack: TrackClient = {
  batch: 30,
  track,
  read: (rawBody, asked) => readFedex(rawBody, asked),
};
