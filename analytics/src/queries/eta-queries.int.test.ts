/** The past as the ETA model reads it, and the record of its estimates, over stories that can be counted by hand. */
import type { EventDefinition, RecordedEvent } from '@gantry/shared/events/define';
import { etaScored } from '@gantry/shared/events/eta';
import { carrierEstimateChanged, scanMapped } from '@gantry/shared/events/tracking';
import type { Confidence } from '@gantry/shared/vocabulary/tracking-status';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { created, placed, recorded, scanned, stands } from '../../test/story.ts';
import { type TestDatabase, testDatabase } from '../../test/test-database.ts';
import { allFacts } from '../facts/all.ts';
import { migrate } from '../migrate.ts';
import { createProjector } from '../projector.ts';
import { etaAccuracy, levelRecord } from './eta-accuracy.ts';
import { type PastParcel, parcelHistory } from './parcel-history.ts';

const told = <D extends EventDefinition>(definition: D, at: string, payload: z.output<D['payload']>) => ({
  stream: 'eta',
  streamId: (payload as { shipmentId: string }).shipmentId,
  name: definition.name,
  payload,
  occurredAt: at,
});
type Score = z.output<typeof etaScored.payload>['scores'][number];
const score = (confidence: Confidence, errorHours: number, held: boolean, widthHours = 10): Score => ({
  issuedAt: '2017-10-05T00:00:00.000Z',
  stage: 'in_transit',
  confidence,
  errorHours,
  held,
  widthHours,
});
const scored = (shipmentId: string, arrivedAt: string, scores: Score[], carrier = 'olist') =>
  told(etaScored, arrivedAt, { shipmentId, carrier, lane: 'BR-SP>BR-RJ', arrivedAt, scores });

const estimated = (shipmentId: string, at: string, day: string) =>
  told(carrierEstimateChanged, at, {
    shipmentId,
    from: null,
    until: null,
    day,
    text: '',
    source: 'push',
    before: null,
  });

const shipment = (id: string, at: string, scans: number) => [
  placed(`ord_${id}`, at),
  created(id, at, {
    origin: {
      city: 'São Paulo',
      state: 'SP',
      country: 'BR',
      postalCode: '01310-100',
      latitude: -23.5614,
      longitude: -46.6559,
    },
    packages: [{ weightGrams: 700, dimensionsMm: { length: 100, width: 200, height: 300 } }],
  }),
  ...Array.from({ length: scans }, (_, nth) =>
    scanned(id, `${id}-${nth}`, { status: nth === 0 ? 'picked_up' : null, at: `2017-10-0${nth + 5}T10:00:00.000Z` }),
  ),
];

const story = [
  ...shipment('old', '2017-10-01T10:00:00.000Z', 2),
  ...shipment('mid', '2017-10-02T10:00:00.000Z', 3),
  ...shipment('new', '2017-10-03T10:00:00.000Z', 1),
  estimated('mid', '2017-10-05T10:00:00.000Z', '2017-10-09'),
  estimated('mid', '2017-10-06T10:00:00.000Z', '2017-10-11'),
  told(scanMapped, '2017-10-08T00:00:00.000Z', {
    shipmentId: 'mid',
    scanId: 'mid-1',
    status: 'out_for_delivery',
    reason: null,
    actionRequiredBy: 'none',
  }),
  stands('mid', '2017-10-08T10:00:00.000Z', { status: 'delivered', deliveredAt: '2017-10-08T10:00:00.000Z' }),
  scored('old', '2017-10-03T10:00:00.000Z', [score('high', 5, false)], 'swift'),
  scored('mid', '2017-10-08T10:00:00.000Z', [score('high', 9, false)]),
  // Scored again, because it turned out to have arrived at another hour.
  scored('mid', '2017-10-08T12:00:00.000Z', [
    score('high', 2, true, 4),
    score('high', -4, false, 6),
    score('low', 6, true),
  ]),
  scored('new', '2017-10-10T12:00:00.000Z', [
    score('medium', -1, true),
    { ...score('medium', 0, true), undemoted: { confidence: 'high', held: false } },
  ]),
];
const log: RecordedEvent[] = story.map((event, index) => recorded(event, index + 1, index + 1));

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await migrate(database.client, allFacts);
  const projector = createProjector({ client: database.client, tables: allFacts });
  await projector.project(log.slice(0, 9));
  projector.forget();
  // Handed in twice, as after a crash.
  await projector.project(log.slice(6));
  await projector.project(log.slice(6));
});
afterAll(() => database?.drop());

