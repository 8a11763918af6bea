/**
 * Asks Correos for parcels. With OAuth credentials it is the new tracking API (client credentials at Correos ID, whose
 * token comes as `idToken` and lives about an hour, and the gateway's own pair in headers); with a user and a password
 * alone it is the older localizador (Basic). Both answer 200 whatever is wrong with the number.
 */
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import { Upstream } from '../../../kernel/errors.ts';
import { readBody } from '../../wire/body.ts';
import { emptyReading, field, textOf } from '../../wire/json.ts';
import type { Ask, CarrierReading, OutsideAnswer, OutsideCall, TrackAccess, TrackClient } from '../carrier.ts';
import { readTrack } from './read.ts';

const hosts = { live: 'https://api1.correos.es', test: 'https://api1.correospre.es' };
// Login and the old locator live on hosts of their own; under any other base address everything is together.
// The hosts of the test environment are taken from the pattern of the live ones and not confirmed.
const loginHosts: Record<string, string> = {
  [hosts.live]: 'https://apioauthcid.correos.es',
  [hosts.test]: 'https://apioauthcid.correospre.es',
};
const locatorHosts: Record<string, string> = {
  [hosts.live]: 'https://localizador.correos.es',
  [hosts.test]: 'https://localizador.correospre.es',
};

const isOld = ({ credentials }: TrackAccess): boolean => !credentials.oauthClientId && Boolean(credentials.username);

const login = async (ask: Ask, access: TrackAccess): Promise<{ token: string; expiresInSeconds: number }> => {
  const { credentials, baseUrl } = access;
  if (isOld(access)) {
    const pair = `${credentials.username}:${credentials.password ?? ''}`;
    return { token: `Basic ${Buffer.from(pair).toString('base64')}`, expiresInSeconds: 24 * 3600 };
  }
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: credentials.oauthClientId ?? '',
    client_secret: credentials.oauthClientSecret ?? '',
    scope: credentials.scope || 'AP3 LBS RCG',
  });
  const answer = await ask({
    operation: 'login',
    url: `${loginHosts[baseUrl] ?? baseUrl}/Api/Authorize/Token`,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: body.toString(),
  });
  const read = readBody(Buffer.from(answer.body));
  const given = 'error' in read ? undefined : read.body;
  const token = textOf(field(given, 'idToken')) ?? textOf(field(given, 'access_token'));
  if (token === undefined) throw new Upstream('correos', 'no_token', 'correos logged in without a token', true);
  const seconds = Number(textOf(field(given, 'expiresIn')) ?? textOf(field(given, 'expires_in')) ?? Number.NaN);
  return { token: `Bearer ${token}`, expiresInSeconds: seconds > 0 && seconds < 86_400 ? seconds : 3300 };
};

const callFor = (access: TrackAccess, number: string): OutsideCall => {
  const { baseUrl, credentials, token = '' } = access;
  const headers: Record<string, string> = { accept: 'application/json', authorization: token };
  const code = encodeURIComponent(number);
  if (isOld(access)) {
    const host = locatorHosts[baseUrl] ?? baseUrl;
    const url = `${host}/canonico/eventos_envio_servicio_auth/${code}?codIdioma=ES&indUltEvento=N`;
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

const track = async (ask: Ask, access: TrackAccess, numbers: readonly string[]) => {
  const reading: CarrierReading = emptyReading();
  const raw: OutsideAnswer[] = [];
  for (const number of numbers) {
    const answer = await ask(callFor(access, number), [404]);
    raw.push(answer);
    const silent = answer.status === 404 || answer.status === 204 || answer.body.trim() === '';
    const one = silent ? unknownNumber(number, answer.status) : readTrack(Buffer.from(answer.body), [number]);
    reading.shipments.push(...one.shipments);
    reading.problems.push(...one.problems);
    reading.errors.push(...one.errors);
  }
  return { reading, raw };
};

export const correosTrack: TrackClient = {
  // Several codes a call are not documented; the gateway refuses batches past a size of its own.
  batch: 1,
  // Not published; careful by default, a connection's settings may say otherwise.
  quota: { perSecond: 2, perDay: 20_000 },
  hosts,
  credentials: carrierFacts.correos.credentials,
  login,
  track,
  read: readTrack,
};
