/** Times and places as staff read them. */
import { expect, it } from 'vitest';
import { estimateWords, eventTime, evidenceWords, intervalWords, inWords, placeWords } from './staff-words.ts';

it('shows the clock of the place, and says when its zone is not known', () => {
  const place = { city: 'Madrid', country: 'ES', timeZone: 'Europe/Madrid' };
  expect(eventTime({ occurredAt: '2026-05-14T08:00:00Z', localTime: null, zone: 'inferred', place })).toEqual({
    day: 'Thu 14 May',
    time: '10:00',
    zone: 'Madrid time',
    sure: false,
  });
  expect(eventTime({ occurredAt: null, localTime: '2026-05-14T10:00:00', zone: 'unknown', place: {} })).toMatchObject({
    time: '10:00',
    zone: 'local time, zone unknown',
  });
});

it('says dates as they were said', () => {
  const nothing = { from: null, until: null, day: null, text: 'soon' };
  expect(estimateWords(nothing, 'UTC')).toBe('soon');
  expect(estimateWords({ ...nothing, day: '2026-05-14' }, 'UTC')).toBe('Thu 14 May');
  expect(
    estimateWords({ ...nothing, from: '2026-05-14T08:00:00Z', until: '2026-05-14T12:00:00Z' }, 'Europe/Madrid'),
  ).toBe('Thu 14 May 10:00–14:00');
  expect(intervalWords('2026-05-14T08:00:00Z', '2026-05-15T08:00:00Z', 'UTC')).toBe(
    'Thu 14 May 08:00 – Fri 15 May 08:00',
  );
});

it('makes words of names', () => {
  expect(inWords('carrier_damaged')).toBe('Carrier damaged');
  expect(inWords('lastScanAt')).toBe('Last scan at');
  expect(placeWords({ name: 'Hub 7', country: 'FR' })).toBe('Hub 7, FR');
  expect(placeWords(null)).toBe('');
  expect(placeWords({ city: 'LE MANS', country: 'FR' })).toBe('Le Mans, FR');
  expect(placeWords({ city: 'ZÜRICH 12', country: 'CH' })).toBe('Zürich 12, CH');
});

it('says what an estimate rests on', () => {
  expect(evidenceWords({ cell: 'carrier_edd', shipments: 0 })).toBe('from the carrier’s date, no history yet');
  expect(evidenceWords({ cell: 'in_transit / acme', shipments: 1204 })).toBe('from 1,204 shipments: in_transit / acme');
});
