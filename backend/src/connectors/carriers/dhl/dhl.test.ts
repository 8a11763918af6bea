/** DHL's five systems on fixtures in their real formats, who may push, the calls that ask for parcels, and the fake against both. */
import { readdirSync, readFileSync } from 'node:fs';
import { trackingStatuses } from '@gantry/shared/vocabulary/tracking-status';
import { describe, expect, it } from 'vitest';
import {
  connectionOf,
  type Message,
  normalizedBy,
  proveNothingThrows,
  proveOrderDoesNotMatter,
  recorded,
} from '../../../../test/carrier-proofs.ts';
import type { RawRequest } from '../../../kernel/raw-request.ts';
import type { Ask, OutsideCall } from '../../wire/call.ts';
import type { AccountAccess } from '../account.ts';
import type { SandboxParcel, SandboxScan } from '../sandbox.ts';
import { dhlAccount } from './account.ts';
import { dhl } from './dhl.ts';
import { accepted, dhlSandbox } from './sandbox.ts';
import { dhlStatuses } from './statuses.data.ts';
import { dhlTrack } from './track.ts';
import { dhlWebhook as webhook } from './webhook.ts';

const folder = new URL('./fixtures/', import.meta.url);
const file = (name: string): Buffer => readFileSync(new URL(name, folder));
const bytes = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const connection = connectionOf('dhl');
const normalized = (body: Buffer, asked?: readonly string[]) => normalizedBy(dhl, dhlTrack.read(body, asked));
const scansOf = (body: unknown) => normalized(bytes(body)).shipments.flatMap(({ scans }) => scans);

const shipmentIn = (name: string, index = 0) => {
  const shipment = normalized(file(name)).shipments[index];
  if (!shipment) throw new Error(`no shipment ${index} in ${name}`);
  return shipment;
};
const told = (name: string, index = 0) =>
  shipmentIn(name, index).scans.map(({ code, status, reason, occurredAt, zone }) => [
    code,
    status,
    reason,
    occurredAt,
    zone,
  ]);

describe('MyDHL API', () => {
  it('reads local times by the clock of the service area; pieces add nothing that the shipment says, nor end it alone', () => {
    expect(told('track-mydhl.json')).toEqual([
      ['PU', 'picked_up', null, '2026-05-11T15:05:00.000Z', 'inferred'],
      ['PL', 'in_transit', null, '2026-05-11T19:12:00.000Z', 'inferred'],
      ['DF', 'departed_facility', null, '2026-05-11T20:40:00.000Z', 'inferred'],
      ['AF', 'arrived_at_facility', null, '2026-05-12T01:31:00.000Z', 'inferred'],
      ['DF', 'departed_facility', null, '2026-05-12T03:58:00.000Z', 'inferred'],
      ['AR', 'at_delivery_depot', null, '2026-05-12T06:47:00.000Z', 'inferred'],
      ['WC', 'out_for_delivery', null, '2026-05-12T07:19:00.000Z', 'inferred'],
      ['NH', 'delivery_attempted', 'recipient_absent', '2026-05-12T09:02:00.000Z', 'inferred'],
      ['OK', 'delivered', null, '2026-05-13T08:27:00.000Z', 'inferred'],
    ]);
    const { trackingNumber, estimate, proof, scans } = shipmentIn('track-mydhl.json');
    expect([trackingNumber, estimate?.day, proof]).toEqual([
      '9356110042',
      '2026-05-12',
      { signature: true, photo: false },
    ]);
    expect(scans[3]?.description).toBe('Arrived at DHL Sort Facility LEIPZIG-GERMANY');
    expect(scans[0]?.place).toMatchObject({ city: 'Madrid', country: 'ES', text: 'Madrid-ES' });
    expect(JSON.stringify(scans)).not.toContain('EXAMPLE');
  });
  it('keeps the offset newer versions send; an unknown checkpoint moves nothing and is told', () => {
    expect(told('track-mydhl-offset.json')).toEqual([
      ['PU', 'picked_up', null, '2026-06-10T03:06:00.000Z', 'given'],
      ['CD', 'customs_held', 'customs_documents', '2026-06-10T23:30:00.000Z', 'given'],
      ['QZ', null, null, '2026-06-10T23:30:00.000Z', 'given'],
    ]);
    expect(normalized(file('track-mydhl-offset.json')).unmapped.map(({ code }) => code)).toEqual(['QZ']);
  });
  it.each([
    ['KINGSTON-JAM', { country: 'JM', unlocode: 'JMKIN' }],
    ['SPRINGFIELD GARDENS,NY-USA', { country: 'US', state: 'NY' }],
    ['MADRID - SPAIN', { text: 'MADRID - SPAIN', country: 'ES' }],
    ['Mexico City Hub-MX', { city: 'Mexico City Hub', country: 'MX' }],
  ])('finds the clock of %s', (description, place) => {
    const event = { date: '2026-05-12', time: '09:19:00', typeCode: 'PL', serviceArea: [{ code: 'XXX', description }] };
    const [scan] =
      normalized(bytes({ shipments: [{ shipmentTrackingNumber: '1', events: [event] }] })).shipments[0]?.scans ?? [];
    expect(scan).toMatchObject({ zone: 'inferred', localTime: '2026-05-12T09:19:00', place });
  });
  it('goes by the number asked for when that is a piece’s', () => {
    expect(normalized(file('track-mydhl.json'), ['JD014600004790099002']).shipments[0]?.trackingNumber).toBe(
      'JD014600004790099002',
    );
  });
});

