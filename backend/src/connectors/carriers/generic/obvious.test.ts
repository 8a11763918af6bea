/** Messages read without a mapping, by obvious names: each scan by its own, codes only by the unified statuses' names. */
import { readFileSync } from 'node:fs';
import { trackingStatuses } from '@gantry/shared/vocabulary/tracking-status';
import { expect, it } from 'vitest';
import { connectionOf, normalizedBy } from '../../../../test/carrier-proofs.ts';
import { generic } from './generic.ts';
import { obviousMapping } from './obvious.ts';
import { read } from './webhook.ts';

const connection = connectionOf('generic');
const readingOf = (value: unknown) =>
  read(Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value)), connection);
const normalized = (value: unknown) => normalizedBy(generic, readingOf(value));
const scansOf = (value: unknown) => normalized(value).shipments.flatMap(({ scans }) => scans);

it('scans of one list that name things differently', () => {
  const body = readFileSync(new URL('./fixtures/obvious-names.json', import.meta.url));
  expect(normalized(body).shipments.map(({ trackingNumber }) => trackingNumber)).toEqual(['ABC1']);
  expect(scansOf(body)).toMatchObject([
    { code: 'Picked up', status: 'picked_up', occurredAt: '2026-01-01T10:00:00.000Z', place: { city: 'Madrid' } },
    {
      status: 'out_for_delivery',
      occurredAt: '2026-01-03T07:15:00.000Z',
      zone: 'inferred',
      description: 'On its way to you',
      place: { city: 'Paris', country: 'FR' },
    },
    { status: null, occurredAt: '2026-01-03T12:00:00.000Z', place: {} },
  ]);
  expect(normalized(body).unmapped).toMatchObject([{ code: 'teleported', scans: 1 }]);
});
it.each([...trackingStatuses])('%s is its own code, whatever marks its words', (status) => {
  for (const code of [status, status.toUpperCase(), status.replaceAll('_', ' '), status.replaceAll('_', '-')])
    expect(scansOf({ trackingNumber: 'A', status: code, timestamp: '2026-01-01T10:00:00Z' })).toMatchObject([
      { status },
    ]);
});
it('a list of parcels, an envelope, a list of scans and a single one', () => {
  const scan = { status: 'delivered', occurredAt: '2026-01-01T10:00:00Z' };
  const numbers = (value: unknown) => normalized(value).shipments.map(({ trackingNumber }) => trackingNumber);
  const parcels = ['A', 'B'].map((awb) => ({ awb, checkpoints: [scan] }));
  expect(numbers({ shipments: parcels })).toEqual(['A', 'B']);
  expect(numbers(parcels)).toEqual(['A', 'B']);
  expect(numbers({ data: { number: 7, events: [scan] } })).toEqual(['7']);
  expect(
    numbers([
      { ...scan, trackingNumber: 'A' },
      { ...scan, trackingNumber: 'B' },
    ]),
  ).toEqual(['A', 'B']);
  expect(numbers({ ...scan, tracking_number: 'A' })).toEqual(['A']);
});
it('what the message says of the parcel is not said of its scans', () => {
  const body = { trackingNumber: 'A', status: 'delivered', events: [{ timestamp: '2026-01-01T10:00:00Z' }] };
  expect(obviousMapping(body).code).toBe('code');
});
it.each([{}, [], null, 7, 'hello', { anything: 'else' }])('%j is no message', (body) => {
  expect(readingOf(body)).toMatchObject({ shipments: [], errors: [{ reason: 'unreadable' }] });
});
it('a time nobody can read is a broken scan of a message', () => {
  const body = { trackingNumber: 'A', status: 'delivered', timestamp: 'soon' };
  expect(readingOf(body).errors).toMatchObject([{ reason: 'bad_time' }]);
});
