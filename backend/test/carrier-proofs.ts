/**
 * The proofs that every carrier adapter must pass, beside its own fixtures: the order and number of messages do not
 * matter, one changed byte fails a signature, and nothing a carrier may send makes the reading throw.
 */
import type { Connection } from '@gantry/shared/events/connections';
import { connectionConfigured } from '@gantry/shared/events/connections';
import type { Scan } from '@gantry/shared/events/tracking';
import { scan as scanSchema } from '@gantry/shared/events/tracking';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CarrierAdapter, StatusRow } from '../src/connectors/carriers/carrier.ts';
import type { CarrierReading } from '../src/connectors/carriers/reading.ts';
import { type StatusMap, statusMap } from '../src/contexts/carriers/status-normalizer.ts';
import { assess, inOrder } from '../src/contexts/tracking/assess.ts';
import {
  type Normalized,
  type NormalizedScan,
  normalize,
  scanIdOf,
} from '../src/contexts/tracking/normalize/normalize.ts';
import { refined } from '../src/contexts/tracking/same-scan.ts';
import type { RawRequest } from '../src/kernel/raw-request.ts';
import { openGazetteer } from '../src/platform/gazetteer.ts';
import { mutate } from './mutations.ts';
import { mutations, shuffles as orders } from './volume.ts';

const gazetteer = openGazetteer();

/** A connection of an adapter, as a person would configure it. */
export const connectionOf = (
  adapter: CarrierAdapter['name'],
  settings: Partial<Connection['settings']> = {},
): Connection =>
  connectionConfigured.payload.parse({
    name: adapter,
    label: adapter,
    adapter,
    mapping: null,
    signature: null,
    settings,
    mappingVersion: 1,
  });

/** The big tables are indexed once, as the intake's book of maps does. */
const maps = new WeakMap<readonly StatusRow[], StatusMap>();
const mapOf = (rows: readonly StatusRow[]): StatusMap => {
  const known = maps.get(rows) ?? statusMap(rows);
  maps.set(rows, known);
  return known;
};

/** What the intake makes of a reading. */
export const normalizedBy = (
  adapter: CarrierAdapter,
  reading: CarrierReading,
  connection = connectionOf(adapter.name),
): Normalized =>
  normalize(reading, {
    map: mapOf(adapter.statuses(connection)),
    gazetteer,
    timeZone: connection.settings.timeZone,
  });

/** The scans and errors of a push of a connection's, flat. */
export const flatReading = (adapter: CarrierAdapter, body: Buffer, connection: Connection) => {
  const reading = adapter.webhook?.read(body, connection);
  if (!reading) throw new Error(`${adapter.name} takes no webhooks`);
  const { shipments, errors } = normalizedBy(adapter, reading, connection);
  return { scans: shipments.flatMap(({ scans }) => scans), errors };
};

/** A normalized scan as it would be recorded. */
export const recorded = (
  carrier: string,
  { sentPlace, identity, ...scan }: NormalizedScan,
  receivedAt: string,
): Scan => ({
  scanId: scanIdOf(carrier, { sentPlace, ...(identity === undefined ? {} : { identity }), ...scan }),
  carrier,
  leg: 1,
  receivedAt,
  ...scan,
});

const judged = { shipmentId: 'shp_1', orderPlacedAt: '2000-01-01T00:00:00.000Z' };
const receivedAt = '2026-11-21T08:00:00.000Z';

/** One message of a carrier: a push or a track answer. */
export type Message = { name: string; kind: 'push' | 'track'; body: Buffer; asked?: readonly string[] };

const readingOf = (adapter: CarrierAdapter, { kind, body, asked }: Message, connection: Connection): CarrierReading => {
  const reading = kind === 'push' ? adapter.webhook?.read(body, connection) : adapter.track?.read(body, asked);
  if (!reading) throw new Error(`${adapter.name} has no ${kind}`);
  return reading;
};

/** The final state, timeline and scans of messages in the order given; the same scan from two messages is one. */
const finalState = (adapter: CarrierAdapter, messages: readonly Message[], connection: Connection) => {
  const scans = new Map<string, Scan>();
  for (const message of messages)
    for (const shipment of normalizedBy(adapter, readingOf(adapter, message, connection), connection).shipments)
      for (const scan of shipment.scans) {
        const one = recorded(connection.name, scan, receivedAt);
        const known = scans.get(one.scanId);
        scans.set(one.scanId, known ? (refined(known, one) ?? known) : one);
      }
  const all = inOrder([...scans.values()]);
  return { ...assess(judged, all), timeline: all.map(({ scanId, status }) => [scanId, status]) };
};

