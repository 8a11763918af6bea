/** The generic adapter on fixtures of different carriers' shapes, on bodies nobody can read, and on rubbish. */
import { readFileSync } from 'node:fs';
import {
  type Connection,
  connectionSettings,
  signatureScheme,
  webhookMapping,
} from '@gantry/shared/events/connections';
import { scan } from '@gantry/shared/events/tracking';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flatReading } from '../../../../test/carrier-proofs.ts';
import { mutations } from '../../../../test/volume.ts';
import { generic } from './generic.ts';

const connect = (mapping: unknown): Connection => ({
  name: 'test',
  label: 'Test',
  adapter: 'generic',
  mapping: webhookMapping.parse(mapping),
  signature: signatureScheme.parse({}),
  settings: connectionSettings.parse({}),
  mappingVersion: 1,
});
const parse = (body: Buffer, connection: Connection) => flatReading(generic, body, connection);
const fixture = (name: string): Buffer => readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url));
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

const nested = connect({
  events: 'data.history',
  trackingNumber: 'data.parcel.number',
  code: 'st.c',
  description: 'st.txt',
  occurredAt: 'ts',
  place: {
    text: 'where.n',
    city: 'where.town',
    country: 'where.cc',
    latitude: 'where.geo.0',
    longitude: 'where.geo.1',
  },
  statuses: { '100': { status: 'picked_up' }, '310': { status: 'arrived_at_facility' } },
});
const flat = connect({
  trackingNumber: 'envio',
  code: 'codigo',
  description: 'descripcion',
  occurredAt: 'fecha',
  place: { city: 'localidad', state: 'provincia', postalCode: 'cp', country: 'pais' },
  statuses: { REP: { status: 'out_for_delivery' } },
});
const list = connect({
  trackingNumber: 'id',
  code: 'code',
  occurredAt: 'at',
  place: { city: 'city', state: 'state', country: 'country' },
  statuses: {
    PU: { status: 'picked_up' },
    DAM: { status: 'exception', reason: 'carrier_damaged', actionRequiredBy: 'us' },
  },
});

describe('fixtures', () => {
  it('reads a nested history with epoch times, numeric codes and a long number', () => {
    const { scans, errors } = parse(fixture('nested-history-epoch'), nested);
    expect(errors).toEqual([]);
    expect(scans).toMatchObject([
      {
        trackingNumber: '1234567890123456789',
        code: '100',
        description: 'Parcel collected',
        status: 'picked_up',
        reason: null,
        actionRequiredBy: 'none',
        occurredAt: '2025-11-20T10:00:00.000Z',
        zone: 'given',
        localTime: null,
        place: { text: 'Rotterdam Maasvlakte', city: 'Rotterdam', country: 'NL', latitude: 51.95, longitude: 4.05 },
      },
      expect.objectContaining({
        occurredAt: '2025-11-20T12:00:00.123Z',
        sentPlace: { text: 'Hub', city: 'Utrecht', country: 'NL' },
      }),
    ]);
  });
  it('reads a single flat scan by the clock of its place, its code in another case', () => {
    const { scans, errors } = parse(fixture('flat-local-time'), flat);
    expect(errors).toEqual([]);
    expect(scans[0]).toMatchObject({
      status: 'out_for_delivery',
      occurredAt: '2025-07-01T06:15:00.000Z',
      zone: 'inferred',
      localTime: '2025-07-01T08:15:00',
    });
  });
  it('keeps the good scans of a mixed list and says why the others failed', () => {
    const { scans, errors } = parse(fixture('list-with-offset'), list);
    expect(scans.map((one) => [one.status, one.occurredAt, one.zone])).toEqual([
      ['picked_up', '2025-11-20T15:00:00.000Z', 'given'],
      [null, '2025-11-20T12:00:00.000Z', 'given'],
      ['picked_up', '2025-11-20T16:00:00.000Z', 'inferred'],
      ['picked_up', null, 'unknown'],
    ]);
    expect(scans[3]?.localTime).toBe('2025-11-20T10:00:00');
    expect(errors.map((error) => [error.index, error.reason])).toEqual([
      [4, 'bad_time'],
      [5, 'missing_code'],
      [6, 'missing_tracking_number'],
      [7, 'not_an_object'],
    ]);
  });
});

describe('what a mapping says', () => {
  it('a configured zone stands before the zone of the place', () => {
    const paris = connect({ ...list.mapping, timeZone: 'Europe/Paris' });
    const body = json({ id: 'A', code: 'PU', at: '2025-01-01T12:00:00', country: 'US' });
    expect(parse(body, paris).scans[0]?.occurredAt).toBe('2025-01-01T11:00:00.000Z');
  });
  it('carries reason and who must act', () => {
    const body = json({ id: 'A', code: 'DAM', at: '2025-01-01T12:00:00Z' });
    expect(parse(body, list).scans[0]).toMatchObject({
      status: 'exception',
      reason: 'carrier_damaged',
      actionRequiredBy: 'us',
    });
  });
  it('looks into the scan before the body', () => {
    const both = connect({ ...list.mapping, events: 'scans' });
    const body = json({ id: 'BODY', at: '2025-01-01T12:00:00Z', scans: [{ id: 'SCAN', code: 'PU' }, { code: 'PU' }] });
    expect(parse(body, both).scans.map((one) => one.trackingNumber)).toEqual(['SCAN', 'BODY']);
  });
  it('a failed scan can be repaired and read on its own', () => {
    const body = json({ data: { parcel: { number: 'N1' }, history: [{ st: { c: 100 }, ts: 'soon' }] } });
    const [error] = parse(body, nested).errors;
    expect(error?.fragment).toEqual({ data: { parcel: { number: 'N1' }, history: [{ st: { c: 100 }, ts: 'soon' }] } });
    const repaired = JSON.parse(JSON.stringify(error?.fragment).replace('"soon"', '1763632800'));
    expect(parse(json(repaired), nested)).toMatchObject({ errors: [], scans: [{ trackingNumber: 'N1' }] });
  });
});

