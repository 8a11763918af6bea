/** The FedEx adapter on messages in FedEx's own formats, on signatures that are none, and on rubbish. */
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  connectionOf,
  type Message,
  normalizedBy,
  proveAdapter,
  proveSignature,
} from '../../../../test/carrier-proofs.ts';
import { proveRoundTrip } from '../../../../test/carrier-round-trip.ts';
import type { RawRequest } from '../../../kernel/raw-request.ts';
import type { CarrierReading } from '../reading.ts';
import { fedex } from './fedex.ts';
import { readFedex } from './read.ts';
import { fedexSandbox } from './sandbox.ts';
import { fedexStatuses } from './statuses.data.ts';

const fixtures = new URL('./fixtures/', import.meta.url);
const bytes = (name: string): Buffer => readFileSync(new URL(`${name}.json`, fixtures));
const connection = connectionOf('fedex');
const read = (body: unknown, asked?: readonly string[]): CarrierReading =>
  readFedex(Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)), asked);

const pushes = ['label', 'in-transit', 'out-for-delivery', 'attempted', 'delivered'];
const messages: Message[] = [
  ...pushes.map((name): Message => ({ name, kind: 'push', body: bytes(`push-${name}`) })),
  { name: 'track', kind: 'track', body: bytes('track-delivered') },
];
proveAdapter(fedex, messages);
proveRoundTrip(fedex, fedexSandbox, {
  place: { city: 'FRESNO', state: 'CA', postalCode: '93720', country: 'US' },
  timeZone: 'America/Los_Angeles',
});

const sha = (body: Buffer, secret = 'token') => createHmac('sha256', secret).update(body);
const requestWith = (headers: RawRequest['headers'], rawBody = bytes('push-delivered')): RawRequest => ({
  method: 'POST',
  headers,
  rawBody,
  query: '',
  pathSecret: undefined,
  address: undefined,
});
const now = new Date('2026-11-21T08:00:00Z');
const body = bytes('push-delivered');

describe('signatures', () => {
  proveSignature(fedex, {
    request: requestWith({ 'fdx-signature': sha(body).digest('base64') }),
    secret: 'token',
    now,
  });
  const verdict = (headers: RawRequest['headers'], told = connection, secret = 'token') =>
    fedex.webhook?.verify(requestWith(headers), told, { secret, now });

  it.each([
    ['base64', { 'fdx-signature': sha(body).digest('base64') }, 'valid'],
    ['hexadecimal', { 'fdx-signature': sha(body).digest('hex') }, 'valid'],
    ['hexadecimal in capitals', { 'fdx-signature': sha(body).digest('hex').toUpperCase() }, 'valid'],
    ['the other header', { 'x-fdx-sc-signature': sha(body).digest('hex') }, 'valid'],
    ['none', {}, 'missing'],
    ['empty', { 'fdx-signature': '' }, 'missing'],
    ['another secret', { 'fdx-signature': sha(body, 'other').digest('hex') }, 'wrong'],
    ['too short', { 'fdx-signature': sha(body).digest('hex').slice(2) }, 'wrong'],
    ['no signature at all', { 'fdx-signature': 'yes' }, 'wrong'],
  ])('%s', (_name, headers, expected) => expect(verdict(headers)).toBe(expected));

  it('a connection may name the header, the scheme and the senders', () => {
    const signature = sha(body).digest('hex');
    const named = connectionOf('fedex', { header: 'x-gateway' });
    expect(verdict({ 'x-gateway': signature }, named)).toBe('valid');
    expect(verdict({ 'fdx-signature': signature }, named)).toBe('missing');
    const scheme = {
      ...connection,
      signature: {
        algorithm: 'sha256' as const,
        encoding: 'hex' as const,
        header: 'x-own',
        prefix: 'v1=',
        toleranceSeconds: 300,
      },
    };
    expect(verdict({ 'x-own': `v1=${signature}` }, scheme)).toBe('valid');
    expect(verdict({ 'fdx-signature': signature }, connectionOf('fedex', { sourceAddresses: ['10.0.0.1'] }))).toBe(
      'wrong',
    );
    expect(verdict({ 'fdx-signature': sha(body, '').digest('hex') }, connection, '')).toBe('wrong');
  });
});

