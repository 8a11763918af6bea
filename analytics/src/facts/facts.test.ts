/** Orders, exceptions and single events as rows: given the events before, when one comes, then the row says ... */
import type { RecordedEvent } from '@gantry/shared/events/define';
import { orderAmended, orderCancelled } from '@gantry/shared/events/orders';
import { exceptionRevised, exceptionWithdrawn } from '@gantry/shared/events/tracking';
import { expect, test } from 'vitest';
import { created, placed, recorded, scanned, stands, troubled } from '../../test/story.ts';
import type { EntityTable } from '../entity-table.ts';
import { eventFact, eventFacts } from './event-facts.ts';
import { exceptionFacts } from './exception-facts.ts';
import { localDay } from './local-day.ts';
import { orderFacts } from './order-facts.ts';

type Made = Parameters<typeof recorded>[0];
const at = '2017-10-10T12:00:00.000Z';
const folded = <Row>(facts: EntityTable<Row>, ...story: Made[]): Row | undefined =>
  story
    .map((event, index): RecordedEvent => recorded(event, index + 1))
    .reduce<Row | undefined>(
      (row, event) => (facts.idOf(event) === undefined ? row : facts.fold(row, event)),
      undefined,
    );
const order = (definition: { name: string }, payload: object): Made => ({
  ...placed('o', at),
  name: definition.name,
  payload,
});
const exception = (definition: { name: string }, over: object): Made => {
  const event = troubled('s', at);
  return { ...event, name: definition.name, payload: { ...(event.payload as object), ...over } };
};

test('an order as placed', () => {
  expect(folded(orderFacts, placed('o', at))).toMatchObject({
    orderId: 'o',
    orderLines: 2,
    units: 3,
    totalMinor: 12_000,
    region: 'BR-RJ',
    promisedDay: '2017-10-20',
    cancelled: false,
    contradiction: false,
    version: 1,
  });
});

test('an amendment changes what it names and keeps the first promise', () => {
  const promise = { day: '2017-10-25', timeZone: 'America/Sao_Paulo' };
  const row = folded(
    orderFacts,
    placed('o', at),
    order(orderAmended, { orderId: 'o', changed: ['promise'], promise, total: 9 }),
  );
  expect(row).toMatchObject({
    promisedDay: '2017-10-20',
    lastPromisedDay: '2017-10-25',
    totalMinor: 9,
    units: 3,
    amendments: 1,
    version: 2,
  });
});

test('an amendment of the address moves the region', () => {
  const shipTo = { city: 'Lisboa', country: 'PT' };
  const row = folded(orderFacts, placed('o', at), order(orderAmended, { orderId: 'o', changed: ['shipTo'], shipTo }));
  expect(row).toMatchObject({
    country: 'PT',
    state: null,
    city: 'Lisboa',
    region: 'PT',
    lastPromisedDay: '2017-10-20',
  });
});

test('a cancelled order says when; why is free text and stays in the log', () => {
  const row = folded(orderFacts, placed('o', at), order(orderCancelled, { orderId: 'o', reason: 'fraud' }));
  expect(row).toMatchObject({ cancelled: true, cancelledAt: Date.parse(at) });
  expect(JSON.stringify(row)).not.toContain('fraud');
});

test('a row is its first event’s merchant’s; an event that names none is main’s', () => {
  const as = (event: Made, seq: number, merchant?: string): RecordedEvent => ({ ...recorded(event, seq), merchant });
  const first = orderFacts.fold(undefined, as(placed('o', at), 1, 'acme'));
  expect(first?.merchant).toBe('acme');
  const later = as(order(orderCancelled, { orderId: 'o', reason: '' }), 2, 'bolt');
  expect(orderFacts.fold(first, later)).toMatchObject({ cancelled: true, merchant: 'acme' });
  const former = first && { ...first, merchant: '' };
  expect(orderFacts.fold(former, later)?.merchant).toBe('bolt');
  expect(orderFacts.fold(undefined, as(placed('o', at), 1))?.merchant).toBe('main');
  expect(eventFacts.rowsOf(later)).toMatchObject([{ merchant: 'bolt' }]);
});

