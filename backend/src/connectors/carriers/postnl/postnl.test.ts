/** PostNL: its answers in every shape, the Dutch clock, codes and the words above them, and asking it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Message, normalizedBy, proveAdapter } from '../../../../test/carrier-proofs.ts';
import { accessOf, askOf, everything, proveRoundTrip, trackAll } from '../../../../test/carrier-round-trip.ts';
import type { CarrierReading } from '../reading.ts';
import { postnl } from './postnl.ts';
import { readTrack } from './read.ts';
import { postnlSandbox } from './sandbox.ts';

const folder = join(import.meta.dirname, 'fixtures');
const fixture = (name: string): Buffer => readFileSync(join(folder, name));
const read = (body: Buffer | object, asked?: readonly string[]): CarrierReading => {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  return postnl.track?.read(bytes, asked) ?? { shipments: [], problems: [], errors: [] };
};
const scansOf = (reading: CarrierReading) => normalizedBy(postnl, reading).shipments.flatMap(({ scans }) => scans);
const brief = (reading: CarrierReading) =>
  scansOf(reading).map(({ code, status, occurredAt }) => [code, status, occurredAt]);
const ofEvent = (Code: string, Description = '') => {
  const [scan] = scansOf(
    read({
      CompleteStatus: { Shipment: { Barcode: '3S1', Event: { Code, Description, TimeStamp: '08-11-2026 10:00:00' } } },
    }),
  );
  return [scan?.status, scan?.reason];
};
const ofStatus = (StatusCode: string) =>
  scansOf(
    read({
      CurrentStatus: {
        Shipment: { Barcode: '3S1', Status: { TimeStamp: '08-11-2026 10:00:00', StatusCode, PhaseCode: '1' } },
      },
    }),
  )[0]?.status;

describe('shapes', () => {
  it('events are the scans; statuses of the same moment, and phase 99, are not', () => {
    const reading = read(fixture('track-complete.json'));
    expect(brief(reading)).toEqual([
      ['01B', 'picked_up', '2026-11-07T22:20:05.000Z'],
      ['01A', 'info_received', '2026-11-07T08:51:08.000Z'],
      ['01A', 'info_received', '2026-11-07T08:50:47.000Z'],
    ]);
    expect(normalizedBy(postnl, reading).shipments[0]).toMatchObject({
      estimate: { from: '2026-11-08T10:30:00.000Z', until: '2026-11-08T13:00:00.000Z', day: '2026-11-08' },
      summary: { code: '2', status: 'picked_up' },
    });
    expect(JSON.stringify(reading)).not.toContain('VERZONNEN');
  });
  it('a status no event tells of is a scan, once', () => {
    const reading = read({
      CompleteStatus: {
        Shipment: {
          Barcode: '3S1',
          Event: { Code: 'B01', Description: 'Zending is ontvangen door PostNL', TimeStamp: '07-11-2026 23:20:05' },
          Status: {
            TimeStamp: '08-11-2026 03:44:00',
            StatusCode: '5',
            StatusDescription: 'Zending gesorteerd',
            PhaseCode: '2',
          },
          OldStatus: [
            { TimeStamp: '08-11-2026 03:44:00.000', StatusCode: '5', PhaseCode: '2' },
            { TimeStamp: '08-11-2026 03:45:00', StatusCode: '99', PhaseCode: '99' },
          ],
        },
      },
    });
    expect(brief(reading)).toEqual([
      ['B01', 'picked_up', '2026-11-07T22:20:05.000Z'],
      ['5', 'in_transit', '2026-11-08T02:44:00.000Z'],
    ]);
  });
  it('a current status alone, and the list of what changed', () => {
    expect(brief(read(fixture('track-current.json')))).toEqual([['7', 'out_for_delivery', '2026-11-08T09:13:20.000Z']]);
    expect(brief(read(fixture('track-updated.json')))).toEqual([
      ['5', 'in_transit', '2026-11-08T01:17:49.000Z'],
      ['13', 'info_received', '2026-11-08T03:15:00.000Z'],
    ]);
  });
  it('not found, refused, and nothing at all', () => {
    expect(read(fixture('track-not-found.json'), ['3S1'])).toMatchObject({
      shipments: [],
      problems: [{ trackingNumber: '3S1', kind: 'not_found', code: '2' }],
    });
    expect(read({ CompleteStatus: {} }, ['3S1']).problems).toMatchObject([
      { trackingNumber: '3S1', kind: 'not_found' },
    ]);
    expect(read({ Errors: [{ Code: '26', Description: 'Invalid barcode' }] }, ['3S1']).problems).toMatchObject([
      { kind: 'refused', code: '26' },
    ]);
    expect(
      read({
        fault: {
          faultstring: 'Rate limit quota violation',
          detail: { errorcode: 'policies.ratelimit.QuotaViolation' },
        },
      }).problems,
    ).toMatchObject([{ kind: 'busy' }]);
    expect(read({ hello: 1 }).errors[0]?.reason).toBe('unreadable');
  });
  it('what cannot be read is handed back as a body of its own', () => {
    const Event = [
      { Code: 'J01', TimeStamp: '32-11-2026 10:00:00' },
      { Code: 'J05', TimeStamp: '08-11-2026 10:00:00' },
      { TimeStamp: '08-11-2026 10:00:00' },
      { Code: 'J05' },
    ];
    const { shipments, errors } = read({ CompleteStatus: { Shipment: { Barcode: '3S1', Event } } });
    expect(shipments[0]?.scans).toHaveLength(1);
    expect(errors.map(({ index, reason }) => [index, reason])).toEqual([
      [0, 'bad_time'],
      [2, 'missing_code'],
      [3, 'missing_time'],
    ]);
    const repaired = JSON.parse(JSON.stringify(errors[0]?.fragment).replace('32-11', '07-11'));
    expect(read(repaired).shipments).toMatchObject([{ trackingNumber: '3S1', scans: [{ code: 'J01' }] }]);
  });
});

describe('codes', () => {
  it.each([
    ['1', 'info_received'],
    ['2', 'picked_up'],
    ['5', 'in_transit'],
    ['7', 'out_for_delivery'],
    ['8', 'delivery_attempted'],
    ['9', 'in_customs'],
    ['11', 'delivered'],
    ['12', 'available_for_pickup'],
    ['22', 'delivered'],
    ['18', 'exception'],
    ['02', 'picked_up'],
  ])('status %s means %s', (code, status) => {
    expect(ofStatus(code)).toBe(status);
  });
  it.each([
    ['A01', 'info_received', null],
    ['01A', 'info_received', null],
    ['01B', 'picked_up', null],
    ['J01', 'in_transit', null],
    ['J05', 'out_for_delivery', null],
    ['Y22', 'delivery_attempted', 'recipient_moved'],
    ['K41', 'delivery_attempted', 'payment_due'],
    ['H04', 'return_initiated', 'carrier_damaged'],
    ['X63', 'customs_held', 'customs_inspection'],
    ['X02', 'arrived_in_destination_country', null],
    ['I10', 'delivered', null],
    ['J63', 'returned_to_sender', null],
    ['Y65', 'delayed', 'weather'],
    ['A41', null, null],
    ['Q99', null, null],
  ])('event %s means %s, %s', (code, status, reason) => {
    expect(ofEvent(code)).toEqual([status, reason]);
  });
  it('the words stand above a code they contradict, and beside one they confirm', () => {
    expect(ofEvent('J01', 'Zending is bezorgd')).toEqual(['delivered', null]);
    expect(ofEvent('Q99', 'Bezorger is onderweg')).toEqual(['out_for_delivery', null]);
    expect(ofEvent('Y22', 'Zending niet afgeleverd, geadresseerde verhuisd')).toEqual([
      'delivery_attempted',
      'recipient_moved',
    ]);
    expect(ofEvent('H51', 'Zending niet afgeleverd, geen brievenbus. Retour afzender.')[0]).toBe('return_initiated');
    expect(ofEvent('J63', 'Retourzending afgeleverd')[0]).toBe('returned_to_sender');
  });
  it('an unknown event is what the status of its moment says', () => {
    const stamp = { TimeStamp: '08-11-2026 10:00:00' };
    const Shipment = {
      Barcode: '3S1',
      Event: { Code: 'Q99', Description: 'Iets nieuws', ...stamp },
      Status: { StatusCode: '12', PhaseCode: '4', ...stamp },
    };
    expect(brief(read({ CompleteStatus: { Shipment } }))).toEqual([
      ['Q99', 'available_for_pickup', '2026-11-08T09:00:00.000Z'],
    ]);
  });
  it('what can be collected has not been, and the gateway speaks for itself', () => {
    const Event = {
      Code: 'Z99',
      Description: 'Zending kan worden afgehaald bij PostNL-punt',
      TimeStamp: '26-07-2021 15:06:53',
    };
    const body = Buffer.from(JSON.stringify({ CompleteStatus: { Shipment: { Barcode: '3S', Event } } }));
    expect(normalizedBy(postnl, readTrack(body)).shipments[0]?.scans).toMatchObject([
      { status: 'available_for_pickup' },
    ]);
    expect(readTrack(Buffer.from('{"httpStatus":"404","message":"Not Found"}'), ['3S'])).toMatchObject({
      problems: [{ trackingNumber: '3S', kind: 'not_found', message: 'Not Found' }],
      errors: [],
    });
  });
  it('no code stands twice without a wording', () => {
    const plain = postnl
      .statuses(undefined as never)
      .filter(({ pattern }) => pattern === undefined)
      .map(({ code }) => code);
    expect(plain.filter((code, i) => plain.indexOf(code) !== i)).toEqual([]);
    expect(plain.length).toBeGreaterThan(250);
  });
});

describe('asking', () => {
  const parcel = everything(postnlSandbox, { place: { city: 'Utrecht', country: 'NL' }, timeZone: 'Europe/Amsterdam' });
  const now = new Date('2026-11-21T08:00:00Z');
  const world = { parcels: [parcel], now };
  it('one barcode a call with the key in a header, and says which is not known', async () => {
    const calls: { url: string; headers?: Record<string, string> }[] = [];
    const asking = { ask: askOf(postnlSandbox, world, calls as never[]), access: accessOf(postnlSandbox, now) };
    const reading = await trackAll(postnl, asking, [parcel.trackingNumber, '3S/9']);
    expect(reading.problems).toMatchObject([{ trackingNumber: '3S/9', kind: 'not_found' }]);
    expect(calls.map(({ url }) => url.replace(/^.*sandbox/, ''))).toEqual([
      `/shipment/v2/status/barcode/${parcel.trackingNumber}?detail=true`,
      '/shipment/v2/status/barcode/3S%2F9?detail=true',
    ]);
    expect(calls[0]?.headers?.apikey).toBe('sandbox');
  });
  it('a wrong key is told as 401', async () => {
    const access = accessOf(postnlSandbox, now, { credentials: {} });
    await expect(postnl.track?.track(askOf(postnlSandbox, world), access, ['3S1'])).rejects.toMatchObject({
      code: 'http_401',
    });
  });
});

const messages: Message[] = readdirSync(folder).map((name) => ({ name, kind: 'track', body: fixture(name) }));
proveAdapter(postnl, messages);
proveRoundTrip(postnl, postnlSandbox, { place: { city: 'Utrecht', country: 'NL' }, timeZone: 'Europe/Amsterdam' });
