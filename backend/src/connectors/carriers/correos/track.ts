/**
 * Asks Correos for parcels: the new tracking API, with the gateway's own pair of credentials in headers, or the older
 * localizador, by what account it is. Both answer 200 whatever is wrong with the number. Several codes a call are not
 * documented; the gateway refuses batches past a size of its own.
 */
import type { OutsideAnswer, OutsideCall } from '../../wire/call.ts';
import type { AccountAccess } from '../account.ts';
import { type CarrierReading, emptyReading } from '../reading.ts';
import { type TrackClient, trackEach } from '../track.ts';
import { isOld, locatorOf } from './account.ts';
import { readTrack } from './read.ts';

const callFor = (access: AccountAccess, number: string): OutsideCall => {
  const { baseUrl, credentials, token = '' } = access;
  const headers: Record<string, string> = { accept: 'application/json', authorization: token };
  const code = encodeURIComponent(number);
  if (isOld(access)) {
    const url = `${locatorOf(access)}/canonico/eventos_envio_servicio_auth/${code}?codIdioma=ES&indUltEvento=N`;
    return { operation: 'track', url, headers };
  }
  headers.client_id = credentials.gatewayClientId || (credentials.oauthClientId ?? '');
  headers.client_secret = credentials.gatewayClientSecret || (credentials.oauthClientSecret ?? '');
  const api = /\/trackpub\/api\/v\d+$/.test(baseUrl) ? baseUrl : `${baseUrl}/support/trackpub/api/v2`;
  return { operation: 'track', url: `${api}/search/${code}`, headers };
};

const unknownNumber = (number: string, status: number): CarrierReading => ({
  ...emptyReading(),
  problems: [
    { trackingNumber: number, kind: 'not_found', code: `http_${status}`, message: 'Correos does not know this parcel' },
  ],
});

const read = ({ status, body }: OutsideAnswer, number: string): CarrierReading =>
  status === 404 || status === 204 || body.trim() === ''
    ? unknownNumber(number, status)
    : readTrack(Buffer.from(body), [number]);

export const correosTrack: TrackClient = {
  batch: 1,
  track: (ask, access, numbers) => trackEach(numbers, { ask: (number) => ask(callFor(access, number), [404]), read }),
  read: readTrack,
};