test('an exception: opened, resolved after an hour and a half', () => {
  expect(folded(exceptionFacts, troubled('s', at))).toMatchObject({
    resolvedAt: null,
    resolutionHours: null,
    version: 1,
  });
  const row = folded(exceptionFacts, troubled('s', at), troubled('s', at, { resolvedAt: '2017-10-10T13:30:00.000Z' }));
  expect(row).toMatchObject({ resolutionHours: 1.5, reopened: 0, firstEventSeq: 1, version: 2 });
});

test('a revised exception can be open again, or have begun earlier', () => {
  const resolved = troubled('s', at, { resolvedAt: at });
  expect(folded(exceptionFacts, troubled('s', at), resolved, exception(exceptionRevised, {}))).toMatchObject({
    resolvedAt: null,
    reopened: 1,
  });
  const earlier = '2017-10-10T11:00:00.000Z';
  expect(
    folded(exceptionFacts, resolved, exception(exceptionRevised, { openedAt: earlier, resolvedAt: at })),
  ).toMatchObject({ resolutionHours: 1, reopened: 0 });
});

test('a withdrawn exception stays as withdrawn, and opens again under its id', () => {
  const gone = exception(exceptionWithdrawn, {});
  expect(folded(exceptionFacts, troubled('s', at), gone)).toMatchObject({ withdrawn: true });
  expect(folded(exceptionFacts, troubled('s', at), gone, troubled('s', at))).toMatchObject({
    withdrawn: false,
    version: 3,
  });
  expect(folded(exceptionFacts, gone)).toBeUndefined();
});

test('a scan as an event row: carrier, status, code, place and lag', () => {
  const scan = scanned('s', 'a', { status: null, at, receivedAt: '2017-10-10T11:59:59.000Z' });
  expect(eventFact(recorded(scan, 7, 3))).toMatchObject({
    seq: 7,
    version: 3,
    carrier: 'olist',
    status: null,
    code: '??',
    country: 'BR',
    reportingLagSeconds: -1,
    occurredAt: Date.parse(at),
  });
});

test('a scan told with a parcel of the past has no lag', () => {
  const late = scanned('s', 'a', { status: null, at, receivedAt: '2017-11-10T12:00:00.000Z' });
  const past = { ...late, payload: { ...(late.payload as object), history: true } };
  expect(eventFact(recorded(late, 7, 3)).reportingLagSeconds).toBeGreaterThan(2_000_000);
  expect(eventFact(recorded(past, 7, 3)).reportingLagSeconds).toBeNull();
});

test('other events have the dimensions they speak of and no others', () => {
  expect(eventFact(recorded(created('s', at), 1))).toMatchObject({ channel: 'olist', carrier: 'olist', status: null });
  expect(eventFact(recorded(stands('s', at, { status: 'delayed', reason: 'weather' }), 1))).toMatchObject({
    status: 'delayed',
    reason: 'weather',
  });
  expect(eventFact(recorded(troubled('s', at), 1))).toMatchObject({ exceptionKind: 'delayed', status: null });
  expect(eventFact(recorded({ ...placed('x', at), name: 'access.key_issued', payload: {} }, 1)).channel).toBeNull();
});

test.each([
  ['2024-03-10T06:59:59Z', 'America/Los_Angeles', '2024-03-09'],
  ['2024-03-10T08:00:00Z', 'America/Los_Angeles', '2024-03-10'],
  ['2024-02-29T12:00:00Z', 'Pacific/Kiritimati', '2024-03-01'],
  ['2024-12-31T23:30:00Z', 'UTC', '2024-12-31'],
])('at %s it is %s on %s', (instant, zone, day) => {
  expect(localDay(Date.parse(instant), zone)).toBe(day);
});

test('a zone that does not exist has no day', () => {
  expect(localDay(0, 'Mars/Olympus')).toBeNull();
});