describe('Express XML-PI', () => {
  it('reads several waybills of one answer, and one that is not found', () => {
    expect(told('track-xmlpi.xml')).toEqual([
      ['PU', 'picked_up', null, '2026-05-08T11:26:00.000Z', 'inferred'],
      ['RW', null, null, '2026-05-08T17:27:00.000Z', 'inferred'],
      ['AF', 'arrived_at_facility', null, '2026-05-08T22:32:16.000Z', 'inferred'],
      ['OK', 'delivered', null, '2026-05-09T08:09:00.000Z', 'inferred'],
    ]);
    const { problems, shipments } = normalized(file('track-xmlpi.xml'));
    expect(problems).toMatchObject([{ trackingNumber: '123456789', kind: 'not_found', code: '103' }]);
    expect(shipments[0]?.scans[0]?.place).toMatchObject({
      text: 'Barcelona - Spain',
      city: 'Barcelona',
      country: 'ES',
    });
    expect(shipments[0]?.estimate?.until).toBe('2026-05-09T21:59:00.000Z');
  });
  it('reads what gateways make of it in JSON, where the number is a number', () => {
    expect(shipmentIn('track-xmlpi.json').trackingNumber).toBe('3180001641');
    expect(told('track-xmlpi.json')).toEqual([
      ['PU', 'picked_up', null, '2026-05-08T19:26:00.000Z', 'inferred'],
      ['RD', 'exception', 'recipient_refused', '2026-05-09T17:00:00.000Z', 'inferred'],
    ]);
  });
});

