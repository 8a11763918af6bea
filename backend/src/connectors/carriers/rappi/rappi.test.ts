/** The Rappi adapter on its webhooks, on signatures, on its fake and on rubbish. */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Connection } from '@gantry/shared/events/connections';
import { describe, expect, it } from 'vitest';
import {
  connectionOf,
  type Message,
  normalizedBy,
  proveAdapter,
  proveSignature,
} from '../../../../test/carrier-proofs.ts';
import { everything, requestOf } from '../../../../test/carrier-round-trip.ts';
import type { RawRequest } from '../../../kernel/raw-request.ts';
import { rappi } from './rappi.ts';
import { readRappi } from './read.ts';
import { rappiSandbox } from './sandbox.ts';

const bytes = (name: string): Buffer => readFileSync(new URL(`./fixtures/push-${name}.json`, import.meta.url));
const read = (body: unknown) => readRappi(Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)));
const bogota = connectionOf('rappi', { timeZone: 'America/Bogota' });
const scans = (body: unknown) => normalizedBy(rappi, read(body), bogota).shipments.flatMap((one) => one.scans);

const history = [
  'new-order',
  'courier-assigned',
  'new-courier',
  'nonsense-position',
  'handed-over',
  'position',
  'arrived',
  'delivered',
];
proveAdapter(
  rappi,
  history.map((name): Message => ({ name, kind: 'push', body: bytes(name) })),
  bogota,
);

describe('reading', () => {
  it.each([
    ['new-order', 'order_placed', '2026-05-04T11:55:03'],
    ['courier-assigned', 'order_processing', '2026-05-04T12:01:22'],
    ['new-courier', null, '2026-05-04T12:04:00'],
    ['handed-over', 'picked_up', '2026-05-04T12:20:40'],
    ['arrived', 'out_for_delivery', '2026-05-04T12:36:00'],
    ['delivered', 'delivered', '2026-05-04T12:38:11'],
  ])('%s, by the clock of the store', (name, status, localTime) => {
    const occurredAt = new Date(Date.parse(`${localTime}-05:00`)).toISOString();
    expect(scans(bytes(name))).toMatchObject([
      { trackingNumber: '344949817', status, localTime, occurredAt, zone: 'inferred' },
    ]);
    const unzoned = normalizedBy(rappi, read(bytes(name))).shipments[0]?.scans[0];
    expect(unzoned).toMatchObject({ occurredAt: null, zone: 'unknown', localTime });
  });

  it.each([
    ['cancelled', '106', 'canceled_with_charge', 'cancelled'],
    ['scheduled', '2150558091', 'NEW_ORDER_SCHEDULED', 'order_placed'],
    ['scheduled-cancelled', '2150558091', 'NEW_ORDER_SCHEDULED_CANCELLED', 'cancelled'],
  ])('%s has no time', (name, trackingNumber, code, status) =>
    expect(scans(bytes(name))).toMatchObject([{ trackingNumber, code, status, occurredAt: null, localTime: null }]),
  );

  it('a position moves nothing, nonsense is no place, and only a delivery is an arrival', () => {
    expect(scans(bytes('position'))).toMatchObject([
      { status: null, informational: true, sentPlace: { latitude: 4.6711, longitude: -74.0572 } },
    ]);
    expect(scans(bytes('nonsense-position'))).toMatchObject([{ status: null, sentPlace: {} }]);
    const estimate = (name: string) => read(bytes(name)).shipments[0]?.estimate;
    expect(estimate('position')).toEqual({ until: { kind: 'local', localTime: '2026-05-04T12:35:30' } });
    expect(estimate('nonsense-position')).toBeUndefined();
  });

  it('what is about a store gives nothing, and is no error', () => {
    for (const name of ['ping', 'store-connectivity'])
      expect(read(bytes(name))).toEqual({ shipments: [], problems: [], errors: [] });
  });

  it('reads dates in both orders, ids as text and numbers, lists and envelopes', () => {
    const event = { event: 'close_order', order_id: 7, event_time: '05/23/2026 12:00:00' };
    for (const body of [event, [event], { data: event }, { ...event, order_id: '7' }])
      expect(scans(body)).toMatchObject([{ trackingNumber: '7', localTime: '2026-05-23T12:00:00' }]);
    expect(scans({ ...event, event: 'cancel_by_martians' })).toMatchObject([{ status: null }]);
    expect(scans({ ...event, event: 'canceled_without_charge' })).toMatchObject([{ status: 'cancelled' }]);
    expect(scans({ ...event, event: 'TIMEOUT' })).toMatchObject([{ status: 'cancelled', reason: 'shipper_not_ready' }]);
    expect(read({ anything: 'else' }).errors[0]?.reason).toBe('unreadable');
  });

  it('takes nothing of customer or courier, and says of what it cannot read why', () => {
    for (const name of history) expect(JSON.stringify(read(bytes(name)))).not.toMatch(/Inventada/);
    const broken = JSON.parse(bytes('courier-assigned').toString());
    const [error] = read({ ...broken, event_time: 'soon' }).errors;
    expect(error?.reason).toBe('bad_time');
    expect(JSON.stringify(error?.fragment)).not.toMatch(/Inventada/);
    expect(read({ event: 'arrive' }).errors[0]?.reason).toBe('missing_tracking_number');
    expect(read({ order_id: 1 }).errors[0]?.reason).toBe('missing_code');
    expect(read([]).errors[0]?.reason).toBe('no_scans');
    expect(read(Buffer.from('OK')).errors[0]?.reason).toBe('unreadable');
  });
});

