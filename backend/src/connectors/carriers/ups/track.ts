/**
 * Asks UPS Track v1 for parcels, one number a call. Source: UPS-API/api-documentation `Tracking.yaml` and
 * `OAuthClientCredentials.yaml`. UPS publishes no quota for Track; the one here is cautious and a connection's settings
 * may say otherwise.
 */

import { createHash } from 'node:crypto';
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import { Upstream } from '../../../kernel/errors.ts';
import { readBody } from '../../wire/body.ts';
import { emptyReading, field, textOf } from '../../wire/json.ts';
import type { Ask, OutsideAnswer, TrackAccess, TrackClient } from '../carrier.ts';
import { readUps } from './read.ts';

const login = async (
  ask: Ask,
  { baseUrl, credentials }: TrackAccess,
): Promise<{ token: string; expiresInSeconds: number }> => {
  const { clientId = '', clientSecret = '', accountNumber = '' } = credentials;
  const answer = await ask({
    operation: 'login',
    url: `${baseUrl}/security/v1/oauth/token`,
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      ...(accountNumber === '' ? {} : { 'x-merchant-id': accountNumber }),
    },
    body: 'grant_type=client_credentials',
  });
  const found = readBody(Buffer.from(answer.body));
  const body = 'body' in found ? found.body : null;
  const token = textOf(field(body, 'access_token'));
  if (token === undefined) throw new Upstream('ups', 'no_token', 'UPS answered the login without a token', true);
  // Sent as text, in seconds; a quarter of an hour when UPS leaves it out.
  const seconds = Number(textOf(field(body, 'expires_in')));
  return { token, expiresInSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : 900 };
};

/** UPS wants an identifier of its own for every call, of at most 32 characters. */
const callId = (number: string, now: Date): string =>
  createHash('sha256').update(`${number} ${now.toISOString()}`).digest('hex').slice(0, 32);

const askFor = (ask: Ask, { baseUrl, token = '', now }: TrackAccess, number: string): Promise<OutsideAnswer> =>
  ask(
    {
      operation: 'track',
      url: `${baseUrl}/api/track/v1/details/${encodeURIComponent(number)}?locale=en_US&returnSignature=false&returnMilestones=false&returnPOD=false`,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        transId: callId(number, now),
        transactionSrc: 'gantry',
      },
    },
    // 404 is an unknown number and 400 one that is none: both are about the parcel, not about the call.
    [400, 404],
  );

export const upsTrack: TrackClient = {
  batch: 1,
  quota: { perSecond: 3, perDay: 20_000 },
  hosts: { live: 'https://onlinetools.ups.com', test: 'https://wwwcie.ups.com' },
  credentials: carrierFacts.ups.credentials,
  login,
  track: async (ask, access, numbers) => {
    const reading = emptyReading();
    const raw: OutsideAnswer[] = [];
    for (const number of numbers) {
      const answer = await askFor(ask, access, number);
      raw.push(answer);
      const { shipments, problems, errors } = readUps(Buffer.from(answer.body), [number]);
      reading.shipments.push(...shipments);
      reading.problems.push(...problems);
      reading.errors.push(...errors);
    }
    return { reading, raw };
  },
  read: (rawBody, asked) => readUps(rawBody, asked),
};
