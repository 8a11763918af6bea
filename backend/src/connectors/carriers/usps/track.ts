/**
 * Asks the USPS Tracking API: one parcel by GET (v3), up to thirty-five by POST (v3r2), which answers 207 when some of them
 * fail. Sources: the Tracking 3.2 OpenAPI description in karrioapi/karrio and the formats document; the path and body of
 * the batch are not described there, so a connection whose `baseUrl` ends with `/tracking/v3` is asked one by one. A token
 * without the scope `tracking` is good for nothing and says so at once. USPS allows sixty calls an hour by default.
 */
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import { Upstream } from '../../../kernel/errors.ts';
import { readBody } from '../../wire/body.ts';
import { emptyReading, field, textOf } from '../../wire/json.ts';
import type { Ask, OutsideAnswer, TrackAccess, TrackClient } from '../carrier.ts';
import { readUsps } from './read.ts';

const login = async (
  ask: Ask,
  { baseUrl, credentials }: TrackAccess,
): Promise<{ token: string; expiresInSeconds: number }> => {
  const { clientId = '', clientSecret = '' } = credentials;
  const answer = await ask({
    operation: 'login',
    url: `${baseUrl.replace(/\/tracking\/v3$/, '')}/oauth2/v3/token`,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: 'tracking',
    }),
  });
  const read = readBody(Buffer.from(answer.body));
  const said = 'body' in read ? read.body : null;
  const token = textOf(field(said, 'access_token'));
  if (token === undefined) throw new Upstream('usps', 'no_token', 'USPS answered the login without a token', true);
  const scope = field(said, 'scope');
  if (typeof scope === 'string' && !/\btracking\b/.test(scope))
    throw new Upstream('usps', 'no_scope', 'USPS has not granted the scope tracking to these credentials', false);
  const seconds = Number(textOf(field(said, 'expires_in')));
  return { token, expiresInSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : 3600 };
};

// An unknown number is answered with 404, one that is none with 400: both are said of the parcel.
const accepted = [207, 400, 404];

const headersOf = (token: string) => ({ authorization: `Bearer ${token}`, accept: 'application/json' });

const askForOne = (ask: Ask, { baseUrl, token = '' }: TrackAccess, number: string): Promise<OutsideAnswer> => {
  const root = baseUrl.endsWith('/tracking/v3') ? baseUrl : `${baseUrl}/tracking/v3`;
  const url = `${root}/tracking/${encodeURIComponent(number)}?expand=DETAIL`;
  return ask({ operation: 'track', url, headers: headersOf(token) }, accepted);
};

const askForMany = (ask: Ask, { baseUrl, token = '' }: TrackAccess, numbers: readonly string[]) =>
  ask(
    {
      operation: 'track',
      url: `${baseUrl}/tracking/v3r2/tracking`,
      method: 'POST',
      headers: { ...headersOf(token), 'content-type': 'application/json' },
      body: JSON.stringify(numbers.map((trackingNumber) => ({ trackingNumber }))),
    },
    accepted,
  );

const track: TrackClient['track'] = async (ask, access, numbers) => {
  const single = numbers.length === 1 || access.baseUrl.endsWith('/tracking/v3');
  if (!single) {
    const answer = await askForMany(ask, access, numbers);
    return { reading: readUsps(Buffer.from(answer.body), numbers), raw: [answer] };
  }
  const reading = emptyReading();
  const raw: OutsideAnswer[] = [];
  for (const number of numbers) {
    const answer = await askForOne(ask, access, number);
    raw.push(answer);
    const { shipments, problems, errors } = readUsps(Buffer.from(answer.body), [number]);
    reading.shipments.push(...shipments);
    reading.problems.push(...problems);
    reading.errors.push(...errors);
  }
  return { reading, raw };
};

export const uspsTrack: TrackClient = {
  batch: 35,
  quota: { perSecond: 1, perDay: 1_440 },
  hosts: { live: 'https://apis.usps.com', test: 'https://apis-tem.usps.com' },
  credentials: carrierFacts.usps.credentials,
  login,
  track,
  read: (rawBody, asked) => readUsps(rawBody, asked),
};
