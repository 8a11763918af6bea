/** Asks UPS Track v1 for parcels, one number a call. Source: UPS-API/api-documentation `Tracking.yaml`. */
import { createHash } from 'node:crypto';
import type { Ask, OutsideAnswer } from '../../wire/call.ts';
import type { AccountAccess } from '../account.ts';
import { type TrackClient, trackEach } from '../track.ts';
import { readUps } from './read.ts';

/** UPS wants an identifier of its own for every call, of at most 32 characters. */
const callId = (number: string, now: Date): string =>
  createHash('sha256').update(`${number} ${now.toISOString()}`).digest('hex').slice(0, 32);

const askFor = (ask: Ask, { baseUrl, token = '', now }: AccountAccess, number: string): Promise<OutsideAnswer> =>
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
  track: (ask, access, numbers) =>
    trackEach(numbers, {
      ask: (number) => askFor(ask, access, number),
      read: ({ body }, number) => readUps(Buffer.from(body), [number]),
    }),
  read: (rawBody, asked) => readUps(rawBody, asked),
};
