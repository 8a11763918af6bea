/** DPD's public answer, two events in one minute, and what JSON and missing fields do to a push. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { connectionOf, normalizedBy } from '../../../../test/carrier-proofs.ts';
import type { CarrierReading } from '../reading.ts';
import { dpd } from './dpd.ts';
import { readPush } from './read-push.ts';
import { readTrack } from './read-track.ts';
import { dpdStatuses } from './statuses.data.ts';

const fixture = readFileSync(new URL('./fixtures/track-public.json', import.meta.url));
const bytes = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const scansOf = (reading: CarrierReading, timeZone = 'Europe/Berlin') =>
  normalizedBy(dpd, reading, connectionOf('dpd', { timeZone })).shipments.flatMap(({ scans }) => scans);
const lifeCycle = (data: unknown) => bytes({ parcellifecycleResponse: { parcelLifeCycleData: data } });

it('the public answer names its parcel; its scans are read, not the milestones beside them', () => {
  const reading = readTrack(fixture);
  expect(reading.shipments[0]).toMatchObject({
    trackingNumber: '01906000683796',
    service: 'DPD CLASSIC',
    summary: { code: 'OUT_FOR_DELIVERY' },
  });
  expect(JSON.stringify(reading)).not.toContain('Inventada');
  expect(scansOf(reading)).toMatchObject([
    { code: 'SC_05_PICKUP', status: 'picked_up', occurredAt: '2026-11-05T17:12:44.000Z', place: { city: 'Raunheim' } },
    {
      code: 'SC_03_OUT_FOR_DELIVERY',
      status: 'out_for_delivery',
      occurredAt: '2026-11-06T07:12:11.000Z',
      place: { city: 'Köln', country: 'DE' },
    },
  ]);
});
it('without scans the milestones reached are, with a time only where one is told', () => {
  const info = (status: string, reached: boolean, date?: string) => ({ status, statusHasBeenReached: reached, date });
  const statusInfo = [info('ACCEPTED', true, '05.11.2026, 18:12'), info('ON_THE_ROAD', true), info('DELIVERED', false)];
  const scans = scansOf(readTrack(lifeCycle({ shipmentInfo: { parcelLabelNumber: '1' }, statusInfo })));
  expect(scans.map(({ status, occurredAt }) => [status, occurredAt])).toEqual([
    ['picked_up', '2026-11-05T17:12:00.000Z'],
    ['in_transit', null],
  ]);
});
it('no data means not known, and a broken scan can be read again', () => {
  expect(readTrack(lifeCycle(null), ['7'])).toMatchObject({ problems: [{ trackingNumber: '7', kind: 'not_found' }] });
  const broken = fixture.toString().replace('2026-11-06T08:12:11', 'soon');
  const [error] = readTrack(bytes(broken)).errors;
  expect(error?.reason).toBe('bad_time');
  const repaired = JSON.stringify(error?.fragment).replace('soon', '2026-11-06T08:12:11');
  expect(scansOf(readTrack(bytes(repaired)))).toMatchObject([
    { trackingNumber: '01906000683796', status: 'out_for_delivery' },
  ]);
});

const failed = (place: string, second = '31') => ({
  status: 'DeliveryFailure',
  description: 'Unfortunately we have not been able to deliver your parcel.',
  location: place,
  date: `8/18/2021 2:43:${second} PM`,
});
it('two events in one minute are two; the same one told twice is one', () => {
  const answer = (infos: unknown[]) => bytes({ parcelLabelNumber: '1', trackingresult: { statusInfo: infos } });
  const [here, there, later] = [failed('Mechelen (BE)'), failed('Aschaffenburg (DE)'), failed('Mechelen (BE)', '50')];
  const ids = (infos: unknown[]) =>
    scansOf(readTrack(answer(infos))).map(({ place, occurredAt }) => [place.city, occurredAt]);
  expect(ids([here, there, later, here])).toHaveLength(3);
  const bearer = (infos: unknown[]) =>
    readTrack(answer(infos)).shipments[0]?.scans.find(({ identity }) => identity !== undefined)?.place.city;
  expect(bearer([here, there])).toBe(bearer([there, here]));
  const push = readPush(bytes('pushid=1&pnr=1&status=delivery_notification&statusdate=18082021144331'));
  expect(readTrack(answer([here])).shipments[0]?.scans[0]?.identity).toBe(push.shipments[0]?.scans[0]?.identity);
});
it('a push as JSON numbers gets its zeros back, and one without a date has no time', () => {
  const sent = { pushid: 1, pnr: 1476810375209, depot: 134, status: 'delivery_customer', statusdate: 9072014095100 };
  expect(scansOf(readPush(bytes(sent)))).toMatchObject([
    { trackingNumber: '01476810375209', localTime: '2014-07-09T09:51:00', place: { text: 'Depot 0134' } },
  ]);
  expect(scansOf(readPush(bytes('pushid=1&pnr=1&status=delivery_customer')))).toMatchObject([
    { status: 'delivered', occurredAt: null, zone: 'unknown', localTime: null },
  ]);
});
it('no code stands twice without a wording', () => {
  const plain = dpdStatuses.filter(({ pattern }) => pattern === undefined).map(({ code }) => code.toLowerCase());
  expect(plain.filter((code, at) => plain.indexOf(code) !== at)).toEqual([]);
});