/** Any shuffle with duplicates of one parcel's messages ends in the same state and timeline. */
export const proveOrderDoesNotMatter = (
  adapter: CarrierAdapter,
  messages: readonly Message[],
  connection = connectionOf(adapter.name),
): void => {
  it('any shuffle with duplicates of a history ends in the same state and timeline', () => {
    expect(messages.length).toBeGreaterThan(1);
    const truth = finalState(adapter, messages, connection);
    expect(truth.timeline.length).toBeGreaterThan(1);
    const shuffles = fc
      .tuple(
        fc.shuffledSubarray([...messages], { minLength: messages.length }),
        fc.array(fc.constantFrom(...messages), { maxLength: 6 }),
      )
      .chain(([all, again]) => fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length }));
    fc.assert(
      fc.property(shuffles, (shuffled) => {
        expect(finalState(adapter, shuffled, connection)).toEqual(truth);
      }),
      orders,
    );
  });
};

/** One changed byte, anywhere in the body, and the signature is wrong. Only for carriers that sign. */
export const proveSignature = (
  adapter: CarrierAdapter,
  signed: { request: RawRequest; secret: string; now: Date },
  connection = connectionOf(adapter.name),
): void => {
  it('a signature holds for exactly its bytes', () => {
    const verify = (request: RawRequest) =>
      adapter.webhook?.verify(request, connection, { secret: signed.secret, now: signed.now });
    expect(verify(signed.request)).toBe('valid');
    const { rawBody } = signed.request;
    fc.assert(
      fc.property(fc.nat(rawBody.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(rawBody);
        changed[at] = (changed[at] ?? 0) ^ flip;
        expect(verify({ ...signed.request, rawBody: changed })).toBe('wrong');
      }),
      { numRuns: 300 },
    );
    expect(verify({ ...signed.request, rawBody: rawBody.subarray(0, -1) })).toBe('wrong');
  });
};

const checked = (adapter: CarrierAdapter, message: Message, connection: Connection): void => {
  const { shipments, errors, problems } = normalizedBy(adapter, readingOf(adapter, message, connection), connection);
  for (const shipment of shipments)
    for (const scan of shipment.scans) {
      const verdict = scanSchema.safeParse(recorded(connection.name, scan, receivedAt));
      if (!verdict.success)
        throw new Error(`a scan outside the contract: ${verdict.error.message} ${JSON.stringify(scan).slice(0, 500)}`);
    }
  for (const error of errors) JSON.stringify(error.fragment);
  for (const problem of problems) expect(typeof problem.message).toBe('string');
};

/** Mutated messages (truncated, wrong types, huge, deep) never throw, and what is read stays within the contract. */
export const proveNothingThrows = (
  adapter: CarrierAdapter,
  messages: readonly Message[],
  connection = connectionOf(adapter.name),
): void => {
  it('mutated messages never throw, and what is read of them is within the contract', () => {
    const mutation = fc.record({ kind: fc.nat(8), at: fc.nat(100_000), bit: fc.nat(250) });
    fc.assert(
      fc.property(
        fc.constantFrom(...messages),
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        (message, spoilings) => {
          const body = spoilings.reduce((text, one) => mutate(text, one), message.body.toString('utf8'));
          checked(adapter, { ...message, body: Buffer.from(body) }, connection);
        },
      ),
      mutations,
    );
  });
  it('bytes that are no text at all never throw', () => {
    const kinds = [...new Set(messages.map(({ kind }) => kind))];
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.uint8Array({ maxLength: 400 }), (kind, bytes) =>
        checked(adapter, { name: 'noise', kind, body: Buffer.from(bytes) }, connection),
      ),
      { numRuns: 300 },
    );
  });
};

/** All the proofs that need only messages of one parcel; signatures are proved apart, where a carrier has them. */
export const proveAdapter = (
  adapter: CarrierAdapter,
  messages: readonly Message[],
  connection = connectionOf(adapter.name),
): void => {
  describe(`${adapter.name}: proofs`, () => {
    proveOrderDoesNotMatter(adapter, messages, connection);
    proveNothingThrows(adapter, messages, connection);
  });
};