describe('unified API and pushes', () => {
  it('shows the division’s code and keeps the class beneath it', () => {
    expect(told('track-unified-express.json').map(([code, status]) => [code, status])).toEqual([
      ['OK', 'delivered'],
      ['NH', 'delivery_attempted'],
      ['WC', 'out_for_delivery'],
      ['PU', 'picked_up'],
    ]);
    const reading = dhlTrack.read(file('track-unified-express.json'));
    expect(reading.shipments[0]?.scans[0]?.keys).toEqual(['express:OK', 'OK', 'delivered']);
    expect(reading.shipments[0]?.summary?.code).toBe('delivered');
  });
  it('the same scans of the unified API and of MyDHL API are the same', () => {
    const ids = (name: string) => shipmentIn(name).scans.map((scan) => recorded('dhl', scan, '').scanId);
    const myDhl = ids('track-mydhl.json');
    for (const id of ids('track-unified-express.json')) expect(myDhl).toContain(id);
  });
  it('reads Parcel DE by ICE, RIC and standard event code; data and money move nothing', () => {
    expect(told('track-unified-parcel-de.json')).toEqual([
      ['DLVRD/SECPL', 'delivered', null, '2026-10-06T13:37:00.000Z', 'inferred'],
      ['ADVIS/PFLOC', null, null, '2026-10-06T12:30:00.000Z', 'inferred'],
      ['SRTED/NRQRD', 'out_for_delivery', null, '2026-10-06T06:38:00.000Z', 'inferred'],
      ['EE', 'arrived_at_facility', null, '2026-10-05T22:38:00.000Z', 'inferred'],
      ['AA', 'departed_facility', null, '2026-10-05T17:01:00.000Z', 'inferred'],
      ['PARCV/NRQRD', 'info_received', null, '2026-10-05T08:44:00.000Z', 'inferred'],
    ]);
    expect(shipmentIn('track-unified-parcel-de.json').scans[2]?.description).toBe(
      'Die Sendung wurde in das Zustellfahrzeug geladen.',
    );
  });
  it('reads a text where no code is sent, and one event that stands for a list', () => {
    expect(told('track-unified-texts.json')).toEqual([
      ['transit', 'out_for_delivery', null, '2026-03-13T09:50:00.000Z', 'inferred'],
    ]);
  });
  it('a push of the latest state alone is one scan; a division’s number is not another’s', () => {
    expect(told('push-unified.json')).toEqual([['WC', 'out_for_delivery', null, '2026-05-12T07:19:00.000Z', 'given']]);
    expect(told('push-unified.json', 1)).toEqual([
      ['44', 'available_for_pickup', null, '2026-05-12T09:20:00.000Z', 'given'],
    ]);
  });
  const one = (event: object, around: object = {}) =>
    normalized(
      bytes({ shipments: [{ id: 'X1', ...around, events: [{ timestamp: '2026-05-12T09:19:00Z', ...event }] }] }),
    ).shipments[0]?.scans[0];
  it.each([
    [{ service: 'parcel-de' }, { status: 'AN', statusCode: 'transit' }, 'delayed'],
    [{ service: 'parcel-pl' }, { status: 'AN', statusCode: 'transit' }, 'exception'],
    [{ service: 'ecommerce-ppl' }, { status: '450', statusCode: 'delivered' }, 'delivered'],
    [{ service: 'ecommerce' }, { status: '450', statusCode: 'transit' }, 'delayed'],
    [{ service: 'svb' }, { status: 'FETCHED_PACKSTATION', statusCode: 'delivered' }, 'delivered'],
    [{ service: 'freight' }, { status: '24-501', statusCode: 'transit' }, 'out_for_delivery'],
    [{ service: 'dgf' }, { status: 'HELD_AT_CUSTOMS', statusCode: 'transit' }, 'customs_held'],
    [{ service: 'express' }, { status: 'ZQ', statusCode: 'transit' }, 'in_transit'],
    [{ service: 'express' }, { status: 'DELIVERED', statusCode: 'pre-transit' }, 'info_received'],
    [
      { service: 'parcel-uk', returnFlag: true },
      { statusCode: 'delivered', description: 'Delivered' },
      'returned_to_sender',
    ],
    [{ service: 'parcel-de' }, { statusDetailed: 'DLVRD_CODAR_GT', status: 'GT', statusCode: 'delivered' }, null],
    [
      { service: 'parcel-de' },
      { statusDetailed: 'DSPSD_NTCLM_ZU', status: 'ZU', statusCode: 'delivered' },
      'exception',
    ],
    [
      { service: 'parcel-de' },
      { statusDetailed: 'LDTMV_MVMTV_PO', status: 'PO', statusCode: 'transit' },
      'out_for_delivery',
    ],
    [
      { service: 'parcel-de' },
      { statusDetailed: 'MVARR_NRQRD_PO', status: 'PO', statusCode: 'transit' },
      'at_delivery_depot',
    ],
    [
      {},
      { statusCode: 'failure', description: 'The shipment could not be delivered and will be returned to the sender' },
      'return_initiated',
    ],
    [{}, { statusCode: 'Transit', status: 'Clearance processing complete at MILAN' }, 'customs_cleared'],
    [{}, { description: 'Label created' }, 'label_created'],
    [{}, { statusCode: 'unknown' }, null],
  ])('%j %j is %s', (around, event, status) => {
    const scan = one(event, around);
    expect(scan?.status).toBe(status);
    expect(
      normalized(
        bytes({ shipments: [{ id: 'X1', ...around, events: [{ timestamp: '2026-05-12T09:19:00Z', ...event }] }] }),
      ).unmapped,
    ).toEqual([]);
  });
  it('takes no street for a town, and knows a country that stands in its place', () => {
    const at = (address: object) => ({
      shipments: [
        {
          id: '1234567890',
          events: [{ timestamp: '2026-11-01T10:00:00', statusCode: 'transit', location: { address } }],
        },
      ],
    });
    const placed = (address: object) => scansOf(at(address))[0]?.place;
    expect(placed({ countryCode: 'NL', addressLocality: 'Oderweg 2, AMSTERDAM' })).toMatchObject({ city: 'AMSTERDAM' });
    expect(placed({ addressLocality: 'Netherlands' })).toMatchObject({ country: 'NL', timeZone: 'Europe/Amsterdam' });
  });
  it.each([
    ['transit', 'Import Customs Cleared', 'customs_cleared', null],
    ['transit', 'Customs clearance delay. Payment of duties required', 'customs_held', 'customs_duties_unpaid'],
    ['failure', 'We tried to deliver but you were out', 'delivery_attempted', 'recipient_absent'],
    ['delivered', 'Shipment delivered to sender', 'returned_to_sender', null],
  ])('%s, «%s»', (statusCode, description, status, reason) => {
    const event = { timestamp: '2026-11-01T10:00:00Z', statusCode, description };
    expect(scansOf({ shipments: [{ id: '1234567890', events: [event] }] })).toMatchObject([{ status, reason }]);
  });
  it('Parcel DE says in words why it could not deliver, where the RIC is left out', () => {
    const event = {
      timestamp: '2026-11-01T10:00:00',
      statusCode: 'failure',
      status: 'NTDEL',
      description: 'Der Empfänger war nicht anwesend',
    };
    expect(scansOf({ shipments: [{ id: '1234567890', service: 'parcel-de', events: [event] }] })).toMatchObject([
      { status: 'delivery_attempted', reason: 'recipient_absent', actionRequiredBy: 'recipient' },
    ]);
  });
  it('takes no name of who signed', () => {
    expect(
      one(
        { statusCode: 'delivered', status: 'OK', description: 'Delivered - Signed for by : J EXAMPLE' },
        { service: 'express' },
      )?.description,
    ).toBe('Delivered');
    expect(one({ statusCode: 'delivered', description: 'JESSICA', remark: 'Delivered at the door' })?.description).toBe(
      'Delivered at the door',
    );
  });
  it('a parcel abroad keeps its place’s clock, and without one no clock is made up', () => {
    const abroad = { service: 'parcel-de', destination: { address: { countryCode: 'US' } } };
    const event = { timestamp: '2026-05-12T09:19:00', statusCode: 'transit' };
    expect(one(event, abroad)).toMatchObject({ occurredAt: null, zone: 'unknown', localTime: '2026-05-12T09:19:00' });
    const there = { ...event, location: { address: { addressLocality: 'Chicago, IL', countryCode: 'US' } } };
    expect(one(there, abroad)).toMatchObject({ occurredAt: '2026-05-12T14:19:00.000Z', zone: 'inferred' });
    expect(one(event, { service: 'parcel-de' })).toMatchObject({
      occurredAt: '2026-05-12T07:19:00.000Z',
      zone: 'inferred',
    });
  });
  it('one number in two services is two parcels', () => {
    const events = [{ timestamp: '2026-05-12T09:19:00Z', statusCode: 'transit' }];
    const { shipments } = normalized(
      bytes({
        shipments: [
          { id: 'X1', service: 'parcel-de', events },
          { id: 'X1', service: 'express', events },
        ],
      }),
    );
    expect(shipments.map(({ identity }) => identity)).toEqual(['parcel-de', 'express']);
  });
});

