/** DPD: its real pushes and SOAP answers, who may push, what it wants to read, logging in and being asked. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectionOf, type Message, normalizedBy, proveAdapter } from '../../../../test/carrier-proofs.ts';
import { accessOf, askOf, everything, proveRoundTrip, trackAll } from '../../../../test/carrier-round-trip.ts';
import { Upstream } from '../../../kernel/errors.ts';
import type { RawRequest } from '../../../kernel/raw-request.ts';
import type { CarrierReading } from '../reading.ts';
import { dpd } from './dpd.ts';
import { dpdSandbox } from './sandbox.ts';

const folder = join(import.meta.dirname, 'fixtures');
const fixture = (name: string): Buffer => readFileSync(join(folder, name));
const number = '01475312806644';
const connection = connectionOf('dpd', { timeZone: 'Europe/Berlin' });
const push = (text: string | Buffer): CarrierReading =>
  dpd.webhook?.read(Buffer.from(text), connection) ?? { shipments: [], problems: [], errors: [] };
const track = (name: string, asked = [number]): CarrierReading =>
  dpd.track?.read(fixture(name), asked) ?? { shipments: [], problems: [], errors: [] };
const scansOf = (reading: CarrierReading, using = connection) =>
  normalizedBy(dpd, reading, using).shipments.flatMap(({ scans }) => scans);
const brief = (reading: CarrierReading) =>
  scansOf(reading).map(({ code, status, localTime }) => [code, status, localTime]);

describe('pushes', () => {
  it('a query is a scan by the clock of the depot, which no manual names', () => {
    const reading = push(fixture('push-start-order.txt'));
    expect(reading.shipments[0]).toMatchObject({
      trackingNumber: number,
      service: '101_DE_50667_NC',
      scans: [
        {
          code: 'start_order',
          time: { kind: 'local', localTime: '2026-11-02T16:10:05' },
          place: { text: 'Depot 0163' },
        },
      ],
    });
    expect(scansOf(reading, connectionOf('dpd'))[0]).toMatchObject({ occurredAt: null, zone: 'unknown' });
    expect(scansOf(reading)[0]).toMatchObject({
      status: 'label_created',
      occurredAt: '2026-11-02T15:10:05.000Z',
      zone: 'inferred',
    });
  });
  it('a whole address and a request line are read too, a number with blanks as one', () => {
    expect(brief(push(fixture('push-carload.txt')))).toEqual([
      ['delivery_carload', 'out_for_delivery', '2026-11-05T09:51:00'],
    ]);
    const reading = push(fixture('push-delivered-request.txt'));
    expect(brief(reading)).toEqual([['delivery_customer', 'delivered', '2026-11-05T13:16:00']]);
    expect(reading.shipments[0]?.proof).toEqual({ signature: true, photo: false });
    expect(JSON.stringify(reading)).not.toMatch(/Musterfrau|POD123/);
  });
  it.each([
    ['start_order', 'label_created'],
    ['pickup_driver', 'picked_up'],
    ['pickup_depot', 'arrived_at_facility'],
    ['delivery_depot', 'at_delivery_depot'],
    ['delivery_carload', 'out_for_delivery'],
    ['delivery_nab', 'delivered'],
    ['delivery_notification', 'delivery_attempted'],
    ['delivery_customer', 'delivered'],
    ['delivery_shop', 'available_for_pickup'],
    ['pickup_by_consignee', 'delivered'],
    ['no_pickup_by_consignee', 'return_initiated'],
    ['error_pickup', 'exception'],
    ['error_return', 'return_initiated'],
    ['delivery_teleport', null],
  ])('%s means %s', (status, meant) => {
    const [scan] = scansOf(push(`pushid=1&pnr=${number}&status=${status}&statusdate=05112026131600`));
    expect([scan?.status, scan?.occurredAt]).toEqual([meant, '2026-11-05T12:16:00.000Z']);
  });
  it('the number may stand in ref, where it is one', () => {
    expect(push(fixture('push-number-in-ref.txt')).shipments[0]?.trackingNumber).toBe('01475312806651');
    const { shipments, errors } = push(fixture('push-without-pnr.txt'));
    expect(shipments).toEqual([]);
    expect(errors).toMatchObject([{ index: 0, reason: 'missing_tracking_number' }]);
    expect(errors[0]?.detail).toContain('push 335300 has no pnr');
  });
  it('a failed push can be repaired and read again', () => {
    const [error] = push(`pushid=7&pnr=${number}&status=delivery_shop&statusdate=soon&receiver=Musterfrau`).errors;
    expect(error).toMatchObject({ reason: 'bad_time', fragment: { pushid: '7', pnr: number, statusdate: 'soon' } });
    expect(JSON.stringify(error)).not.toContain('Musterfrau');
    const repaired = JSON.stringify(error?.fragment).replace('soon', '05112026131600');
    expect(brief(push(repaired))).toEqual([['delivery_shop', 'available_for_pickup', '2026-11-05T13:16:00']]);
  });
  it.each([
    ['31022026101010', 'bad_time'],
    ['2026-11-05T13:16:00', 'bad_time'],
  ])('statusdate "%s" is %s', (sent, reason) => {
    expect(push(`pushid=1&pnr=${number}&status=delivery_shop&statusdate=${sent}`).errors[0]?.reason).toBe(reason);
  });
  it.each(['', 'hello', '<xml/>', '{"a":1}', '[]', 'a=b&c=d'])('"%s" is no push', (text) => {
    expect(push(text)).toMatchObject({ shipments: [], errors: [{ reason: 'unreadable' }] });
  });
  it('a thousand pushes are read and the rest handed back', () => {
    const line = (n: number) =>
      `pushid=${n}&pnr=${number}&status=delivery_shop&statusdate=0511202610${String(Math.floor(n / 60)).padStart(2, '0')}${String(n % 60).padStart(2, '0')}`;
    const { shipments, errors } = push(Array.from({ length: 1003 }, (_, n) => line(n)).join('\n'));
    expect(shipments[0]?.scans).toHaveLength(1000);
    expect(errors.map(({ reason }) => reason)).toEqual(['too_many_scans']);
    expect(push(JSON.stringify(errors[0]?.fragment)).shipments[0]?.scans).toHaveLength(3);
  });
});

describe('who may push', () => {
  const request = (more: Partial<RawRequest> = {}): RawRequest => ({
    method: 'GET',
    headers: {},
    rawBody: fixture('push-start-order.txt'),
    query: fixture('push-start-order.txt').toString(),
    pathSecret: 's3cret',
    address: '213.95.42.108',
    ...more,
  });
  const verdict = (more: Partial<RawRequest>, using = connection) =>
    dpd.webhook?.verify(request(more), using, { secret: 's3cret', now: new Date() });
  it('the secret in the path, and nothing like it', () => {
    expect(verdict({})).toBe('valid');
    expect(verdict({ pathSecret: undefined })).toBe('missing');
    expect(verdict({ pathSecret: '' })).toBe('missing');
    for (const wrong of ['s3cres', 'S3cret', 's3cre', 's3cret ', 's3crett'])
      expect(verdict({ pathSecret: wrong })).toBe('wrong');
  });
  it('only the addresses the connection names, when it names any', () => {
    const named = connectionOf('dpd', { sourceAddresses: ['213.95.42.108'] });
    expect(verdict({}, named)).toBe('valid');
    expect(verdict({ address: '::ffff:213.95.42.108' }, named)).toBe('valid');
    expect(verdict({ address: '213.95.42.109' }, named)).toBe('wrong');
    expect(verdict({ address: undefined }, named)).toBe('wrong');
  });
  it('an empty secret opens nothing', () => {
    expect(dpd.webhook?.verify(request({ pathSecret: 'x' }), connection, { secret: '', now: new Date() })).toBe(
      'wrong',
    );
  });
  it('the receipt repeats the pushid, as text', () => {
    expect(dpd.webhook?.receipt?.(request())).toEqual({
      status: 200,
      contentType: 'application/xml; charset=utf-8',
      body: '<push><pushid>335101</pushid><status>OK</status></push>',
    });
    const nasty = request({ query: 'pushid=%3Cb%3E%26%22%00&pnr=1' });
    expect(dpd.webhook?.receipt?.(nasty)?.body).toBe(
      '<push><pushid>&lt;b&gt;&amp;&quot;</pushid><status>OK</status></push>',
    );
    expect(dpd.webhook?.receipt?.(request({ query: '' }))?.body).toContain('<pushid>335101</pushid>');
  });
});

describe('track answers', () => {
  it('every scan by its own status, whatever the label says; the head and what is ahead are none', () => {
    const reading = track('track-returning.xml');
    expect(brief(reading)).toEqual([
      ['BetweenDepots', 'in_transit', '2026-11-03T19:11:26'],
      ['Depot', 'at_delivery_depot', '2026-11-04T04:09:55'],
      ['Courier', 'out_for_delivery', '2026-11-04T07:34:34'],
      ['DeliveryFailure', 'delivery_attempted', '2026-11-04T14:43:31'],
      ['ParcelShop', 'available_for_pickup', '2026-11-04T16:41:00'],
      ['PickedUp', 'picked_up', '2026-11-05T15:57:33'],
      ['ReturningFromDelivery', 'delivery_attempted', '2026-11-05T17:11:26'],
    ]);
    expect(reading.shipments[0]).toMatchObject({
      trackingNumber: number,
      service: 'DPD PARCELSHOP DELIVERY',
      summary: { code: 'ReturningFromDelivery' },
    });
    expect(scansOf(reading, connectionOf('dpd'))[3]).toMatchObject({
      occurredAt: '2026-11-04T13:43:31.000Z',
      zone: 'inferred',
      place: { city: 'Aschaffenburg', country: 'DE' },
    });
  });
  it('one scan alone, ISO dates, and the JSON twin of the service', () => {
    expect(brief(track('track-single.xml'))).toEqual([['PickedUp', 'picked_up', '2026-11-02T18:03:11']]);
    expect(brief(track('track-rest.json'))).toEqual([
      ['ON_THE_ROAD', 'in_transit', '2026-11-04T21:15:00'],
      ['DELIVERED', 'delivered', '2026-11-05T10:43:00'],
    ]);
  });
  it('an announced parcel has no scans and is no problem', () => {
    expect(track('track-announced.xml')).toEqual({
      shipments: [{ trackingNumber: number, service: 'DPD PARCELSHOP DELIVERY', scans: [] }],
      problems: [],
      errors: [],
    });
  });
  it('faults are told, each as what it is', () => {
    expect(track('track-fault-unknown.xml').problems).toMatchObject([
      { trackingNumber: number, kind: 'not_found', code: 'COMMON_7' },
    ]);
    expect(track('track-fault-login.xml').problems).toMatchObject([{ kind: 'refused', code: 'LOGIN_5' }]);
    expect(dpd.track?.read(Buffer.from('no answer'), [number]).errors[0]?.reason).toBe('unreadable');
  });
});

describe('asking', () => {
  const parcel = everything(dpdSandbox, { place: { city: 'Mechelen', country: 'BE' }, timeZone: 'Europe/Brussels' });
  const now = new Date('2026-11-21T08:00:00Z');
  const world = { parcels: [parcel], now };
  it('logs in for about a day', async () => {
    const given = await dpd.account?.login?.(askOf(dpdSandbox, world), accessOf(dpdSandbox, now));
    expect(given?.token).toBe(`sandbox-${now.getTime()}`);
    expect(given?.expiresInSeconds).toBe(22 * 3600);
  });
  it('a wrong password is final', async () => {
    const access = accessOf(dpdSandbox, now, { credentials: { delisId: 'SANDBOX', password: '<&>' } });
    await expect(dpd.account?.login?.(askOf(dpdSandbox, world), access)).rejects.toMatchObject({
      code: 'login_refused',
      retryable: false,
    });
  });
  it('a token that is over or unknown asks for a new login', async () => {
    for (const token of [`sandbox-${now.getTime() - 25 * 3_600_000}`, 'other']) {
      const asked = dpd.track?.track(askOf(dpdSandbox, world), accessOf(dpdSandbox, now, { token }), [number]);
      await expect(asked).rejects.toBeInstanceOf(Upstream);
      await expect(asked).rejects.toMatchObject({ code: 'http_401', retryable: true });
    }
  });
  it('asks for each number by itself and says which is not known', async () => {
    const calls: { url: string }[] = [];
    const reading = await trackAll(
      dpd,
      { ask: askOf(dpdSandbox, world, calls as never[]), access: accessOf(dpdSandbox, now) },
      [number, '09999999999999'],
    );
    expect(reading.shipments.map(({ trackingNumber }) => trackingNumber)).toEqual([number]);
    expect(reading.problems).toMatchObject([{ trackingNumber: '09999999999999', kind: 'not_found' }]);
    expect(calls).toHaveLength(3);
  });
  it('an outage behind status 500 is an outage', async () => {
    const access = accessOf(dpdSandbox, now, { token: 't' });
    const broken = async () => ({ status: 500, headers: {}, body: '<html>oops' });
    await expect(dpd.track?.track(broken, access, [number])).rejects.toMatchObject({
      code: 'http_500',
      retryable: true,
    });
  });
});

const messages: Message[] = readdirSync(folder)
  .filter((name) => /^(push-(start|pickup|carload|delivered)|track-(returning|early|rest))/.test(name))
  .map(
    (name): Message => ({
      name,
      kind: name.startsWith('push') ? 'push' : 'track',
      body: fixture(name),
      asked: [number],
    }),
  );
proveAdapter(dpd, messages, connection);
proveRoundTrip(dpd, dpdSandbox, {
  place: { city: 'Mechelen', country: 'BE' },
  timeZone: 'Europe/Brussels',
  settings: { timeZone: 'Europe/Brussels' },
});
