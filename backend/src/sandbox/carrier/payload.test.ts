/** Every carrier of the world through the real adapter: what was meant is what is read, signatures included. */
import { configureConnection } from '@gantry/shared/api/carriers';
import { type Connection, connectionSettings, signatureScheme } from '@gantry/shared/events/connections';
import { timeZoneOf } from '@gantry/shared/values/time-zone';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { flatReading } from '../../../test/carrier-proofs.ts';
import { generic } from '../../connectors/carriers/generic/generic.ts';
import type { RawRequest } from '../../kernel/raw-request.ts';
import { carriers, scanKinds } from '../data/carriers.data.ts';
import { cities } from '../data/network.data.ts';
import { connectionOf, webhookRequest } from './payload.ts';

const secret = 'a-secret-of-sixteen';
const now = new Date('2026-11-20T12:00:00Z');
const connectionNamed = (name: string): Connection => {
  const carrier = carriers.find((one) => one.name === name) ?? expect.unreachable(name);
  const body = configureConnection.body.parse({ ...connectionOf(carrier), secret });
  const { label = name, adapter, mapping = null, signature = signatureScheme.parse({}) } = body;
  return { name, label, adapter, mapping, signature, settings: connectionSettings.parse({}), mappingVersion: 1 };
};

const pushOf = (headers: Record<string, string>, rawBody: Buffer): RawRequest => ({
  method: 'POST',
  headers,
  rawBody,
  query: '',
  pathSecret: undefined,
  address: undefined,
});

/** True when the clock of the zone shows this time only once. */
const shownOnce = (at: number, zone: string): boolean =>
  DateTime.fromMillis(at, { zone }).getPossibleOffsets().length === 1;

describe.each(carriers.map((carrier) => [carrier.name, carrier] as const))('%s', (name, carrier) => {
  const connection = connectionNamed(name);
  it('reads back what was sent, at the instant it happened', () => {
    // The same scan twice in one message is told once by whoever reads it.
    const scans = fc.uniqueArray(
      fc.record({
        kind: fc.constantFrom(...scanKinds),
        at: fc
          .integer({ min: Date.UTC(2026, 0) / 1000, max: Date.UTC(2028, 0) / 1000 })
          .map((seconds) => seconds * 1000),
        city: fc.constantFrom(...cities.filter((city) => carrier.continents.includes(city.continent))),
      }),
      { minLength: 1, maxLength: 5, selector: ({ kind, at, city }) => `${kind} ${at} ${city.city}` },
    );
    fc.assert(
      fc.property(scans, (drawn) => {
        const outgoing = drawn.map(({ kind, at, city }) => {
          const { city: town, state, country, latitude, longitude } = city;
          const place = { text: `At ${town}`, city: town, country, latitude, longitude, ...(state ? { state } : {}) };
          return { trackingNumber: 'TN0001', scan: { kind, at, place } };
        });
        const request = webhookRequest(carrier, outgoing, { secret, signedAt: now });
        const rawBody = Buffer.from(request.body);
        expect(generic.webhook?.verify(pushOf(request.headers, rawBody), connection, { secret, now })).toBe('valid');
        const read = flatReading(generic, rawBody, connection);
        expect(read.errors).toEqual([]);
        expect(read.scans).toHaveLength(outgoing.length);
        for (const [index, scan] of read.scans.entries()) {
          const meant = outgoing[index]?.scan ?? expect.unreachable();
          expect(scan.trackingNumber).toBe('TN0001');
          expect(scan.status).toBe(connection.mapping?.statuses[carrier.codes[meant.kind]]?.status);
          expect(scan.place).toMatchObject({
            city: meant.place.city,
            country: meant.place.country,
            latitude: meant.place.latitude,
          });
          const zone = connection.mapping?.timeZone ?? timeZoneOf(meant.place.country, meant.place.state) ?? 'UTC';
          if (scan.zone === 'given' || shownOnce(meant.at, zone)) {
            expect(scan.occurredAt).toBe(new Date(meant.at).toISOString());
          }
        }
      }),
      { numRuns: 150 },
    );
  });
  it('says itself how sure its times are', () => {
    const place = { city: 'Madrid', country: 'ES', latitude: 40, longitude: -3 };
    const scan = { kind: 'out' as const, at: Date.UTC(2026, 5, 1), place };
    const read = flatReading(
      generic,
      Buffer.from(webhookRequest(carrier, [{ trackingNumber: 'T', scan }], { secret }).body),
      connection,
    );
    const local = ['local', 'configured', 'compact'].includes(carrier.time);
    expect(read.scans[0]?.zone).toBe(local ? 'inferred' : 'given');
  });
  it('an unknown code is no status, and a lost offset is inferred from the place', () => {
    const place = { city: 'Madrid', country: 'ES', latitude: 40, longitude: -3 };
    const scan = { kind: 'out' as const, at: Date.UTC(2026, 5, 1), place };
    const outgoing = { trackingNumber: 'T', scan, unknownCode: true, zoneLess: true };
    const [read] = flatReading(
      generic,
      Buffer.from(webhookRequest(carrier, [outgoing], { secret }).body),
      connection,
    ).scans;
    expect(read?.status).toBeNull();
    expect(read?.occurredAt).toBe('2026-06-01T00:00:00.000Z');
    if (carrier.time === 'offset') expect(read?.zone).toBe('inferred');
  });
});
