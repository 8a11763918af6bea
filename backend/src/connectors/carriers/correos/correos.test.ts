/** Correos: every shape its answers come in, Spain's clock and that of the Canaries, its codes, and asking both its APIs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Message, normalizedBy, proveAdapter } from '../../../../test/carrier-proofs.ts';
import { accessOf, askOf, everything, proveRoundTrip, trackAll } from '../../../../test/carrier-round-trip.ts';
import type { CarrierReading } from '../reading.ts';
import { correos } from './correos.ts';
import { correosSandbox } from './sandbox.ts';

const folder = join(import.meta.dirname, 'fixtures');
const fixture = (name: string): Buffer => readFileSync(join(folder, name));
const read = (body: Buffer | object, asked?: readonly string[]): CarrierReading => {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  return correos.track?.read(bytes, asked) ?? { shipments: [], problems: [], errors: [] };
};
const scansOf = (reading: CarrierReading) => normalizedBy(correos, reading).shipments.flatMap(({ scans }) => scans);
const brief = (reading: CarrierReading) =>
  scansOf(reading).map(({ code, status, occurredAt }) => [code, status, occurredAt]);
const event = (codEvento: string, desTextoResumen = '') => ({
  fecEvento: '05/11/2026',
  horEvento: '12:58:31',
  codEvento,
  desTextoResumen,
});
const meaning = (code: string, summary?: string) => {
  const [scan] = scansOf(read([{ codEnvio: 'PQ1', eventos: [event(code, summary)], error: { codError: '0' } }]));
  return [scan?.status, scan?.reason];
};

describe('shapes', () => {
  it('a list of events, told by the clock of Madrid', () => {
    const reading = read(fixture('track-array.json'));
    expect(brief(reading)).toEqual([
      ['A090000V', 'info_received', '2026-11-02T22:03:58.000Z'],
      ['A010000V', 'picked_up', '2026-11-03T09:12:00.000Z'],
      ['P040000V', 'in_transit', '2026-11-03T18:00:16.000Z'],
      ['P101110V', 'departed_facility', '2026-11-04T04:12:11.000Z'],
      ['H020000V', 'out_for_delivery', '2026-11-05T07:46:00.000Z'],
      ['H01R420V', 'delivery_attempted', '2026-11-05T11:58:31.000Z'],
      ['H01I350V', 'available_for_pickup', '2026-11-05T16:20:00.000Z'],
    ]);
    expect(normalizedBy(correos, reading).shipments[0]).toMatchObject({
      estimate: { day: '2026-11-06' },
      trackingNumber: 'PQ4AB20123456780108001B',
    });
    expect(scansOf(reading)[1]).toMatchObject({
      place: { city: 'VALLADOLID', country: 'ES' },
      zone: 'inferred',
      localTime: '2026-11-03T10:12:00',
    });
    expect(JSON.stringify(reading)).not.toContain('CLIENTA');
  });
  it('one event as an object, and a key that stands six times', () => {
    expect(brief(read(fixture('track-object.json')))).toEqual([
      ['X010000V', 'info_received', '2026-11-02T17:16:12.000Z'],
    ]);
    expect(brief(read(fixture('track-repeated-key.json'))).map(([code, status]) => [code, status])).toEqual([
      ['X010000V', 'info_received'],
      ['X020000V', 'in_transit'],
      ['X040000V', 'in_transit'],
      ['X060000V', 'at_delivery_depot'],
      ['X080000V', 'out_for_delivery'],
      ['X120000V', 'delivered'],
    ]);
  });
  it('the new API, with one parcel known and one not', () => {
    const reading = read(fixture('track-new-api.json'));
    expect(brief(reading).map(([code, , at]) => [code, at])).toEqual([
      ['A090000V', '2026-11-06T15:17:03.000Z'],
      ['A010000V', '2026-11-06T19:13:23.000Z'],
      ['P040000V', '2026-11-06T19:13:43.000Z'],
    ]);
    expect(reading.shipments[0]?.scans[1]?.place).toMatchObject({
      latitude: 40.4189,
      longitude: -3.6921,
      state: 'MADRID',
    });
    expect(reading.problems).toMatchObject([
      { trackingNumber: 'PKA6TP98000952010280010N', kind: 'not_found', message: 'Envío no encontrado' },
    ]);
    expect(JSON.stringify(reading)).not.toContain('Inventad');
  });
  it('the public search engine, whose events have no codes', () => {
    expect(brief(read(fixture('track-search-engine.json')))).toEqual([
      ['text:en reparto', 'out_for_delivery', '2026-11-05T10:20:30.000Z'],
      ['text:clasificado', 'in_transit', '2026-11-04T01:11:09.000Z'],
    ]);
  });
  it('an expedition names its parcels', () => {
    const reading = read({ refExpedition: 'E1', packages: [{ shippingCode: 'PQ1', number: '1' }], error: [] });
    expect(reading).toEqual({ shipments: [{ trackingNumber: 'PQ1', scans: [] }], problems: [], errors: [] });
  });
  it('the Canary Islands keep a clock of their own', () => {
    const [madrid, canary] = scansOf(read(fixture('track-canary.json')));
    expect(madrid?.occurredAt).toBe('2026-11-03T18:00:16.000Z');
    expect(canary).toMatchObject({ occurredAt: '2026-11-05T09:30:00.000Z', localTime: '2026-11-05T09:30:00' });
  });
  it('who took a parcel is not kept', () => {
    const taken = { ...event('I010000V', 'Entregado'), desTextoAmpliado: 'Entregado a: FULANA INVENTADA' };
    expect(scansOf(read([{ codEnvio: 'PQ1', eventos: taken }]))[0]?.description).toBe('Entregado. Entregado');
  });
  it('errors with status 200: unknown, refused, and events beside an error', () => {
    expect(read(fixture('track-not-found.json'))).toMatchObject({
      shipments: [],
      problems: [{ kind: 'not_found', code: '3' }],
    });
    const both = read([{ codEnvio: 'PQ1', eventos: [event('H020000V')], error: { codError: '9', desError: 'algo' } }]);
    expect(both).toMatchObject({
      shipments: [{ scans: [{ code: 'H020000V' }] }],
      problems: [{ kind: 'other', code: '9' }],
    });
    expect(read([{ eventos: null, error: { codError: 0 } }], ['PQ1'])).toEqual({
      shipments: [{ trackingNumber: 'PQ1', scans: [] }],
      problems: [],
      errors: [],
    });
    expect(read([], ['PQ1']).problems).toMatchObject([{ trackingNumber: 'PQ1', kind: 'not_found' }]);
  });
  it('what cannot be read is handed back as a body of its own', () => {
    const { shipments, errors } = read([
      { codEnvio: 'PQ1', eventos: [event('H020000V'), { ...event('X'), fecEvento: '31/02/2026' }, 7] },
    ]);
    expect(shipments[0]?.scans).toHaveLength(1);
    expect(errors.map(({ index, reason }) => [index, reason])).toEqual([
      [1, 'bad_time'],
      [2, 'not_an_object'],
    ]);
    const repaired = JSON.parse(JSON.stringify(errors[0]?.fragment).replace('31/02', '28/02'));
    expect(read(repaired).shipments).toMatchObject([{ trackingNumber: 'PQ1', scans: [{ code: 'X' }] }]);
    expect(read(Buffer.from('<html>'), ['PQ1']).errors[0]?.reason).toBe('unreadable');
    expect(read({ hello: 1 }).errors[0]?.reason).toBe('unreadable');
  });
  it('a thousand events are read and the rest handed back', () => {
    const eventos = Array.from({ length: 1004 }, (_, n) => ({
      ...event('P040000V'),
      horEvento: `10:${String(n % 60).padStart(2, '0')}:00`,
    }));
    const { shipments, errors } = read([{ codEnvio: 'PQ1', eventos }]);
    expect([shipments[0]?.scans.length, errors[0]?.reason]).toEqual([1000, 'too_many_scans']);
    expect(read(errors[0]?.fragment as object).shipments[0]?.scans).toHaveLength(4);
  });
});

describe('codes', () => {
  it.each([
    ['A010000V', 'picked_up'],
    ['A090000V', 'picked_up'],
    ['X010000V', 'info_received'],
    ['P010000V', 'info_received'],
    ['P110000V', 'in_transit'],
    ['X110100V', 'in_transit'],
    ['H01I360V', 'in_transit'],
    ['G01L010V', 'at_delivery_depot'],
    ['X080000V', 'out_for_delivery'],
    ['X380000V', 'available_for_pickup'],
    ['X390000V', 'available_for_pickup'],
    ['L010000V', 'available_for_pickup'],
    ['I010000V', 'delivered'],
    ['I01H210V', 'delivered'],
    ['X120000V', 'delivered'],
    ['H010930R', 'delivery_attempted'],
    ['H06P010V', 'delivery_attempted'],
    ['X090100R', 'delivery_attempted'],
    ['X130000R', 'delivery_attempted'],
    ['M01E020R', 'delivery_attempted'],
    ['O140000V', 'returned_to_sender'],
    ['L03D320R', 'return_initiated'],
    ['A060000R', 'cancelled'],
  ])('%s means %s', (code, status) => {
    expect(meaning(code)[0]).toBe(status);
  });
  it('the wording decides where a code has two meanings, and where it is unknown', () => {
    expect(meaning('A090000V', 'Prerregistrado')).toEqual(['info_received', null]);
    expect(meaning('X090010R', 'Intento de entrega. Ausente')).toEqual(['delivery_attempted', 'recipient_absent']);
    expect(meaning('Z999999V', 'Entregado.')).toEqual(['delivered', null]);
    expect(meaning('Z999999V', 'Algo nuevo')).toEqual([null, null]);
    const reading = read([{ codEnvio: 'PQ1', eventos: [event('Z999999V', 'Algo nuevo')] }]);
    expect(normalizedBy(correos, reading).unmapped).toEqual([
      { code: 'Z999999V', description: 'Algo nuevo', scans: 1 },
    ]);
  });
  it('no code stands twice without a wording', () => {
    const plain = correos
      .statuses(undefined as never)
      .filter(({ pattern }) => pattern === undefined)
      .map(({ code }) => code);
    expect(plain.filter((code, i) => plain.indexOf(code) !== i)).toEqual([]);
    expect(plain.length).toBeGreaterThan(200);
  });
});

describe('asking', () => {
  const parcel = everything(correosSandbox, {
    place: { city: 'Valladolid', country: 'ES' },
    timeZone: 'Europe/Madrid',
  });
  const now = new Date('2026-11-21T08:00:00Z');
  const world = { parcels: [parcel], now };
  it('the new API: a token for an hour, the gateway pair, each number by itself', async () => {
    const calls: { url: string; headers?: Record<string, string> }[] = [];
    const asking = { ask: askOf(correosSandbox, world, calls as never[]), access: accessOf(correosSandbox, now) };
    const reading = await trackAll(correos, asking, [parcel.trackingNumber, 'PQ9']);
    expect(reading.shipments.map(({ trackingNumber }) => trackingNumber)).toEqual([parcel.trackingNumber]);
    expect(reading.problems).toMatchObject([{ trackingNumber: 'PQ9', kind: 'not_found' }]);
    expect(calls.map(({ url }) => new URL(url).pathname.replace('/sandbox', ''))).toEqual([
      '/Api/Authorize/Token',
      `/support/trackpub/api/v2/search/${parcel.trackingNumber}`,
      '/support/trackpub/api/v2/search/PQ9',
    ]);
    expect(calls[1]?.headers).toMatchObject({ client_id: 'sandbox', client_secret: 'sandbox' });
  });
  it('logging in lives on a host of its own under the real address', async () => {
    const urls: string[] = [];
    const ask = async ({ url }: { url: string }) => {
      urls.push(url);
      return { status: 200, headers: {}, body: '{"idToken":"t"}' };
    };
    const given = await correos.account?.login?.(
      ask,
      accessOf(correosSandbox, now, { baseUrl: 'https://api1.correos.es' }),
    );
    expect(given).toEqual({ token: 'Bearer t', expiresInSeconds: 3300 });
    expect(urls).toEqual(['https://apioauthcid.correos.es/Api/Authorize/Token']);
  });
  it('the older locator with a user and a password', async () => {
    const access = accessOf(correosSandbox, now, { credentials: { username: 'sandbox', password: 'sandbox' } });
    const reading = await trackAll(correos, { ask: askOf(correosSandbox, world), access }, [
      parcel.trackingNumber,
      'PQ9',
    ]);
    expect(reading.shipments[0]?.scans).toHaveLength(parcel.scans.length);
    expect(reading.problems).toMatchObject([{ trackingNumber: 'PQ9', kind: 'not_found', code: '3' }]);
  });
  it('a token that is over is told as 401, a wrong secret too', async () => {
    const old = accessOf(correosSandbox, now, { token: `Bearer sandbox-${now.getTime() - 2 * 3_600_000}` });
    await expect(correos.track?.track(askOf(correosSandbox, world), old, ['PQ9'])).rejects.toMatchObject({
      code: 'http_401',
    });
    const wrong = accessOf(correosSandbox, now, { credentials: { oauthClientId: 'x' } });
    await expect(correos.account?.login?.(askOf(correosSandbox, world), wrong)).rejects.toMatchObject({
      code: 'http_401',
    });
  });
  it('no content means not known', async () => {
    const empty = async () => ({ status: 204, headers: {}, body: '' });
    const answer = await correos.track?.track(empty, accessOf(correosSandbox, now), ['PQ9']);
    expect(answer?.reading.problems).toMatchObject([{ trackingNumber: 'PQ9', kind: 'not_found', code: 'http_204' }]);
  });
});

const parts = (names: string[], at: number): Message[] =>
  names.map((name) => ({ name, kind: 'track', body: fixture(name), asked: [`PQ${at}`] }));
const whole = JSON.parse(fixture('track-array.json').toString()) as { eventos: unknown[] }[];
/** The same parcel asked for again and again: each answer repeats what the last one said. */
const polls: Message[] = [2, 4, 7].map((count) => ({
  name: `${count} events`,
  kind: 'track',
  body: Buffer.from(JSON.stringify(whole.map((one) => ({ ...one, eventos: one.eventos.slice(0, count) })))),
}));
proveAdapter(correos, [
  ...polls,
  ...parts(
    readdirSync(folder).filter((name) => !/array/.test(name)),
    1,
  ),
]);
proveRoundTrip(correos, correosSandbox, { place: { city: 'Valladolid', country: 'ES' }, timeZone: 'Europe/Madrid' });
proveRoundTrip(correos, correosSandbox, {
  place: { city: 'Las Palmas de Gran Canaria', state: 'LAS PALMAS', country: 'ES' },
  timeZone: 'Atlantic/Canary',
});
