/**
 * Asks Aramex for parcels: many waybills in one JSON call that carries the account in its body. What is
 * wrong with the account, and being asked too much, are told with HTTP 200.
 */
import { Upstream } from '../../../kernel/errors.ts';
import type { Ask } from '../../wire/call.ts';
import type { AccountAccess } from '../account.ts';
import type { TrackAnswer, TrackClient } from '../track.ts';
import { clientInfo } from './account.ts';
import { failuresOf, kindOf, readTrack } from './read.ts';

const track = async (ask: Ask, access: AccountAccess, numbers: readonly string[]): Promise<TrackAnswer> => {
  const answer = await ask({
    operation: 'track',
    url: `${access.baseUrl}/Tracking/Service_1_0.svc/json/TrackShipments`,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({
      ClientInfo: clientInfo(access),
      Transaction: { Reference1: '', Reference2: '', Reference3: '', Reference4: '', Reference5: '' },
      Shipments: numbers,
      GetLastTrackingUpdateOnly: false,
    }),
  });
  const rawBody = Buffer.from(answer.body);
  for (const failed of failuresOf(rawBody)) {
    const kind = kindOf(failed);
    const message = `${failed.code}: ${failed.message}`;
    if (kind === 'refused') throw new Upstream('aramex', 'login_refused', message, false);
    if (kind === 'busy') throw new Upstream('aramex', 'http_429', message, true);
  }
  return { reading: readTrack(rawBody, numbers), raw: [answer] };
};

export const aramexTrack: TrackClient = {
  // No batch size is published; careful by default.
  batch: 50,
  track,
  read: readTrack,
};
