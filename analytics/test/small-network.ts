/** A network of nine shipments whose figures can be counted by hand: what the questions are tested against. */

import type { RecordedEvent } from '@gantry/shared/events/define';
import { allFacts } from '../src/facts/all.ts';
import { migrate } from '../src/migrate.ts';
import { createProjector } from '../src/projector.ts';
import { created, recorded, scanned, stands, troubled } from './story.ts';
import { type TestDatabase, testDatabase } from './test-database.ts';

type Made = Parameters<typeof recorded>[0];
type Plan = NonNullable<Parameters<typeof created>[2]>;
type Standing = Parameters<typeof stands>[2];

const day = (date: number, hour = 12) =>
  `2017-10-${String(date).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`;
const leg = (carrier: string, service: string) => [{ number: 1, carrier, service, trackingNumber: 'T' }];
const start = (id: string, plan: Plan = {}): Made => created(id, day(10), plan);
const moves = (id: string, pickedUp: number | null, deliveredAt: string, over: Standing = {}): Made =>
  stands(id, deliveredAt, {
    status: 'delivered',
    pickedUpAt: pickedUp === null ? null : day(pickedUp),
    deliveredAt,
    endedAt: deliveredAt,
    ...over,
  });
const lag = (id: string, seconds: number): Made =>
  scanned(id, `${id}-${seconds}`, {
    status: null,
    at: day(12),
    receivedAt: new Date(Date.parse(day(12)) + seconds * 1000).toISOString(),
  });

// Promised for the 20th (Brazil), to be shipped by the 14th at 00:00 UTC; created on the 10th.
const story: Made[] = [
  start('a', { warehouse: 'north' }), // on time, 4 days
  moves('a', 12, day(16)),
  lag('a', 10),
  lag('a', 30),
  start('b', { warehouse: 'north' }), // late because handed over after ship-by, 6 days
  moves('b', 15, day(21), { failedAttempts: 1 }),
  lag('b', 60),
  start('c'), // late though handed over in time, 10 days; delayed for 5 hours
  moves('c', 13, day(23)),
  troubled('c', day(14), { exceptionId: 'c1' }),
  troubled('c', day(14), { exceptionId: 'c1', resolvedAt: day(14, 17) }),
  troubled('c', day(15), { exceptionId: 'c2', kind: 'damaged' }), // a scan that came late showed it was none
  {
    ...troubled('c', day(15)),
    name: 'tracking.exception_withdrawn',
    payload: { shipmentId: 'c', exceptionId: 'c2', kind: 'damaged' },
  },
  start('d', { promise: null, cost: null }), // delivered before it was handed over: -1 day, no promise
  moves('d', 13, day(12)),
  troubled('d', day(12), { exceptionId: 'd1', kind: 'contradiction' }),
  start('e', {
    legs: leg('swift', 'express'),
    destination: { city: 'Madrid', country: 'ES' },
    cost: { amount: 900, currency: 'EUR' },
  }),
  stands('e', day(14), { status: 'picked_up', pickedUpAt: day(14) }), // under way, lost
  troubled('e', day(15), { exceptionId: 'e1', kind: 'lost' }),
  start('f', { legs: leg('swift', 'express'), cost: { amount: 700, currency: 'BRL' } }), // sent back; its delay lasted 15 hours
  stands('f', day(18), { status: 'returned_to_sender', pickedUpAt: day(12), endedAt: day(18) }),
  troubled('f', day(13), { exceptionId: 'f1', resolvedAt: day(14, 3) }),
  troubled('f', day(16), { exceptionId: 'f2', kind: 'return_initiated', resolvedAt: day(18) }),
  start('g'), // cancelled before the carrier had it: not counted
  { ...start('g'), name: 'shipping.shipment_cancelled', payload: { shipmentId: 'g', reason: '' } },
  troubled('g', day(11), { exceptionId: 'g1' }),
  start('h', { channel: 'phone' }), // waiting, another channel
  start('i', { channel: 'phone' }), // a delay that never was
  troubled('i', day(11), { exceptionId: 'i1' }),
  {
    ...troubled('i', day(11)),
    name: 'tracking.exception_withdrawn',
    payload: { shipmentId: 'i', exceptionId: 'i1', kind: 'delayed' },
  },
];

/** The network’s events in the order of the log. */
export const networkEvents = (): RecordedEvent[] => story.map((event, index) => recorded(event, index + 1));

/** A database that holds the network, or other events. In two batches, so that rows stand in the tables in more than one version. */
export const smallNetwork = async (events: readonly RecordedEvent[] = networkEvents()): Promise<TestDatabase> => {
  const database = await testDatabase();
  await migrate(database.client, allFacts);
  const projector = createProjector({ client: database.client, tables: allFacts });
  await projector.project(events.slice(0, 12));
  await projector.project(events.slice(12));
  return database;
};