describe('Parcel DE', () => {
  it('reads nested data elements by the German clock', () => {
    expect(told('track-parcel-de.xml')).toEqual([
      ['SHRCU/PCKST', 'picked_up', null, '2026-10-05T09:44:00.000Z', 'inferred'],
      ['LDTMV/MVMTV', 'departed_facility', null, '2026-10-05T11:54:00.000Z', 'inferred'],
      ['PCKDU/PUBCR', 'picked_up', null, '2026-10-05T11:55:00.000Z', 'inferred'],
      ['ULFMV/UNLDD', 'arrived_at_facility', null, '2026-10-06T01:32:00.000Z', 'inferred'],
      ['SRTED/NRQRD', 'out_for_delivery', null, '2026-10-06T06:38:00.000Z', 'inferred'],
      ['DLVRD/SECPL', 'delivered', null, '2026-10-06T13:37:00.000Z', 'inferred'],
      ['DLVRD/CODRP', null, null, '2026-10-07T00:00:00.000Z', 'inferred'],
    ]);
    expect(dhlTrack.read(file('track-parcel-de.xml')).shipments[0]).toMatchObject({
      trackingNumber: '00340434161094000001',
      summary: { code: 'DLVRD/SECPL' },
      estimate: { from: { localTime: '2026-10-06T13:30:00' }, until: { localTime: '2026-10-06T16:30:00' } },
    });
  });
  it('a delivery on the way back is one to the sender; a piece without events is its own latest', () => {
    const xml = `<data name="piece-shipment-list" code="0"><data name="piece-shipment" error-status="0" piece-code="003404" dest-country="DE"
      status-timestamp="06.10.2026 15:37" status="Zustellung an den Absender" ice="DLVRD" ric="ACCPT" standard-event-code="ZU" ruecksendung="true"/></data>`;
    expect(normalized(bytes(xml)).shipments[0]?.scans).toMatchObject([
      { status: 'returned_to_sender', occurredAt: '2026-10-06T13:37:00.000Z' },
    ]);
  });
  it('keeps events beside an error of the piece', () => {
    const xml = file('track-parcel-de.xml').toString().replace('error-status="0"', 'error-status="57"');
    const { shipments, problems } = normalized(bytes(xml));
    expect([shipments[0]?.scans.length, problems[0]?.kind]).toEqual([7, 'not_found']);
  });
});

