/**
 * Asks FedEx Track v1 for up to thirty parcels a call. Source: the Track OpenAPI description as kept in karrioapi/karrio
 * `modules/connectors/fedex/vendor/track.json`. A token is good for about an hour. FedEx's own limits are far above the
 * quota here; a connection's settings may say otherwise.
 */
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import { Upstream } from '../../../kernel/errors.ts';
import { readBody } from '../../wire/body.ts';
import { field, textOf } from '../../wire/json.ts';
import type { Ask, TrackAccess, TrackClient } from '../carrier.ts';
import { readFedex } from './read.ts';

const login = async (
  ask: Ask,
  { baseUrl, credentials }: TrackAccess,
): Promise<{ token: string; expiresInSeconds: number }> => {
  const { clientId = '', clientSecret = '' } = credentials;
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  }).toString();
  const answer = await ask({
    operation: 'login',
    url: `${baseUrl}/oauth/token`,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body,
  });
  const read = readBody(Buffer.from(answer.body));
  const said = 'body' in read ? read.body : null;
  const token = textOf(field(said, 'access_token'));
  if (token === undefined) throw new Upstream('fedex', 'no_token', 'FedEx answered the login without a token', true);
  const seconds = Number(textOf(field(said, 'expires_in')));
  return { token, expiresInSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : 3000 };
};

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
  quota: { perSecond: 5, perDay: 50_000 },
  hosts: { live: 'https://apis.fedex.com', test: 'https://apis-sandbox.fedex.com' },
  credentials: carrierFacts.fedex.credentials,
  login,
  track,
  read: (rawBody, asked) => readFedex(rawBody, asked),
};
