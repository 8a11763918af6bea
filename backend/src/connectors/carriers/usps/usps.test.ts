/** The USPS adapter on messages in USPS's own formats, and on rubbish. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Message, normalizedBy, proveAdapter } from '../../../../test/carrier-proofs.ts';
import { proveRoundTrip } from '../../../../test/carrier-round-trip.ts';
import type { Json } from '../../wire/body.ts';
import type { CarrierReading } from '../reading.ts';
import { readClock } from './clock.ts';
import { readUsps } from './read.ts';
import { uspsSandbox } from './sandbox.ts';
import { uspsStatuses } from './statuses.data.ts';
import { usps } from './usps.ts';

const fixtures = new URL('./fixtures/', import.meta.url);
const bytes = (name: string): Buffer => readFileSync(new URL(`${name}.json`, fixtures));
const read = (body: unknown, asked?: readonly string[]): CarrierReading =>
  readUsps(Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)), asked);

const pushes = ['label', 'in-transit', 'flat-out-for-delivery', 'attempted', 'delivered'];
const messages: Message[] = [
  ...pushes.map((name): Message => ({ name, kind: 'push', body: bytes(`push-${name}`) })),
  { name: 'track', kind: 'track', body: bytes('track-delivered') },
];
proveAdapter(usps, messages);
proveRoundTrip(usps, uspsSandbox, {
  place: { city: 'Hernando', state: 'FL', postalCode: '34442', country: 'US' },
  timeZone: 'America/New_York',
});

const push = JSON.parse(bytes('push-flat-out-for-delivery').toString()) as { timestamp: string; payload: string };

describe('golden fixtures', () => {
  const names = readdirSync(fixtures)
    .filter((name) => name.endsWith('.expected.json'))
    .map((name) => name.replace('.expected.json', ''));
  it.each(names)('%s', (name) => {
    const { shipments, problems, errors, unmapped } = normalizedBy(usps, read(bytes(name)));
    // The places are told as sent: what the gazetteer adds is its own business.
    const told = shipments.map((one) => ({ ...one, scans: one.scans.map(({ place: _place, ...scan }) => scan) }));
    expect({ shipments: told, problems, errors, unmapped }).toEqual(JSON.parse(bytes(`${name}.expected`).toString()));
  });

  it('a push and a poll of the same parcel tell the same scans, in both shapes', () => {
    const key = ({ code, occurredAt }: { code: string; occurredAt: string | null }) => `${code} ${occurredAt}`;
    const scansOf = (name: string) => normalizedBy(usps, read(bytes(name))).shipments.flatMap(({ scans }) => scans);
    const pushed = pushes.flatMap((name) => scansOf(`push-${name}`)).map(key);
    expect(pushed).toHaveLength(11);
    expect(scansOf('track-delivered').map(key)).toEqual(expect.arrayContaining(pushed));
  });

  it('takes nothing of the people in a message, not even of a scan that failed', () => {
    for (const name of ['push-delivered', 'track-delivered', 'track-batch-207'])
      expect(JSON.stringify(normalizedBy(usps, read(bytes(name))))).not.toMatch(/invented/i);
  });

  it('what is repaired in the Trash is read by the same adapter', () => {
    const [error] = read(bytes('track-batch-207')).errors;
    expect(error?.reason).toBe('bad_time');
    const repaired = JSON.parse(JSON.stringify(error?.fragment).replace('yesterday', '2026-11-13T08:00:00'));
    expect(read(repaired).shipments).toMatchObject([
      { trackingNumber: 'LZ123456789US', identity: '7', scans: [{ code: 'OF' }] },
    ]);
  });
});

describe('times', () => {
  const clock = (event: Record<string, Json>) => readClock(event);
  const wall = { eventTimestamp: '2026-11-11T20:02:00' };
  const instant = { kind: 'instant', at: '2026-11-12T01:02:00.000Z', localTime: '2026-11-11T20:02:00' };
  it.each([
    ['offset', { ...wall, GMTOffset: '-05:00' }],
    ['short offset', { ...wall, GMTOffset: '-5:00' }],
    ['GMT unturned beside the offset', { ...wall, GMTOffset: '-05:00', GMTTimestamp: '2026-11-11T01:02:52Z' }],
    ['GMT alone gives the offset', { ...wall, GMTTimestamp: '2026-11-12T01:02:52Z' }],
    ['GMT alone and unturned', { ...wall, GMTTimestamp: '2026-11-11T01:02:52Z' }],
    ['a Z that means nothing', { eventTimestamp: '2026-11-11T20:02:00Z', GMTOffset: '-05:00' }],
    ['an offset of its own', { eventTimestamp: '2026-11-11T20:02:00-05:00' }],
    [
      'true GMT and an offset',
      { eventTimestamp: '2026-11-12T01:02:00Z', GMTTimestamp: '2026-11-12T01:02:40Z', GMTOffset: '-05:00' },
    ],
    ['pieces', { eventDate: '20261111', eventTime: '2002', GMTOffset: '-05:00' }],
    ['American pieces', { EventDate: '11/11/2026', EventTime: '8:02 PM', GMTOffset: '-05:00' }],
  ])('%s', (_name, event) => expect(clock(event)).toEqual(instant));

  it('no offset and no GMT leave it local; GMT alone has no face; rubbish is none', () => {
    expect(clock({ ...wall, GMTOffset: null })).toEqual({ kind: 'local', localTime: '2026-11-11T20:02:00' });
    expect(clock({ GMTTimestamp: '2026-11-12T01:02:00' })).toEqual({ ...instant, localTime: null });
    expect(clock({ eventTimestamp: 'soon', GMTTimestamp: '2026-11-12T01:02:00Z' })).toBeUndefined();
    expect(clock({})).toBeUndefined();
  });

  it('beyond the date line and in Guam', () => {
    expect(clock({ eventTimestamp: '2026-11-12T09:00:00', GMTTimestamp: '2026-11-11T23:00:00Z' })).toMatchObject({
      at: '2026-11-11T23:00:00.000Z',
    });
    expect(clock({ eventTimestamp: '2026-11-11T20:00:00', GMTTimestamp: '2026-11-12T07:00:00Z' })).toMatchObject({
      at: '2026-11-12T07:00:00.000Z',
    });
  });
});

const meaningOf = (event: Record<string, unknown>) => {
  const reading = read({ trackingNumber: '1', trackingEvents: { eventTimestamp: '2026-11-11T20:02:00', ...event } });
  const scan = normalizedBy(usps, reading).shipments[0]?.scans[0];
  return [scan?.status ?? null, scan?.reason ?? null, scan?.actionRequiredBy];
};

describe('codes', () => {
  it.each([
    [{ eventCode: '02' }, 'delivery_attempted', null, 'recipient'],
    [{ eventCode: '02', reasonCode: '53' }, 'delivery_attempted', 'access_denied', 'recipient'],
    [
      { eventCode: '02', eventType: 'Notice Left (Business Closed)' },
      'delivery_attempted',
      'recipient_absent',
      'recipient',
    ],
    [{ eventCode: 1 }, 'delivered', null, 'none'],
    [{ eventCode: '01', eventType: 'Delivered, To Original Sender' }, 'returned_to_sender', null, 'none'],
    [{ eventCode: '01', eventType: 'Delivered to Agent for Final Delivery' }, 'handed_over', null, 'none'],
    [{ eventCode: '05', reasonCode: '23' }, 'exception', 'recipient_moved', 'us'],
    [{ eventCode: '05', reasonCode: 'XX' }, 'exception', 'address_incorrect', 'us'],
    [{ eventCode: '11' }, 'exception', 'carrier_lost', 'carrier'],
    [{ eventCode: '09' }, 'return_initiated', null, 'none'],
    [{ eventCode: '14' }, 'available_for_pickup', null, 'recipient'],
    [{ eventCode: 'TL', eventType: 'In Transit, Arriving Late' }, 'delayed', 'other', 'carrier'],
    [{ eventCode: 'ZZ', eventType: 'Delivered, Front Door/Porch' }, null, null, 'none'],
    [{ eventCode: 'ZZ', eventType: 'Inbound Out of Customs' }, 'customs_cleared', null, 'none'],
    [{ eventType: 'Delivered, Front Door/Porch' }, 'delivered', null, 'none'],
  ])('%j', (event, status, reason, actor) => expect(meaningOf(event)).toEqual([status, reason, actor]));

  it('no row stands twice', () => {
    const keys = uspsStatuses.map(({ code, pattern }) => `${code} ${pattern ?? ''}`.toLowerCase());
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });
});

describe('shapes', () => {
  it.each([
    ['nothing', {}],
    ['a list of nothing', []],
    ['another message', { order: { id: 1 } }],
    ['a payload of something else', { ...push, payload: '{"order":1}' }],
  ])('%s is no message', (_name, sent) => expect(read(sent).errors).toMatchObject([{ reason: 'no_scans' }]));

  it('a payload may be JSON as text within text, an object, or a list', () => {
    const inner = JSON.parse(push.payload);
    for (const payload of [JSON.stringify(push.payload), inner, [inner], JSON.stringify([inner, inner])])
      expect(normalizedBy(usps, read({ ...push, payload })).shipments).toMatchObject([{ scans: [{ code: 'OF' }] }]);
  });

  it('past a thousand scans the rest is handed back as a body', () => {
    const trackingEvents = Array.from({ length: 1001 }, (_, i) => ({
      eventCode: 'TL',
      eventTimestamp: 1_760_000_000 + i,
    }));
    const { shipments, errors } = read({ trackingNumber: '1', trackingEvents });
    expect(shipments[0]?.scans).toHaveLength(1000);
    expect(errors).toMatchObject([{ reason: 'too_many_scans' }]);
    expect(read(errors[0]?.fragment).shipments[0]?.scans).toHaveLength(1);
  });

  it('a status without a time is a summary, not a failure', () => {
    const { shipments, errors } = read({
      trackingNumber: '1',
      status: 'Pre-Shipment',
      statusSummary: 'A label was made.',
    });
    expect(errors).toEqual([]);
    expect(shipments).toMatchObject([{ trackingNumber: '1', scans: [], summary: { code: 'PRE-SHIPMENT' } }]);
  });

  it.each([
    ['404', { error: { code: '404', message: 'Not Found' } }, 'not_found'],
    ['a token', { error: 'invalid_token', error_description: 'expired' }, 'refused'],
    ['too many', { error: { code: '429', message: 'Too many requests' } }, 'busy'],
    ['something', { error: { message: 'Oh' } }, 'other'],
  ])('an error alone: %s', (_name, sent, kind) =>
    expect(read(sent, ['1'])).toMatchObject({ shipments: [], problems: [{ trackingNumber: '1', kind }] }),
  );
});