describe('eCommerce', () => {
  it('reads numeric codes with letters for the zone', () => {
    expect(told('push-ecommerce-americas.json')).toEqual([
      ['600', 'delivered', null, '2026-02-19T20:21:00.000Z', 'inferred'],
      ['598', 'out_for_delivery', null, '2026-02-19T14:10:00.000Z', 'given'],
      ['200', 'arrived_at_facility', null, '2026-02-16T03:05:00.000Z', 'given'],
      ['238', 'label_created', null, '2026-02-14T09:21:00.000Z', 'inferred'],
    ]);
    expect(normalized(file('push-ecommerce-americas.json'), ['4231402267000349']).shipments[0]?.trackingNumber).toBe(
      '4231402267000349',
    );
  });
  it('CST is Central in America and the place’s own elsewhere', () => {
    const at = (location: string) =>
      normalized(
        bytes({
          packages: [
            {
              package: { trackingId: 'T' },
              events: [{ date: '2026-01-05', time: '10:00:00', timeZone: 'CST', location, primaryEventId: 402 }],
            },
          ],
        }),
      ).shipments[0]?.scans[0]?.occurredAt;
    expect(at('Chicago, IL, US')).toBe('2026-01-05T16:00:00.000Z');
    expect(at('Shanghai, CN')).toBe('2026-01-05T02:00:00.000Z');
  });
  it('reads words of Parcel NL, and a new word by its category', () => {
    expect(told('push-parcel-nl.json').map(([, status, reason]) => [status, reason])).toEqual([
      ['info_received', null],
      ['picked_up', null],
      ['delivery_attempted', 'recipient_absent'],
      ['in_transit', null],
    ]);
  });
});