describe('bodies nobody can read', () => {
  it.each([
    ['', 'unreadable'],
    ['<xml/>', 'unreadable'],
    ['{"a":', 'unreadable'],
    ['['.repeat(100_000), 'unreadable'],
    [`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`, 'unreadable'],
    ['[]', 'no_scans'],
    ['null', 'no_scans'],
    ['7', 'not_an_object'],
  ])('%.12s is %s', (text, reason) => {
    expect(parse(Buffer.from(text), list)).toMatchObject({ scans: [], errors: [{ reason }] });
  });
  it('an own __proto__ key pollutes nothing and leads nowhere', () => {
    const body = Buffer.from('{"__proto__":{"id":"P","polluted":true},"code":"PU","at":"2025-01-01T12:00:00Z"}');
    expect(parse(body, list).errors[0]?.reason).toBe('missing_tracking_number');
    expect(parse(body, connect({ ...list.mapping, trackingNumber: '__proto__.id' })).scans).toHaveLength(1);
    const inherited = json({ code: 'PU', at: '2025-01-01T12:00:00Z' });
    const named = connect({ ...list.mapping, trackingNumber: 'constructor.name' });
    expect(parse(inherited, named).errors[0]?.reason).toBe('missing_tracking_number');
    const failing = connect({ ...list.mapping, events: 'constructor.x', trackingNumber: '__proto__.id' });
    expect(parse(body, failing).errors[0]?.reason).toBe('no_scans');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
  it('cuts long texts to the limits and drops what Postgres cannot hold', () => {
    const body = Buffer.from(
      JSON.stringify({
        id: 'A',
        code: 'c'.repeat(500),
        at: '2025-01-01T12:00:00Z',
        city: `${'x'.repeat(119)}😀`,
      }).replace('"A"', '"A\\u0000\\ud800"'),
    );
    const [one] = parse(body, list).scans;
    expect(one?.trackingNumber).toBe('A\uFFFD\uFFFD');
    expect(one?.code).toHaveLength(120);
    expect(one?.place.city).toBe('x'.repeat(119));
  });
  it('reads a thousand scans and hands the rest back as one readable body', () => {
    const many = Array.from({ length: 1500 }, (_, n) => ({ id: `N${n}`, code: 'PU', at: '2025-01-01T12:00:00Z' }));
    const { scans, errors } = parse(json(many), list);
    expect([scans.length, errors.length, errors[0]?.reason]).toEqual([1000, 1, 'too_many_scans']);
    expect(parse(json(errors[0]?.fragment), list).scans).toHaveLength(500);
  });
});

const kept = scan.omit({ scanId: true, carrier: true, leg: true, receivedAt: true, correction: true });
/** Replaces, drops or wraps a random part of a JSON value. */
const mutate = (value: unknown, path: number[], poison: unknown): unknown => {
  const [step, ...rest] = path;
  if (step === undefined || value === null || typeof value !== 'object') return poison;
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return poison;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  copy[key] = mutate(copy[key], rest, poison);
  return copy;
};

describe('fuzz', () => {
  const samples: [Buffer, Connection][] = [
    [fixture('nested-history-epoch'), nested],
    [fixture('flat-local-time'), flat],
    [fixture('list-with-offset'), list],
  ];
  it('mutated payloads never throw and every scan fits the contract', () => {
    const poison = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.double(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '9'.repeat(400),
        '\u0000',
        '\ud800',
        -1,
        Number.POSITIVE_INFINITY,
        '0000-00-00T00:00:00',
        '/Date(1)/',
        '__proto__',
      ),
    );
    const paths = fc.array(fc.nat(8), { maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...samples), paths, poison, ([bytes, connection], path, bad) => {
        const body = json(mutate(JSON.parse(bytes.toString()), path, bad));
        const { scans, errors } = parse(body, connection);
        for (const one of scans) kept.parse(one);
        expect(scans.length + errors.length).toBeGreaterThan(0);
        JSON.stringify(errors);
      }),
      mutations,
    );
  });
  it('damaged bytes never throw', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.nat(),
        fc.uint8Array({ maxLength: 8 }),
        ([bytes, connection], at, bad) => {
          const cutAt = at % bytes.length;
          parse(Buffer.concat([bytes.subarray(0, cutAt), bad, bytes.subarray(cutAt + 1)]), connection);
        },
      ),
      mutations,
    );
  });
});
