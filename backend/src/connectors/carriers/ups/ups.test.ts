/** The UPS adapter on messages in UPS's own formats, on signatures that are none, and on rubbish. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { connectionOf, type Message, normalizedBy, proveAdapter } from '../../../../test/carrier-proofs.ts';
import type { RawRequest } from '../../../kernel/raw-request.ts';
import type { CarrierReading } from '../reading.ts';
import { readClock } from './scan.ts';
import { upsStatuses } from './statuses.data.ts';
import { ups } from './ups.ts';

const fixtures = new URL('./fixtures/', import.meta.url);
const bytes = (name: string): Buffer => readFileSync(new URL(`${name}.json`, fixtures));
const read = (body: unknown, asked?: readonly string[]): CarrierReading => {
  const raw = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  return ups.track?.read(raw, asked) ?? { shipments: [], problems: [], errors: [] };
};
const meaning = (reading: CarrierReading) =>
  normalizedBy(ups, reading).shipments.flatMap(({ scans }) => scans.map(({ status, reason }) => [status, reason]));

const pushes = ['manifest', 'origin', 'departed', 'new-date', 'preparing', 'out-for-delivery', 'absent', 'delivered'];
const messages: Message[] = [
  ...pushes.map((name): Message => ({ name, kind: 'push', body: bytes(`push-${name}`) })),
  { name: 'track', kind: 'track', body: bytes('track-delivered') },
];
proveAdapter(ups, messages);

describe('golden fixtures', () => {
  const names = readdirSync(fixtures)
    .filter((name) => name.endsWith('.expected.json'))
    .map((name) => name.replace('.expected.json', ''));
  it.each(names)('%s', (name) => {
    const { shipments, problems, errors, unmapped } = normalizedBy(ups, read(bytes(name)));
    // The places are told as sent: what the gazetteer adds is its own business.
    const told = shipments.map((shipment) => ({
      ...shipment,
      scans: shipment.scans.map(({ place: _place, ...scan }) => scan),
    }));
    expect({ shipments: told, problems, errors, unmapped }).toEqual(JSON.parse(bytes(`${name}.expected`).toString()));
  });

  it('reads a message out of the envelopes of relays, as text too', () => {
    const pushed = JSON.parse(bytes('push-delivered').toString());
    const plain = read(pushed);
    for (const body of [{ data: pushed }, { body: JSON.stringify(pushed) }, [{ event: [pushed] }]])
      expect(read(body)).toEqual(plain);
  });

  it('a push and a poll of the same parcel tell the same scans', () => {
    const ofPushes = messages.slice(0, -1).flatMap(({ body }) => normalizedBy(ups, read(body)).shipments);
    const pushed = ofPushes.flatMap(({ scans }) => scans.filter(({ status }) => status !== null));
    const polled = normalizedBy(ups, read(bytes('track-delivered'))).shipments.flatMap(({ scans }) => scans);
    const key = ({ code, occurredAt }: { code: string; occurredAt: string | null }) => `${code} ${occurredAt}`;
    expect(polled.map(key)).toEqual(expect.arrayContaining(pushed.map(key)));
    expect(pushed).toHaveLength(7);
  });

  it('takes nothing of the people in a message', () => {
    for (const name of ['push-delivered', 'track-delivered', 'track-summary-only'])
      expect(JSON.stringify(normalizedBy(ups, read(bytes(name))))).not.toMatch(/inventad|Invented/i);
    const broken = { ...JSON.parse(bytes('push-delivered').toString()), activityStatus: null };
    const [error] = read(broken).errors;
    expect(error?.reason).toBe('missing_code');
    expect(JSON.stringify(error?.fragment)).not.toMatch(/INVENTADA|aW52/);
  });
});

describe('times', () => {
  const sent = { date: '20210210', time: '071356', gmtDate: '20210210', gmtTime: '121356', gmtOffset: '-05:00' };
  const instant = { kind: 'instant', at: '2021-02-10T12:13:56.000Z', localTime: '2021-02-10T07:13:56' };
  it.each([
    ['without colons', sent],
    ['with colons', { ...sent, gmtTime: '12:13:56' }],
    ['offset with a dot', { ...sent, gmtOffset: '-05.00' }],
    ['numbers for text', { ...sent, date: 20210210, time: 71356, gmtDate: 20210210, gmtTime: 121356 }],
    ['leading zero lost', { ...sent, time: '71356' }],
    ['no GMT, but an offset', { ...sent, gmtDate: undefined, gmtTime: undefined }],
    ['empty GMT', { ...sent, gmtDate: '', gmtTime: '' }],
    ['no offset', { ...sent, gmtOffset: undefined }],
    ['the GMT date a day behind', { ...sent, gmtDate: '20210209' }],
    ['and without an offset', { ...sent, gmtDate: '20210209', gmtOffset: undefined }],
  ])('%s', (_name, clock) => expect(readClock(clock)).toEqual(instant));

  it('a local time alone stays local, and GMT alone has no face', () => {
    const none = { gmtDate: undefined, gmtTime: undefined, gmtOffset: undefined };
    expect(readClock({ date: '20210210', time: '0', ...none })).toEqual({
      kind: 'local',
      localTime: '2021-02-10T00:00:00',
    });
    expect(readClock({ ...sent, date: undefined, time: undefined, gmtTime: '74700' })).toEqual({
      kind: 'instant',
      at: '2021-02-10T07:47:00.000Z',
      localTime: null,
    });
    expect(readClock({ date: 'string', time: 'string', ...none })).toBeUndefined();
    expect(readClock({ date: undefined, time: undefined, ...none })).toBeUndefined();
  });
});

describe('keys', () => {
  const activity = (status: Record<string, unknown>) => ({
    trackResponse: {
      shipment: [{ package: [{ trackingNumber: '1Z1', activity: [{ status, date: '20260101', time: '120000' }] }] }],
    },
  });
  it.each([
    ['the same letters by type', { type: 'I', code: 'DP' }, 'departed_facility', null],
    ['the same letters by type', { type: 'M', code: 'DP' }, 'label_created', null],
    ['the same letters by type', { type: 'X', code: 'UP', description: 'verify' }, 'exception', 'carrier_lost'],
    ['the same letters by type', { type: 'U', code: 'UP' }, null, null],
    ['customs over an old three-digit code', { type: 'X', code: 'SR', statusCode: '003' }, 'customs_cleared', null],
    ['three digits for unknown letters', { type: 'X', code: 'QZ', statusCode: '52' }, 'delayed', 'weather'],
    [
      'words decide',
      { type: 'X', code: 'RZ', description: 'Your package was released by the customs agency.' },
      'customs_cleared',
      null,
    ],
    [
      'words decide',
      { type: 'X', code: 'RZ', description: 'Your package is pending release from' },
      'customs_held',
      'customs_inspection',
    ],
    [
      'three digits where words leave it open',
      { type: 'X', code: 'O8', statusCode: '017' },
      'available_for_pickup',
      null,
    ],
    ['three digits in the place of letters', { type: 'D', code: '011', description: 'Delivered' }, 'delivered', null],
    [
      'freight, told by its words',
      { type: 'I', code: '011', description: 'Out for Delivery' },
      'out_for_delivery',
      null,
    ],
    ['a lost leading zero', { type: 'X', code: '6' }, 'delayed', 'carrier_misrouted'],
    ['and a kept one', { type: 'X', code: '06' }, 'delayed', 'carrier_misrouted'],
    ['to an agent', { type: 'D', code: 'QQ', statusCode: '143' }, 'available_for_pickup', null],
    ['delivered with damage', { type: 'X', code: '64', statusCode: '059' }, 'delivered', 'carrier_damaged'],
    ['no code at all', { type: 'D', description: 'DELIVERED' }, 'delivered', null],
  ])('%s: %j', (_name, status, expected, reason) =>
    expect(meaning(read(activity(status)))).toEqual([[expected, reason]]),
  );

  it('does not guess from the type: unknown letters move nothing and are counted', () => {
    const normalized = normalizedBy(
      ups,
      read(activity({ type: 'D', code: 'Q?', statusCode: '999', description: 'X' })),
    );
    expect(normalized.unmapped).toEqual([{ code: 'D/Q?', description: 'X', scans: 1 }]);
  });

  it('has hundreds of rows, each code once', () => {
    const keys = upsStatuses.map(({ code, pattern }) => `${code} ${pattern ?? ''}`);
    expect(upsStatuses.length).toBeGreaterThan(1500);
    expect(upsStatuses.filter(({ code }) => /^#\d{3}$/.test(code))).toHaveLength(160);
    const plain = upsStatuses.filter(({ pattern }) => pattern === undefined).map(({ code }) => code);
    expect(new Set(plain).size).toBe(plain.length);
    expect(keys.length - new Set(keys).size).toBeLessThan(5);
  });
});

describe('shapes', () => {
  it('reads lists that are one thing, missing envelopes, and a push by the other door', () => {
    const { trackResponse } = JSON.parse(bytes('track-delivered').toString());
    const [shipment] = trackResponse.shipment;
    const scans = (body: unknown) => read(body).shipments.flatMap((one) => one.scans).length;
    for (const body of [
      { trackResponse: { shipment } },
      { shipment: [shipment] },
      { package: shipment.package[0] },
      [{ trackResponse }],
      { trackResponse: { shipment: { ...shipment, package: { ...shipment.package[0] } } } },
    ])
      expect(scans(body)).toBe(8);
    expect(scans(bytes('push-origin'))).toBe(1);
  });

  it('keeps scans beside a warning, and names what the answer leaves unnamed', () => {
    const body = {
      trackResponse: {
        shipment: [
          {
            warnings: [{ code: 'TW0009', message: 'Some packages are missing' }],
            package: [{ activity: [{ status: { type: 'I', code: 'AR' }, date: '20260101', time: '120000' }] }],
          },
        ],
      },
    };
    const reading = read(body, ['1Z999']);
    expect(reading.shipments.map(({ trackingNumber, scans }) => [trackingNumber, scans.length])).toEqual([
      ['1Z999', 1],
    ]);
    expect(reading.problems).toEqual([
      { trackingNumber: '1Z999', kind: 'other', code: 'TW0009', message: 'Some packages are missing' },
    ]);
  });

  it('reads a thousand scans and hands back the rest as a body of its own', () => {
    const activity = Array.from({ length: 1003 }, (_, index) => ({
      status: { type: 'I', code: 'AR' },
      date: '20260101',
      time: String(100000 + (index % 60)),
    }));
    const reading = read({ trackResponse: { shipment: [{ package: [{ trackingNumber: '1Z1', activity }] }] } });
    expect(reading.shipments[0]?.scans).toHaveLength(1000);
    expect(reading.errors.map(({ reason }) => reason)).toEqual(['too_many_scans']);
    expect(read(reading.errors[0]?.fragment).shipments[0]?.scans).toHaveLength(3);
  });

  it('says of what it cannot read why', () => {
    expect(read(Buffer.from('{')).errors[0]?.reason).toBe('unreadable');
    expect(read({}).errors[0]?.reason).toBe('no_scans');
    expect(read({ trackingNumber: '1Z1', activityStatus: { type: 'I', code: 'AR' } }).errors[0]?.reason).toBe(
      'missing_time',
    );
    expect(read({ activityStatus: { type: 'I', code: 'AR' } }).errors[0]?.reason).toBe('missing_tracking_number');
  });
});

describe('verify', () => {
  const request = (headers: RawRequest['headers'], address?: string): RawRequest => ({
    method: 'POST',
    headers,
    rawBody: bytes('push-delivered'),
    query: '',
    pathSecret: undefined,
    address,
  });
  const verdict = (sent: RawRequest, settings = {}, secret = 's3cret') =>
    ups.webhook?.verify(sent, connectionOf('ups', settings), { secret, now: new Date() });

  it('wants the credential back, as a header or as a bearer', () => {
    expect(verdict(request({ credential: 's3cret' }))).toBe('valid');
    expect(verdict(request({ authorization: 'Bearer s3cret' }))).toBe('valid');
    expect(verdict(request({ 'x-ups-credential': 's3cret' }), { header: 'x-ups-credential' })).toBe('valid');
    expect(verdict(request({}))).toBe('missing');
    expect(verdict(request({ credential: '' }))).toBe('missing');
    expect(verdict(request({ credential: 's3creT' }))).toBe('wrong');
    expect(verdict(request({ authorization: 'Bearer s3cret ' + 'x' }))).toBe('wrong');
    expect(verdict(request({ 'x-api-key': 's3cret' }))).toBe('missing');
    expect(verdict(request({ credential: 's3cret' }), { header: 'x-ups-credential' })).toBe('missing');
    expect(verdict(request({ credential: 's3cret' }), {}, '')).toBe('wrong');
  });

  it('and only from the addresses a connection names', () => {
    const settings = { sourceAddresses: ['192.0.2.7'] };
    expect(verdict(request({ credential: 's3cret' }, '::ffff:192.0.2.7'), settings)).toBe('valid');
    expect(verdict(request({ credential: 's3cret' }, '192.0.2.8'), settings)).toBe('wrong');
    expect(verdict(request({ credential: 's3cret' }), settings)).toBe('wrong');
  });

  it('answers 200, because what is not answered so is lost', () => {
    expect(ups.webhook?.receipt?.(request({}))).toMatchObject({ status: 200 });
  });
});