describe('what is no parcel', () => {
  it.each([
    ['track-unified-not-found.json', ['8264000546'], 'not_found', '8264000546'],
    ['track-mydhl-not-found.json', [], 'not_found', '9356110099'],
    ['track-parcel-de-not-found.xml', ['003404'], 'not_found', '003404'],
    ['track-xmlpi-error.xml', [], 'refused', null],
  ])('%s is a problem', (name, asked, kind, trackingNumber) => {
    expect(normalized(file(name), asked)).toMatchObject({
      shipments: [],
      errors: [],
      problems: [{ kind, trackingNumber }],
    });
  });
  it('an empty list is a number not known when one was asked for, and nothing when none was', () => {
    for (const body of [{ shipments: [] }, { packages: [] }]) {
      expect(normalized(bytes(body), ['N1'])).toMatchObject({
        errors: [],
        problems: [{ kind: 'not_found', trackingNumber: 'N1' }],
      });
      expect(normalized(bytes(body))).toMatchObject({ problems: [], errors: [{ reason: 'no_scans' }] });
    }
    expect(
      normalized(bytes({ status: 429, title: 'Too Many Requests', detail: 'Quota' }), ['N1']).problems,
    ).toMatchObject([{ kind: 'busy' }]);
  });
  it.each([
    ['{"shipments":', 'unreadable'],
    ['<a><b></a>', 'unreadable'],
    ['7', 'not_an_object'],
    ['{"hello":1}', 'no_scans'],
  ])('%s is %s', (body, reason) => {
    expect(normalized(bytes(body)).errors).toMatchObject([{ reason }]);
  });
  it('a failed event is a body of its own that can be repaired', () => {
    const event = { statusCode: 'transit', status: 'PU', timestamp: 'soon' };
    const { errors } = normalized(
      bytes({
        shipments: [{ id: 'X1', service: 'express', events: [event, { ...event, timestamp: '2026-05-12T09:19:00Z' }] }],
      }),
    );
    expect(errors).toMatchObject([{ index: 0, reason: 'bad_time' }]);
    const repaired = JSON.stringify(errors[0]?.fragment).replace('soon', '2026-05-12T09:18:00Z');
    expect(normalized(bytes(repaired)).shipments).toMatchObject([
      { trackingNumber: 'X1', scans: [{ code: 'PU', status: 'picked_up' }] },
    ]);
  });
  it('reads a thousand events and hands the rest back in the same format', () => {
    const events = Array.from({ length: 700 }, (_, n) => ({
      timestamp: new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString(),
      statusCode: 'transit',
      status: 'PL',
    }));
    const { shipments, errors } = normalized(
      bytes({
        shipments: [
          { id: 'A', service: 'express', events },
          { id: 'B', service: 'express', events },
          { id: 'C', service: 'express', events },
        ],
      }),
    );
    expect(shipments.map(({ scans }) => scans.length)).toEqual([700, 300]);
    expect(errors.map(({ reason }) => reason)).toEqual(['too_many_scans']);
    const rest = normalized(bytes(errors[0]?.fragment));
    expect(rest.shipments.map(({ trackingNumber, scans }) => [trackingNumber, scans.length])).toEqual([
      ['B', 400],
      ['C', 600],
    ]);
  });
});

describe('tables', () => {
  it('every key stands once, in a known division', () => {
    const keys = dhlStatuses.map(({ code, pattern = '' }) => `${code}|${pattern}`.toLowerCase());
    expect(keys.length).toBe(new Set(keys).size);
    expect(dhlStatuses.length).toBeGreaterThan(1500);
  });
});

const secret = 'a token that was chosen';
const request = (
  headers: Record<string, string>,
  body: Buffer = file('push-unified.json'),
  more: Partial<RawRequest> = {},
): RawRequest => ({
  method: 'POST',
  headers,
  rawBody: body,
  query: '',
  pathSecret: undefined,
  address: '192.0.2.7',
  ...more,
});
const verdict = (asked: RawRequest, settings: Parameters<typeof connectionOf>[1] = {}) =>
  webhook.verify(asked, connectionOf('dhl', settings), { secret, now: new Date() });

describe('who may push', () => {
  it('the token must come back in the header', () => {
    expect(verdict(request({ 'dhl-hook-secret': secret }))).toBe('valid');
    expect(verdict(request({}))).toBe('missing');
    expect(verdict(request({ 'dhl-hook-secret': '' }))).toBe('missing');
    expect(verdict(request({ 'dhl-hook-secret': `${secret}!` }))).toBe('wrong');
    for (let at = 0; at < secret.length; at++) {
      const changed = `${secret.slice(0, at)}~${secret.slice(at + 1)}`;
      expect(verdict(request({ 'dhl-hook-secret': changed }))).toBe('wrong');
    }
  });
  it('in the header that was chosen, from the addresses that were named, or in the path', () => {
    expect(verdict(request({ authorization: `Bearer ${secret}` }), { header: 'authorization' })).toBe('valid');
    expect(verdict(request({ 'dhl-hook-secret': secret }), { header: 'x-token' })).toBe('missing');
    expect(verdict(request({ 'dhl-hook-secret': secret }), { sourceAddresses: ['192.0.2.8'] })).toBe('wrong');
    expect(verdict(request({ 'dhl-hook-secret': secret }), { sourceAddresses: ['192.0.2.7'] })).toBe('valid');
    expect(verdict(request({}, undefined, { pathSecret: secret }))).toBe('valid');
    expect(verdict(request({}, undefined, { pathSecret: 'guess' }))).toBe('wrong');
  });
  it('an activation is answered with its own secret and may come without the token; with shipments it may not', () => {
    const activation = request({}, file('push-activation.json'));
    expect(verdict(activation)).toBe('valid');
    expect(webhook.handshake?.(activation, connection)).toMatchObject({
      status: 200,
      body: '{"secret":"i5b65gX4CC3j6E8OO6NuQJoQuQelx6c9"}',
    });
    expect(
      verdict(request({ 'dhl-hook-secret': 'i5b65gX4CC3j6E8OO6NuQJoQuQelx6c9' }, file('push-activation.json'))),
    ).toBe('valid');
    expect(verdict(request({ 'dhl-hook-secret': 'something else' }, file('push-activation.json')))).toBe('wrong');
    const loaded = bytes({ ...JSON.parse(file('push-activation.json').toString()), shipments: [{ id: 'X' }] });
    expect(verdict(request({}, loaded))).toBe('missing');
    expect(webhook.handshake?.(request({}, loaded), connection)).toBeUndefined();
    expect(webhook.handshake?.(request({}), connection)).toBeUndefined();
  });
});