const historyOf = async (most: number): Promise<PastParcel[]> => {
  const parcels: PastParcel[] = [];
  for await (const page of parcelHistory(database.client, most)) parcels.push(...page);
  return parcels;
};

test('the newest parcels, as many as there is room for, each with its scans and estimates', async () => {
  expect((await historyOf(100)).map(({ shipmentId }) => shipmentId)).toEqual(['old', 'mid', 'new']);
  // `new` has one scan and its label, `mid` three and its label.
  const [mid, ...rest] = await historyOf(6);
  expect(rest.map(({ shipmentId }) => shipmentId)).toEqual(['new']);
  expect(mid).toMatchObject({
    shipmentId: 'mid',
    carrier: 'olist',
    service: 'standard',
    legs: 1,
    weightGrams: 700,
    volumeCm3: 6_000,
    promisedDay: '2017-10-20',
    createdAt: Date.parse('2017-10-02T10:00:00.000Z'),
    origin: { country: 'BR', state: 'SP', city: 'São Paulo', postalCode: '013', latitude: -23.56, longitude: -46.66 },
    destination: { country: 'BR', state: 'RJ', postalCode: null, latitude: null, longitude: null },
  });
  expect(mid?.estimates.map(({ day, receivedAt }) => [day, receivedAt])).toEqual([
    ['2017-10-09', Date.parse('2017-10-05T10:00:00.000Z')],
    ['2017-10-11', Date.parse('2017-10-06T10:00:00.000Z')],
  ]);
  // The one that was mapped later has its meaning; the one nobody has mapped says nothing.
  expect(mid?.scans.map(({ scanId, status }) => [scanId, status]).sort()).toEqual([
    ['mid-0', 'picked_up'],
    ['mid-1', 'out_for_delivery'],
  ]);
  expect(await historyOf(5)).toHaveLength(1);
});

test('estimates are reported as they were judged last', async () => {
  const report = await etaAccuracy(database.client, { merchants: null, since: '2017-10-05T00:00:00Z' });
  expect(report.overall).toEqual({
    estimates: 5,
    shipments: 2,
    meanErrorHours: (2 - 4 + 6 - 1 + 0) / 5,
    maeHours: (2 + 4 + 6 + 1 + 0) / 5,
    held: 4 / 5,
    meanWidthHours: (4 + 6 + 10 + 10 + 10) / 5,
  });
  expect(report.levels.map(({ confidence, estimates, held }) => [confidence, estimates, held])).toEqual([
    ['high', 2, 0.5],
    ['medium', 2, 1],
    ['low', 1, 1],
  ]);
  expect(report.weeks.map(({ week, estimates }) => [week, estimates])).toEqual([
    ['2017-10-02', 3],
    ['2017-10-09', 2],
  ]);
  expect(report.stages).toMatchObject([{ stage: 'in_transit', estimates: 5 }]);
  expect(report.lanes).toMatchObject([{ lane: 'BR-SP>BR-RJ', shipments: 2 }]);
  const swift = await etaAccuracy(database.client, {
    merchants: null,
    since: new Date(0).toISOString(),
    carrier: 'swift',
  });
  expect([swift.overall.estimates, swift.carriers.map(({ carrier }) => carrier)]).toEqual([1, ['swift']]);
  const nobody = await etaAccuracy(database.client, {
    merchants: null,
    since: new Date(0).toISOString(),
    carrier: 'nobody',
  });
  expect(nobody.overall).toMatchObject({ estimates: 0, meanErrorHours: null, held: null });
});

test('a level’s record counts each shipment once, by what it was claimed to be', async () => {
  expect(await levelRecord(database.client, 'high', 500)).toEqual({ shipments: 3, held: 0.5, estimates: 4 });
  expect(await levelRecord(database.client, 'medium', 500)).toEqual({ shipments: 1, held: 1, estimates: 1 });
  // Only the one that arrived last.
  expect(await levelRecord(database.client, 'high', 1)).toEqual({ shipments: 1, held: 0, estimates: 1 });
  expect(await levelRecord(database.client, 'low', 500)).toEqual({ shipments: 1, held: 1, estimates: 1 });
});