const now = new Date('2026-11-21T08:00:00.000Z');
const secret = 'webhook-s3cret';
const header = (body: Buffer | string, t: number | string, key = secret): string =>
  `t=${t},sign=${createHmac('sha256', key).update(`${t}.`).update(body).digest('hex')}`;
const request = (rawBody: Buffer, signature?: string, query = ''): RawRequest => ({
  method: 'POST',
  headers: signature === undefined ? {} : { 'rappi-signature': signature },
  rawBody,
  query,
  pathSecret: undefined,
  address: undefined,
});
const seconds = now.getTime() / 1000;

describe('verify', () => {
  const body = bytes('delivered');
  proveSignature(rappi, { request: request(body, header(body, seconds)), secret, now });

  const verdict = (signature: string | undefined, connection: Connection = connectionOf('rappi'), key = secret) =>
    rappi.webhook?.verify(request(body, signature), connection, { secret: key, now });

  it('judges the signature before its age', () => {
    expect(verdict(header(body, seconds))).toBe('valid');
    expect(verdict(header(body, now.getTime()))).toBe('valid');
    expect(verdict(header(body, seconds).replace(/sign=(.*)/, (_all, hex) => `sign=${hex.toUpperCase()}`))).toBe(
      'valid',
    );
    expect(verdict(header(body, seconds).split(',').reverse().join(', '))).toBe('valid');
    expect(verdict(undefined)).toBe('missing');
    expect(verdict(header(body, seconds, 'another'))).toBe('wrong');
    expect(verdict(header(body, seconds).replace(/t=\d+/, `t=${seconds - 1}`))).toBe('wrong');
    expect(verdict(header(body, seconds - 301))).toBe('expired');
    expect(verdict(header(body, seconds + 301))).toBe('expired');
    expect(verdict(header(body, 123_456))).toBe('expired');
    for (const junk of ['x', 't=1', 'sign=ab', `t=${seconds},sign=zz`, `t=soon,sign=${'a'.repeat(64)}`])
      expect(verdict(junk)).toBe('wrong');
    expect(verdict(header(body, seconds, ''), connectionOf('rappi'), '')).toBe('wrong');
  });

  it('with the tolerance a connection gives', () => {
    const patient = { ...connectionOf('rappi'), signature: { toleranceSeconds: 600 } } as Connection;
    expect(verdict(header(body, seconds - 301), patient)).toBe('valid');
  });
});

describe('handshake', () => {
  const answer = (body: Buffer, query = '') => rappi.webhook?.handshake?.(request(body, undefined, query), bogota);

  it('answers a PING, by its address or by its body alone', () => {
    const ok = { status: 200, contentType: 'application/json', body: '{"status":"OK"}' };
    expect(answer(bytes('ping'), 'event=PING')).toEqual(ok);
    expect(answer(bytes('ping'))).toEqual(ok);
    expect(answer(bytes('store-connectivity'))).toEqual(ok);
    expect(answer(bytes('ping'), 'event=MENU_REJECTED')).toEqual(ok);
  });

  it('leaves orders to be recorded', () => {
    expect(answer(bytes('cancelled'), 'event=ORDER_EVENT_CANCEL')).toBeUndefined();
    for (const name of history) expect(answer(bytes(name))).toBeUndefined();
    expect(answer(Buffer.from('{'))).toBeUndefined();
    expect(rappi.webhook?.receipt?.(request(bytes('cancelled')))?.body).toBe('{"status":"OK"}');
  });
});

describe('the fake', () => {
  const parcel = everything(rappiSandbox, { place: { city: 'Bogotá', country: 'CO' }, timeZone: 'America/Bogota' });

  it.each(parcel.scans.map((scan, index) => [scan.status, index] as const))(
    '%s comes back as it was',
    (status, index) => {
      const [push] = rappiSandbox.push?.({ ...parcel, trackingNumber: '344949817' }, index, { secret, now }) ?? [];
      if (!push) throw new Error('no push');
      const sent = requestOf(push);
      expect(rappi.webhook?.verify(sent, bogota, { secret, now })).toBe('valid');
      expect(rappi.webhook?.handshake?.(sent, bogota)).toBeUndefined();
      // Rappi sends no time with a cancellation.
      const occurredAt = status === 'cancelled' ? null : parcel.scans[index]?.occurredAt;
      expect(scans(sent.rawBody)).toMatchObject([{ trackingNumber: '344949817', status, occurredAt }]);
    },
  );
});
