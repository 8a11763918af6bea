/** Aramex: its answers as JSON, through gateways and as SOAP, words above codes, and asking it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Message, normalizedBy, proveAdapter } from '../../../../test/carrier-proofs.ts';
import { accessOf, askOf, everything, proveRoundTrip, trackAll } from '../../../../test/carrier-round-trip.ts';
import type { CarrierReading } from '../reading.ts';
import { aramex } from './aramex.ts';
import { readTrack } from './read.ts';
import { aramexSandbox } from './sandbox.ts';

const folder = join(import.meta.dirname, 'fixtures');
const fixture = (name: string): Buffer => readFileSync(join(folder, name));
const read = (body: Buffer | object, asked?: readonly string[]): CarrierReading => {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  return aramex.track?.read(bytes, asked) ?? { shipments: [], problems: [], errors: [] };
};
const scansOf = (reading: CarrierReading) => normalizedBy(aramex, reading).shipments.flatMap(({ scans }) => scans);
const brief = (reading: CarrierReading) => scansOf(reading).map(({ code, status, reason }) => [code, status, reason]);
const entry = (UpdateCode: string, UpdateDescription = '', ProblemCode = '') => ({
  WaybillNumber: '44',
  UpdateCode,
  UpdateDescription,
  UpdateDateTime: '/Date(1794000000000+0300)/',
  UpdateLocation: 'Riyadh',
  ProblemCode,
});
const meaning = (...of: Parameters<typeof entry>) =>
  brief(read({ TrackingResults: [{ Key: '44', Value: [entry(...of)] }] }))[0]?.slice(1);

describe('shapes', () => {
  it('pairs of key and value, WCF dates whose offset is for display', () => {
    const reading = read(fixture('track-json.json'));
    expect(brief(reading)).toEqual([
      ['SH239', null, null],
      ['SH005', 'delivered', null],
      ['SH033', 'delivery_attempted', 'payment_due'],
      ['SH003', 'out_for_delivery', null],
      ['SH022', 'departed_facility', null],
      ['SH001', 'arrived_at_facility', null],
      ['SH014', 'label_created', null],
    ]);
    expect(scansOf(reading)[1]).toMatchObject({
      occurredAt: '2026-11-06T11:08:00.000Z',
      zone: 'given',
      localTime: '2026-11-06T14:08:00',
      place: { city: 'Dubai', country: 'AE' },
    });
    expect(scansOf(reading)[0]?.informational).toBe(true);
    expect(reading.problems).toMatchObject([{ trackingNumber: '44262350002', kind: 'not_found' }]);
    expect(JSON.stringify(reading)).not.toContain('INVENTED');
  });
  it('the gateway: one key, several waybills, local time by the clock of the place', () => {
    const { shipments, problems } = read(fixture('track-gateway.json'));
    expect(shipments.map(({ trackingNumber, scans }) => [trackingNumber, scans.length])).toEqual([
      ['41118180001', 3],
      ['30994420002', 1],
    ]);
    expect(problems.map(({ trackingNumber }) => trackingNumber)).toEqual(['WrongIdIHavePassed', 'TestId']);
    expect(scansOf(read(fixture('track-gateway.json')))[3]).toMatchObject({
      occurredAt: '2026-11-01T13:05:00.000Z',
      zone: 'inferred',
      place: { country: 'JO' },
    });
    expect(read(fixture('track-gateway-single.json'))).toMatchObject({
      shipments: [{ trackingNumber: '41118180003' }],
      problems: [{ trackingNumber: 'TestId' }],
    });
  });
  it('SOAP', () => {
    const reading = read(fixture('track-soap.xml'));
    expect(brief(reading)).toEqual([['SH001', 'at_delivery_depot', null]]);
    expect(reading.problems).toMatchObject([{ trackingNumber: '3991000002', kind: 'not_found' }]);
  });
  it('a plain map, a flat list, a mangled prefix, and one update by itself', () => {
    const one = entry('SH003');
    expect(brief(read({ TrackingResults: { '44262350001': [one] } }))).toHaveLength(1);
    expect(brief(read({ TrackingResults: [one] }))).toHaveLength(1);
    expect(brief(read(one))).toHaveLength(1);
    const a_KeyValueOfstringArrayOfTrackingResultmFAkxlpY = { a_Key: '44', a_Value: { TrackingResult: one } };
    expect(brief(read({ TrackingResults: { a_KeyValueOfstringArrayOfTrackingResultmFAkxlpY } }))).toHaveLength(1);
  });
  it('errors with status 200, and silence', () => {
    expect(read(fixture('track-errors.json'), ['44'])).toMatchObject({
      shipments: [],
      problems: [{ trackingNumber: '44', kind: 'refused', code: 'ERR01' }],
    });
    expect(read({ HasErrors: false, TrackingResults: [] }, ['44']).problems).toMatchObject([
      { trackingNumber: '44', kind: 'not_found' },
    ]);
    expect(read({ HasErrors: false, TrackingResults: [{ Key: '44', Value: [] }] }, ['44'])).toEqual({
      shipments: [{ trackingNumber: '44', scans: [] }],
      problems: [],
      errors: [],
    });
    expect(read({ hello: 1 }).errors[0]?.reason).toBe('unreadable');
  });
  it('what cannot be read is handed back as a body of its own', () => {
    const { shipments, errors } = read({
      TrackingResults: [{ Key: '44', Value: [{ ...entry('SH003'), UpdateDateTime: 'soon' }, entry('SH005')] }],
    });
    expect(shipments[0]?.scans).toHaveLength(1);
    expect(errors).toMatchObject([{ index: 0, reason: 'bad_time' }]);
    const repaired = JSON.parse(JSON.stringify(errors[0]?.fragment).replace('soon', '2026-11-05T16:00:00'));
    expect(read(repaired).shipments).toMatchObject([{ trackingNumber: '44', scans: [{ code: 'SH003' }] }]);
  });
});

describe('codes and words', () => {
  it.each([
    ['SH014', 'label_created'],
    ['SH001', 'picked_up'],
    ['SH012', 'picked_up'],
    ['SH160', 'arrived_at_facility'],
    ['SH003', 'out_for_delivery'],
    ['SH005', 'delivered'],
    ['SH006', 'delivered'],
    ['SH154', 'delivered'],
    ['SH496', 'delivered'],
    ['SH069', 'return_initiated'],
    ['SH495', 'return_initiated'],
    ['SH239', null],
    ['SH999', null],
  ])('%s alone means %s', (code, status) => {
    expect(meaning(code)).toEqual([status, null]);
  });
  it.each([
    ['SH001', 'Under processing at operations facility', 'arrived_at_facility', null],
    ['SH005', 'Shipment collected from shipper', 'picked_up', null],
    ['SH014', 'Delivered', 'delivered', null],
    ['SH006', 'Not Delivered', 'delivery_attempted', null],
    ['SH069', 'Returned to Shipper', 'returned_to_sender', null],
    ['SH004', 'Out for Delivery', 'out_for_delivery', null],
    ['SH008', 'Shipment on Hold', 'on_hold', null],
    ['SH294', 'On Hold - Attempting to Contact Customer', 'on_hold', 'recipient_absent'],
    ['SH700', 'Shipment damaged', 'exception', 'carrier_damaged'],
  ])('%s with "%s" means %s, %s', (code, text, status, reason) => {
    expect(meaning(code, text)).toEqual([status, reason]);
  });
  it('words that know a reason stand above a code that knows none, and errors without a word are errors', () => {
    const entry = {
      WaybillNumber: '1',
      UpdateCode: 'SH033',
      UpdateDescription: 'Attempted Delivery - Customer Not Available',
      UpdateDateTime: '/Date(1722924060000+0300)/',
      UpdateLocation: 'Manama, Bahrain',
    };
    const body = Buffer.from(JSON.stringify({ HasErrors: false, TrackingResults: [{ Key: '1', Value: [entry] }] }));
    expect(normalizedBy(aramex, readTrack(body)).shipments[0]?.scans).toMatchObject([
      {
        status: 'delivery_attempted',
        reason: 'recipient_absent',
        actionRequiredBy: 'recipient',
        place: { country: 'BH' },
      },
    ]);
    expect(readTrack(Buffer.from('{"HasErrors":true,"Notifications":[]}')).problems).toMatchObject([
      { code: 'HasErrors' },
    ]);
  });
  it('a ProblemCode says why', () => {
    expect(meaning('SH033', 'Attempted Delivery', 'A16')).toEqual(['delivery_attempted', 'address_incorrect']);
    expect(meaning('SH160', 'Under processing at operations facility', 'V01')).toEqual(['arrived_at_facility', null]);
  });
});

describe('asking', () => {
  const parcel = everything(aramexSandbox, { place: { city: 'Dubai', country: 'AE' }, timeZone: 'Asia/Dubai' });
  const now = new Date('2026-11-21T08:00:00Z');
  const world = { parcels: [parcel], now };
  it('many waybills in one call, and says which are not known', async () => {
    const calls: { body?: string }[] = [];
    const asking = { ask: askOf(aramexSandbox, world, calls as never[]), access: accessOf(aramexSandbox, now) };
    const reading = await trackAll(aramex, asking, [parcel.trackingNumber, '9', '8']);
    expect(reading.shipments).toHaveLength(1);
    expect(reading.problems.map(({ trackingNumber, kind }) => [trackingNumber, kind])).toEqual([
      ['9', 'not_found'],
      ['8', 'not_found'],
    ]);
    expect(calls).toHaveLength(1);
    expect(JSON.parse(calls[0]?.body ?? '')).toMatchObject({
      Shipments: [parcel.trackingNumber, '9', '8'],
      GetLastTrackingUpdateOnly: false,
    });
  });
  it('a wrong account is final, being asked too much is not', async () => {
    const wrong = accessOf(aramexSandbox, now, { credentials: {} });
    await expect(aramex.track?.track(askOf(aramexSandbox, world), wrong, ['9'])).rejects.toMatchObject({
      code: 'login_refused',
      retryable: false,
    });
    const busy = async () => ({
      status: 200,
      headers: {},
      body: JSON.stringify({
        HasErrors: true,
        Notifications: [{ Code: 'ERR99', Message: 'Too many requests, try again later' }],
      }),
    });
    await expect(aramex.track?.track(busy, accessOf(aramexSandbox, now), ['9'])).rejects.toMatchObject({
      code: 'http_429',
      retryable: true,
    });
  });
});

const messages: Message[] = readdirSync(folder).map((name) => ({ name, kind: 'track', body: fixture(name) }));
proveAdapter(aramex, messages);
proveRoundTrip(aramex, aramexSandbox, { place: { city: 'Dubai', country: 'AE' }, timeZone: 'Asia/Dubai' });
