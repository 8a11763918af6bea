/**
 * Asks Aramex for parcels: many waybills in one JSON call that carries the account in its body. There is no token; what
 * is wrong with the account, and being asked too much, are told with HTTP 200.
 */
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import { Upstream } from '../../../kernel/errors.ts';
import type { Ask, TrackAccess, TrackClient } from '../carrier.ts';
import { failuresOf, kindOf, readTrack } from './read.ts';

const clientInfo = ({ credentials }: TrackAccess) => ({
  UserName: credentials.userName ?? '',
  Password: credentials.password ?? '',
  Version: credentials.version || 'v1.0',
  AccountNumber: credentials.accountNumber ?? '',
  AccountPin: credentials.accountPin ?? '',
  AccountEntity: credentials.accountEntity ?? '',
  AccountCountryCode: credentials.accountCountryCode ?? '',
  Source: 24,
});

const track = async (ask: Ask, access: TrackAccess, numbers: readonly string[]) => {
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
  // Neither a batch size nor a quota is published; careful by default, a connection's settings may say otherwise.
  batch: 50,
  quota: { perSecond: 1, perDay: 10_000 },
  hosts: { live: 'https://ws.aramex.net/ShippingAPI.V2', test: 'https://ws.dev.aramex.net/ShippingAPI.V2' },
  credentials: carrierFacts.aramex.credentials,
  track,
  read: readTrack,
};
