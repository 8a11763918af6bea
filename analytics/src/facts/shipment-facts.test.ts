/** Given a shipment's events, when another comes, then its row says ... */
import type { RecordedEvent } from '@gantry/shared/events/define';
import { exceptionWithdrawn } from '@gantry/shared/events/tracking';
import { expect, test } from 'vitest';
import { created, recorded, scanned, stands, started, troubled } from '../../test/story.ts';
import type { Owned } from '../columns.ts';
import type { ShipmentRow } from './shipment-columns.ts';
import { shipmentFacts } from './shipment-facts.ts';

type Made = Parameters<typeof recorded>[0];
const at = '2017-10-10T12:00:00.000Z';
const ms = (text: string) => Date.parse(text);
const withdrawn = (id: string, exceptionId: string): Made => ({
  ...troubled(id, at),
  name: exceptionWithdrawn.name,
  payload: { shipmentId: id, exceptionId, kind: 'delayed' },
});
const cancelled = (id: string, when: string): Made => ({
  stream: 'shipping',
  streamId: id,
  name: 'shipping.shipment_cancelled',
  payload: { shipmentId: id, reason: 'sold out' },
  occurredAt: when,
});
const folded = (...story: Made[]): Owned<ShipmentRow> => {
  const events: RecordedEvent[] = story.map((event, index) => recorded(event, index + 1));
  const row = events.reduce<Owned<ShipmentRow> | undefined>(
    (row, event) => (shipmentFacts.idOf(event) === undefined ? row : shipmentFacts.fold(row, event)),
    undefined,
  );
  if (row === undefined) throw new Error('no row');
  return row;
};
const delivered = (deliveredAt: string, pickedUpAt: string | null = '2017-10-12T12:00:00.000Z', failedAttempts = 0) =>
  stands('s', deliveredAt, { status: 'delivered', pickedUpAt, deliveredAt, endedAt: deliveredAt, failedAttempts });

test('created: its plan, a label, and counted on the day it was created', () => {
  expect(folded(created('s', at))).toMatchObject({
    shipmentId: 's',
    region: 'BR-RJ',
    lane: 'BR-SP>BR-RJ',
    carrier: 'olist',
    weightGrams: 700,
    costMinor: 1500,
    costCurrency: 'BRL',
    status: 'label_created',
    promisedDay: '2017-10-20',
    lastPromisedDay: '2017-10-20',
    countedDay: '2017-10-10',
    onTime: null,
    firstAttempt: null,
    transitDays: null,
    firstEventSeq: 1,
    version: 1,
  });
});

test('a region without a state is the country; a weight is known only when every package has one', () => {
  const row = folded(
    created('s', at, { destination: { city: 'Madrid', country: 'ES' }, packages: [{ weightGrams: 1 }, {}] }),
  );
  expect(row).toMatchObject({ region: 'ES', destinationState: null, weightGrams: null, packages: 2 });
});

test("tracking's copy of the creation changes nothing", () => {
  expect(folded(created('s', at), started(created('s', at)))).toEqual(folded(created('s', at)));
});

test('handed to the carrier: it counts on that day from now on', () => {
  const pickedUpAt = '2017-10-12T23:00:00.000Z';
  const row = folded(created('s', at), stands('s', pickedUpAt, { status: 'picked_up', pickedUpAt }));
  expect(row).toMatchObject({ status: 'picked_up', pickedUpAt: ms(pickedUpAt), countedDay: '2017-10-12', version: 2 });
});

test('delivered late on the promised day by the local clock is on time, though UTC is a day further', () => {
  const row = folded(created('s', at), delivered('2017-10-21T01:30:00.000Z'));
  expect(row).toMatchObject({
    deliveredDayLocal: '2017-10-20',
    onTime: true,
    onTimeLastPromise: true,
    firstAttempt: true,
  });
  expect(row.transitDays).toBeCloseTo(8.5625, 10);
});

test('delivered the day after by the local clock is late', () => {
  expect(folded(created('s', at), delivered('2017-10-21T03:00:00.000Z'))).toMatchObject({
    deliveredDayLocal: '2017-10-21',
    onTime: false,
  });
});

test('without a promise, or with a zone nobody knows, punctuality is not judged', () => {
  expect(folded(created('s', at, { promise: null }), delivered(at))).toMatchObject({
    deliveredDayLocal: null,
    onTime: null,
  });
  const unknown = { day: '2017-10-20', timeZone: 'Mars/Olympus' };
  expect(folded(created('s', at, { promise: unknown }), delivered(at)).onTime).toBeNull();
});

test('delivered before it was handed over: the negative time is kept', () => {
  expect(folded(created('s', at), delivered('2017-10-11T12:00:00.000Z')).transitDays).toBe(-1);
});