describe('one parcel in several pieces', () => {
  const scan = (eventType: string, date: string) => ({ date, eventType });
  const answer = (scanEvents: unknown) => ({
    output: { completeTrackResults: [{ trackResults: [{ trackingNumberInfo: { trackingNumber: '1' }, scanEvents }] }] },
  });
  const told = [scan('DL', '2026-11-13T10:00:00Z'), scan('OD', '2026-11-13T08:00:00Z')];
  it('is one shipment, whether it comes in two envelopes or under a repeated key', () => {
    const two = read([answer([told[0]]), answer([told[1]])]);
    expect(two.shipments).toEqual(read(answer(told)).shipments);
    const text = JSON.stringify(answer('X')).replace(
      '"scanEvents":"X"',
      told.map((one) => `"scanEvents":${JSON.stringify(one)}`).join(),
    );
    expect(read(Buffer.from(text)).shipments).toEqual(two.shipments);
  });
});

describe('golden fixtures', () => {
  const names = readdirSync(fixtures)
    .filter((name) => name.endsWith('.expected.json'))
    .map((name) => name.replace('.expected.json', ''));
  it.each(names)('%s', (name) => {
    const { shipments, problems, errors, unmapped } = normalizedBy(fedex, read(bytes(name)));
    // The places are told as sent: what the gazetteer adds is its own business.
    const told = shipments.map((one) => ({ ...one, scans: one.scans.map(({ place: _place, ...scan }) => scan) }));
    expect({ shipments: told, problems, errors, unmapped }).toEqual(JSON.parse(bytes(`${name}.expected`).toString()));
  });

  it('a push and a poll of the same parcel tell the same scans, in whatever envelope', () => {
    const key = ({ code, occurredAt }: { code: string; occurredAt: string | null }) => `${code} ${occurredAt}`;
    const scansOf = (name: string) => normalizedBy(fedex, read(bytes(name))).shipments.flatMap(({ scans }) => scans);
    const pushed = pushes.flatMap((name) => scansOf(`push-${name}`)).map(key);
    expect(pushed).toHaveLength(7);
    expect(scansOf('track-delivered').map(key)).toEqual(expect.arrayContaining(pushed));
  });

  it('takes nothing of the people in a message', () => {
    for (const name of ['push-delivered', 'track-delivered'])
      expect(JSON.stringify(normalizedBy(fedex, read(bytes(name))))).not.toMatch(/invented/i);
  });

  it('what is repaired in the Trash is read by the same adapter', () => {
    const [error] = read(bytes('track-two-parcels-and-errors')).errors;
    expect(error?.reason).toBe('bad_time');
    const repaired = JSON.parse(JSON.stringify(error?.fragment).replace('next week', '2026-11-13T08:00:00-06:00'));
    const [shipment] = read(repaired).shipments;
    expect(shipment?.identity).toBe('2461085000~713062653999~FX');
    expect(shipment?.scans).toMatchObject([{ trackingNumber: '713062653999', code: 'IT' }]);
  });
});

const withEvents = (...scanEvents: unknown[]) => ({
  completeTrackResults: [{ trackingNumber: '1', trackResults: [{ scanEvents }] }],
});
const meaningOf = (event: Record<string, unknown>) => {
  const reading = read(withEvents({ date: '2026-11-13T08:00:00-06:00', ...event }));
  const scan = normalizedBy(fedex, reading).shipments[0]?.scans[0];
  return [scan?.status ?? null, scan?.reason ?? null, scan?.actionRequiredBy];
};