const access = (
  credentials: Record<string, string>,
  environment: 'live' | 'test' = 'live',
  baseUrl = dhlAccount.hosts[environment],
): AccountAccess => ({
  baseUrl,
  credentials,
  settings: { ...connection.settings, environment },
  now: new Date(),
});

describe('asking', () => {
  const calls = async (credentials: Record<string, string>, environment?: 'live' | 'test', baseUrl?: string) => {
    const made: OutsideCall[] = [];
    const ask: Ask = async (call) => {
      made.push(call);
      return { status: 404, headers: {}, body: file('track-unified-not-found.json').toString() };
    };
    const { reading } = await dhlTrack.track(ask, access(credentials, environment, baseUrl), ['N 1']);
    expect(reading.problems).toMatchObject([{ kind: 'not_found', trackingNumber: 'N 1' }]);
    return made;
  };
  it('the unified API by default', async () => {
    const [call] = await calls({ apiKey: 'k' });
    expect(call).toMatchObject({
      url: 'https://api-eu.dhl.com/track/shipments?trackingNumber=N%201&language=en',
      headers: { 'DHL-API-Key': 'k' },
    });
  });
  it('MyDHL API with its credentials, on its own host', async () => {
    const [call] = await calls({ apiKey: 'k', username: 'u', password: 'p' }, 'test');
    expect(call?.url).toBe(
      'https://express.api.dhl.com/mydhlapi/test/shipments/N%201/tracking?trackingView=all-checkpoints&levelOfDetail=all',
    );
    expect(call?.headers?.Authorization).toBe(`Basic ${Buffer.from('u:p').toString('base64')}`);
    expect((await calls({ username: 'u', password: 'p' }, 'live', 'http://127.0.0.1:9'))[0]?.url).toMatch(
      /^http:\/\/127\.0\.0\.1:9\/shipments\//,
    );
  });
  it('Parcel DE with an application name, its XML in the query', async () => {
    const [call] = await calls({ apiKey: 'k', apiSecret: 's', appname: 'zt"1', appPassword: 'a&b' }, 'test');
    const url = new URL(call?.url ?? '');
    expect(url.origin + url.pathname).toBe('https://api-sandbox.dhl.com/parcel/de/tracking/v0/shipments');
    expect(url.searchParams.get('xml')).toContain(
      'appname="zt&quot;1" language-code="en" password="a&amp;b" piece-code="N 1"',
    );
  });
  it('nothing without credentials, and a failure of DHL stays one', async () => {
    const failing: Ask = () => Promise.reject(new Error('http_500'));
    await expect(dhlTrack.track(failing, access({}), ['N1'])).rejects.toMatchObject({ code: 'no_credentials' });
    await expect(dhlTrack.track(failing, access({ apiKey: 'k' }), ['N1'])).rejects.toThrow('http_500');
  });
});