test('delivered without a known handover has no transit time and counts on its creation', () => {
  expect(folded(created('s', at), delivered('2017-10-15T00:00:00.000Z', null))).toMatchObject({
    transitDays: null,
    countedDay: '2017-10-10',
  });
});

test('a failed attempt is remembered at delivery', () => {
  expect(folded(created('s', at), delivered(at, at, 2))).toMatchObject({ failedAttempts: 2, firstAttempt: false });
});

test('a correction that takes a delivery back takes its judgement back too', () => {
  const row = folded(
    created('s', at),
    delivered('2017-10-19T12:00:00.000Z'),
    stands('s', at, { status: 'in_transit' }),
  );
  expect(row).toMatchObject({
    deliveredAt: null,
    onTime: null,
    firstAttempt: null,
    transitDays: null,
    countedDay: '2017-10-10',
  });
});

test('an exception opens, is resolved, and stays in the history', () => {
  expect(folded(created('s', at), troubled('s', at))).toMatchObject({
    hadDelayed: true,
    openExceptions: 1,
    isLost: false,
  });
  const resolved = folded(created('s', at), troubled('s', at), troubled('s', at, { resolvedAt: at }));
  expect(resolved).toMatchObject({ hadDelayed: true, openExceptions: 0 });
});

test('withdrawn: the flag goes back, unless another exception of its kind remains', () => {
  expect(folded(created('s', at), troubled('s', at), withdrawn('s', 'exc_s'))).toMatchObject({
    hadDelayed: false,
    exceptionIds: [],
  });
  const two = folded(
    created('s', at),
    troubled('s', at),
    troubled('s', at, { exceptionId: 'b' }),
    withdrawn('s', 'exc_s'),
  );
  expect(two).toMatchObject({ hadDelayed: true, openExceptions: 1, exceptionIds: ['b'] });
});

test('lost is lost only while the exception is open', () => {
  expect(folded(created('s', at), troubled('s', at, { kind: 'lost' })).isLost).toBe(true);
  const found = folded(
    created('s', at),
    troubled('s', at, { kind: 'lost' }),
    troubled('s', at, { kind: 'lost', resolvedAt: at }),
  );
  expect(found).toMatchObject({ hadLost: true, isLost: false });
});

test('scans are counted and their lag kept, as long as their time is known', () => {
  const scan = scanned('s', 'a', { status: 'in_transit', at, receivedAt: '2017-10-10T12:01:30.500Z' });
  const timeless = { ...scan, payload: { ...(scan.payload as object), occurredAt: null } };
  expect(folded(created('s', at), scan, timeless)).toMatchObject({ scans: 2, scanLags: [90.5] });
});

test('the hundred and first lag is not kept', () => {
  const row = folded(
    created('s', at),
    ...Array.from({ length: 103 }, (_, n) => scanned('s', `${n}`, { status: null, at })),
  );
  expect([row.scans, row.scanLags.length]).toEqual([103, 100]);
});

test('cancelled by us: it ends; what carriers say later does not make it uncancelled', () => {
  const row = folded(created('s', at), cancelled('s', '2017-10-11T00:00:00.000Z'));
  expect(row).toMatchObject({
    status: 'cancelled',
    cancelled: true,
    voided: true,
    endedAt: ms('2017-10-11T00:00:00.000Z'),
  });
  const later = folded(created('s', at), cancelled('s', at), stands('s', at, { status: 'picked_up', pickedUpAt: at }));
  expect(later).toMatchObject({ status: 'picked_up', cancelled: true });
});

test('cancelled as the carrier reports, and taken back', () => {
  expect(folded(created('s', at), stands('s', at, { status: 'cancelled' })).cancelled).toBe(true);
  expect(folded(created('s', at), stands('s', at, { status: 'cancelled' }), stands('s', at, {})).cancelled).toBe(false);
});

test('an event of a shipment nobody created is passed over', () => {
  expect(shipmentFacts.fold(undefined, recorded(delivered(at), 1))).toBeUndefined();
});

test('a fold leaves the row it was given alone', () => {
  const row = folded(created('s', at), troubled('s', at));
  const before = structuredClone(row);
  shipmentFacts.fold(row, recorded(troubled('s', at, { exceptionId: 'b' }), 9));
  shipmentFacts.fold(row, recorded(scanned('s', 'x', { status: null, at }), 9));
  expect(row).toEqual(before);
});

test('every field of a row is a column, and comes back from its values', () => {
  const row = folded(created('s', at), troubled('s', at), delivered(at));
  expect(Object.keys(row).length).toBe(shipmentFacts.columns.length);
  expect(shipmentFacts.row(shipmentFacts.values(row))).toEqual(row);
});