describe('codes', () => {
  it.each([
    [{ eventType: 'DE', exceptionCode: '07' }, 'delivery_attempted', 'recipient_refused', 'us'],
    [{ eventType: 'DE', exceptionCode: '007' }, 'delivery_attempted', 'recipient_absent', 'recipient'],
    [{ eventType: 'DE', exceptionCode: '03' }, 'delivery_attempted', 'address_incorrect', 'us'],
    [{ eventType: 'DE', exceptionCode: '17' }, 'delivery_scheduled', 'other', 'none'],
    [
      { eventType: 'DE', exceptionCode: '999', exceptionDescription: 'Customer not available or business closed' },
      'delivery_attempted',
      'recipient_absent',
      'recipient',
    ],
    [{ eventType: 'DE', exceptionCode: 7 }, 'delivery_attempted', null, 'none'],
    [{ eventType: 'SE', exceptionDescription: 'Damaged, handling per shipper' }, 'exception', 'carrier_damaged', 'us'],
    [
      { eventType: 'CD', exceptionCode: '55', exceptionDescription: 'Regulatory Agency Clearance Delay' },
      'customs_held',
      'customs_inspection',
      'authority',
    ],
    [
      { eventType: 'DE', exceptionDescription: 'Local weather delay - Delivery not attempted' },
      'delayed',
      'weather',
      'none',
    ],
    [
      { eventType: 'DE', exceptionCode: '06', exceptionDescription: 'Incorrect address - Recipient moved' },
      'delivery_attempted',
      'recipient_moved',
      'us',
    ],
    [
      { eventType: 'CD', exceptionDescription: 'Unable to contact recipient for additional information' },
      'customs_held',
      'customs_documents',
      'recipient',
    ],
    [{ eventType: 'SE', delayDetail: { type: 'WEATHER', subType: 'SNOW' } }, 'exception', 'weather', 'none'],
    [{ eventType: 'DY', delayDetail: { type: 'WEATHER' } }, 'delayed', 'weather', 'none'],
    [{ eventType: 'CD', exceptionCode: '50' }, 'customs_held', 'customs_documents', 'us'],
    [{ eventType: 'CD' }, 'customs_held', null, 'us'],
    [
      { eventType: 'CD', exceptionDescription: 'Regulatory agency clearance delay' },
      'customs_held',
      'customs_inspection',
      'authority',
    ],
    [{ eventType: 'PU', exceptionCode: 'A25', delayDetail: { type: 'WEATHER' } }, 'picked_up', null, 'none'],
    [{ eventType: 'IT', exceptionCode: 'A25' }, 'in_customs', null, 'none'],
    [{ eventType: 'HL' }, 'available_for_pickup', null, 'recipient'],
    [{ eventType: 'RS', exceptionCode: '060G', derivedStatusCode: 'DL' }, 'return_initiated', 'other', 'none'],
    [{ eventType: 'HA', exceptionCode: 'A13' }, null, null, 'none'],
    [{ derivedStatusCode: 'IN' }, 'label_created', null, 'none'],
    [{ eventType: 'dl' }, 'delivered', null, 'none'],
    [{ eventType: 'QQ', eventDescription: 'Delivered' }, null, null, 'none'],
  ])('%j', (event, status, reason, actor) => expect(meaningOf(event)).toEqual([status, reason, actor]));

  it('an unknown code is counted, a known note is not', () => {
    const reading = read(
      withEvents(
        { date: '2026-11-13T08:00:00-06:00', eventType: 'QQ' },
        { date: '2026-11-13T09:00:00-06:00', eventType: 'AO' },
      ),
    );
    expect(normalizedBy(fedex, reading).unmapped).toEqual([{ code: 'QQ', description: '', scans: 1 }]);
  });

  it('no row stands twice', () => {
    const keys = fedexStatuses.map(({ code, pattern }) => `${code} ${pattern ?? ''}`.toLowerCase());
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });
});

describe('shapes', () => {
  it.each([
    ['nothing', {}],
    ['a list of nothing', []],
    ['text', 'hello'],
    ['another message', { event: { kind: 'ping' } }],
  ])('%s is no message', (_name, sent) => expect(read(sent).errors).toMatchObject([{ reason: 'no_scans' }]));

  it('past a thousand scans the rest is handed back as a body', () => {
    const events = Array.from({ length: 1001 }, (_, i) => ({ date: 1_760_000_000 + i, eventType: 'IT' }));
    const { shipments, errors } = read(withEvents(...events));
    expect(shipments[0]?.scans).toHaveLength(1000);
    expect(errors).toMatchObject([{ reason: 'too_many_scans' }]);
    expect(read(errors[0]?.fragment).shipments[0]?.scans).toHaveLength(1);
  });

  it('a window is the estimate, a midnight is a day', () => {
    const result = (more: object) => read({ trackResults: { trackingNumberInfo: { trackingNumber: '1' }, ...more } });
    const window = { begins: '2026-11-14T08:00:00-08:00', ends: '2026-11-14T12:00:00-08:00' };
    expect(normalizedBy(fedex, result({ estimatedDeliveryTimeWindow: { window } })).shipments[0]?.estimate).toEqual({
      from: '2026-11-14T16:00:00.000Z',
      until: '2026-11-14T20:00:00.000Z',
      day: '2026-11-14',
      text: '',
    });
    const dateAndTimes = { type: 'ESTIMATED_DELIVERY', dateTime: '2026-11-14T00:00:00-06:00' };
    expect(normalizedBy(fedex, result({ dateAndTimes })).shipments[0]?.estimate).toMatchObject({
      until: null,
      day: '2026-11-14',
    });
  });
});