const now = new Date('2026-06-30T00:00:00Z');
const madrid = { city: 'Madrid', country: 'ES' };
const parcelOf = (scans: readonly SandboxScan[]): SandboxParcel => ({
  trackingNumber: '9356000001',
  service: 'EXPRESS',
  origin: madrid,
  destination: madrid,
  scans,
  estimatedDay: '2026-06-25',
});
const fakeAsk =
  (parcel: SandboxParcel): Ask =>
  async ({ url, headers = {}, method = 'GET' }, allowed = []) => {
    const { pathname, searchParams } = new URL(url);
    const lower = Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), value]));
    const answer = dhlSandbox.answer?.(
      { method, path: pathname, query: searchParams, headers: lower, body: '' },
      { parcelOf: (number) => (number === parcel.trackingNumber ? parcel : undefined), now },
    );
    if (!answer || (answer.status >= 400 && !allowed.includes(answer.status)))
      throw new Error(`http_${answer?.status ?? 404}`);
    return { status: answer.status, headers: {}, body: answer.body };
  };
const here = 'http://127.0.0.1:1';

describe('the sandbox', () => {
  const reasons = [
    undefined,
    'carrier_damaged',
    'carrier_misrouted',
    'carrier_capacity',
    'customs_documents',
    'customs_inspection',
    'recipient_absent',
    'recipient_refused',
    'recipient_moved',
    'address_incorrect',
    'payment_due',
    'other',
  ] as const;
  const sayable = trackingStatuses.flatMap((status) =>
    reasons.map((reason) => ({ status, ...(reason ? { reason } : {}) })).filter((scan) => dhlSandbox.says(scan)),
  );
  it.each(sayable)('%j comes back by push, by the unified API and by MyDHL API', async (scan) => {
    const occurredAt = '2026-06-24T08:15:30.000Z';
    const parcel = parcelOf([{ ...scan, occurredAt, timeZone: 'Europe/Madrid', place: madrid }]);
    const [push] = dhlSandbox.push?.(parcel, 0, { secret, now }) ?? [];
    const body = bytes(push?.body ?? '');
    expect(verdict(request(push?.headers ?? {}, body))).toBe('valid');
    const readings = [webhook.read(body, connection)];
    for (const credentials of [
      { apiKey: accepted.apiKey },
      { username: accepted.username, password: accepted.password },
    ])
      readings.push(
        (await dhlTrack.track(fakeAsk(parcel), access(credentials, 'live', here), [parcel.trackingNumber])).reading,
      );
    for (const reading of readings) {
      const [shipment] = normalizedBy(dhl, reading).shipments;
      expect(shipment?.scans.map(({ status, occurredAt: at }) => [status, at])).toEqual([[scan.status, occurredAt]]);
      if ('reason' in scan) expect(shipment?.scans[0]?.reason).toBe(scan.reason);
      expect(shipment?.estimate?.day).toBe('2026-06-25');
    }
  });
  it('tells who is not allowed, what is not known, and nothing of the future', async () => {
    const parcel = parcelOf([
      { status: 'picked_up', occurredAt: '2026-07-01T00:00:00.000Z', timeZone: 'Europe/Madrid', place: madrid },
    ]);
    await expect(
      dhlTrack.track(fakeAsk(parcel), access({ apiKey: 'wrong' }, 'live', here), ['9356000001']),
    ).rejects.toThrow('http_401');
    const { reading } = await dhlTrack.track(fakeAsk(parcel), access({ apiKey: accepted.apiKey }, 'live', here), [
      '9356000001',
    ]);
    expect(reading).toMatchObject({ shipments: [], problems: [{ kind: 'not_found' }] });
  });
});

const history = JSON.parse(file('track-unified-express.json').toString()) as { shipments: { events: unknown[] }[] };
const pushed = (count: number): Buffer =>
  bytes({
    scope: 'subscription.push',
    shipments: history.shipments.map((one) => ({ ...one, events: one.events.slice(count) })),
  });
const ofOneParcel: Message[] = [
  { name: 'answer', kind: 'track', body: file('track-unified-express.json'), asked: ['9356110042'] },
  ...[0, 1, 2, 3].map((count): Message => ({ name: `push ${count}`, kind: 'push', body: pushed(count) })),
];

describe('dhl: proofs', () => {
  const kindOf = (name: string) => (name.startsWith('push') ? 'push' : 'track');
  const fixtures = readdirSync(folder).map((name): Message => ({ name, kind: kindOf(name), body: file(name) }));
  proveOrderDoesNotMatter(dhl, ofOneParcel);
  proveNothingThrows(dhl, [...ofOneParcel, ...fixtures]);
});
