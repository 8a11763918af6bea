/** The Glovo adapter on its pushes, on secrets that are not ours, on its fake and on rubbish. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { connectionOf, type Message, normalizedBy, proveAdapter } from '../../../../test/carrier-proofs.ts';
import { proveRoundTrip } from '../../../../test/carrier-round-trip.ts';
import type { RawRequest } from '../../../kernel/raw-request.ts';
import { glovo } from './glovo.ts';
import { readGlovo } from './read.ts';
import { glovoSandbox } from './sandbox.ts';

const bytes = (name: string): Buffer => readFileSync(new URL(`./fixtures/push-${name}.json`, import.meta.url));
const read = (body: unknown) => readGlovo(Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)));
const scans = (body: unknown) => normalizedBy(glovo, read(body)).shipments.flatMap((shipment) => shipment.scans);

const names = ['created', 'accepted', 'at-store', 'picked', 'position', 'delivered'];
proveAdapter(
  glovo,
  names.map((name): Message => ({ name, kind: 'push', body: bytes(name) })),
);
proveRoundTrip(glovo, glovoSandbox, { place: { city: 'Barcelona', country: 'ES' }, timeZone: 'Europe/Madrid' });

describe('reading', () => {
  it.each([
    ['created', 'order_placed', '2026-05-14T10:00:00.000Z', null],
    ['accepted', 'order_processing', '2026-05-14T10:03:10.250Z', null],
    ['at-store', 'order_processing', '2026-05-14T10:15:00.000Z', null],
    ['picked', 'picked_up', '2026-05-14T10:21:00.000Z', '2026-05-14T12:21:00'],
    ['delivered', 'delivered', '2026-05-14T10:40:00.000Z', null],
    ['cancelled-without-time', 'cancelled', null, null],
  ])('%s', (name, status, occurredAt, localTime) => {
    expect(scans(bytes(name))).toMatchObject([{ status, occurredAt, localTime }]);
    expect(scans(bytes(name))[0]?.trackingNumber).toMatch(/^1000123456/);
  });

  it('a position moves nothing and tells where the courier was, whatever state it repeats', () => {
    expect(scans(bytes('position'))).toMatchObject([
      {
        code: 'POSITION_UPDATE',
        status: null,
        informational: true,
        sentPlace: { latitude: 41.3902, longitude: 2.154 },
      },
    ]);
    const nowhere = { eventType: 'POSITION_UPDATE', trackingNumber: '1', position: { latitude: 0, longitude: 0 } };
    expect(scans(nowhere)).toMatchObject([{ status: null, sentPlace: {} }]);
  });

  it('takes nothing of the courier, and keeps of a broken event what is needed', () => {
    expect(JSON.stringify(read(bytes('position')))).not.toMatch(/Inventada|\+34/);
    const [error] = read({ trackingNumber: '1', date: '2026-05-14', courier: { name: 'Inventada' } }).errors;
    expect(error).toEqual({
      index: 0,
      reason: 'missing_code',
      detail: 'no status',
      fragment: { trackingNumber: '1', date: '2026-05-14' },
    });
  });

  it('reads lists and envelopes, and says of the rest why not', () => {
    const event = { trackingNumber: 7, status: 'delivered', date: 1_778_753_700 };
    for (const body of [event, [event], { data: event }, { events: [event] }])
      expect(scans(body)).toMatchObject([{ trackingNumber: '7', status: 'delivered' }]);
    expect(read({ ...event, status: 'TELEPORTED' }).errors).toEqual([]);
    expect(normalizedBy(glovo, read({ ...event, status: 'TELEPORTED' })).unmapped).toHaveLength(1);
    expect(read({ ...event, date: 'soon' }).errors[0]?.reason).toBe('bad_time');
    expect(read({ status: 'DELIVERED' }).errors[0]?.reason).toBe('missing_tracking_number');
    expect(read({ anything: 'else' }).errors[0]?.reason).toBe('unreadable');
    const parcel = { trackingNumber: '7', status: { state: 'ACCEPTED', updateTime: '2026-05-14T10:03:10Z' } };
    expect(scans(parcel)).toMatchObject([{ status: 'order_processing', occurredAt: '2026-05-14T10:03:10.000Z' }]);
    const closed = { ...event, status: 'CANCELLED', cancelReason: 'STORE_CLOSED' };
    expect(scans(closed)).toMatchObject([{ reason: 'shipper_not_ready', actionRequiredBy: 'us' }]);
    expect(read(Buffer.from('DELIVERED')).errors[0]?.reason).toBe('unreadable');
    expect(read({}).errors[0]?.reason).toBe('no_scans');
  });
});

describe('verify', () => {
  const verdict = (headers: RawRequest['headers'], settings = {}, secret = 'partner-s3cret') =>
    glovo.webhook?.verify(
      { method: 'POST', headers, rawBody: bytes('created'), query: '', pathSecret: undefined, address: '192.0.2.7' },
      connectionOf('glovo', settings),
      { secret, now: new Date() },
    );

  it('wants the partner secret back as the Authorization header', () => {
    expect(verdict({ authorization: 'partner-s3cret' })).toBe('valid');
    expect(verdict({ authorization: 'Bearer partner-s3cret' })).toBe('valid');
    expect(verdict({ 'x-glovo': 'partner-s3cret' }, { header: 'x-glovo' })).toBe('valid');
    expect(verdict({})).toBe('missing');
    expect(verdict({ authorization: 'partner-s3creT' })).toBe('wrong');
    expect(verdict({ authorization: 'partner-s3cret' }, { header: 'x-glovo' })).toBe('missing');
    expect(verdict({ authorization: 'Bearer ' }, {}, '')).toBe('wrong');
    expect(verdict({ authorization: 'partner-s3cret' }, { sourceAddresses: ['192.0.2.8'] })).toBe('wrong');
  });
});
