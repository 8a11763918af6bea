/**
 * Asks the USPS Tracking API: one parcel by GET (v3), up to thirty-five by POST (v3r2), which answers 207 when some of them
 * fail. Sources: the Tracking 3.2 OpenAPI description in karrioapi/karrio and the formats document; the path and body of
 * the batch are not described there, so a connection whose `baseUrl` ends with `/tracking/v3` is asked one by one.
 */
import type { Ask, OutsideAnswer } from '../../wire/call.ts';
import type { AccountAccess } from '../account.ts';
import { type TrackClient, trackEach } from '../track.ts';
import { readUsps } from './read.ts';

// An unknown number is answered with 404, one that is none with 400: both are said of the parcel.
const accepted = [207, 400, 404];

const headersOf = (token: string) => ({ authorization: `Bearer ${token}`, accept: 'application/json' });

const askForOne = (ask: Ask, { baseUrl, token = '' }: AccountAccess, number: string): Promise<OutsideAnswer> => {
  const root = baseUrl.endsWith('/tracking/v3') ? baseUrl : `${baseUrl}/tracking/v3`;
  const url = `${root}/tracking/${encodeURIComponent(number)}?expand=DETAIL`;
  return ask({ operation: 'track', url, headers: headersOf(token) }, accepted);
};

const askForMany = (ask: Ask, { baseUrl, token = '' }: AccountAccess, numbers: readonly string[]) =>
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
  if (numbers.length === 1 || access.baseUrl.endsWith('/tracking/v3'))
    return trackEach(numbers, {
      ask: (number) => askForOne(ask, access, number),
      read: ({ body }, number) => readUsps(Buffer.from(body), [number]),
    });
  const answer = await askForMany(ask, access, numbers);
  return { reading: readUsps(Buffer.from(answer.body), numbers), raw: [answer] };
};

export const uspsTrack: TrackClient = {
  batch: 35,
  track,
  read: (rawBody, asked) => readUsps(rawBody, asked),
};
