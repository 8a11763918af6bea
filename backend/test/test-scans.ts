/** A plan and scans for tests of tracking: the smallest ones that are whole, changed by what a test is about. */
import type { Scan } from '@gantry/shared/events/tracking';
import { type TrackingStatus, trackingStatuses } from '@gantry/shared/vocabulary/tracking-status';
import fc from 'fast-check';
import type { Plan } from '../src/contexts/tracking/tracked-shipment.ts';

/** The order of the plan below was placed at this instant. */
export const orderedAt = '2026-11-20T08:00:00.000Z';
export const labelAt = '2026-11-20T09:00:00.000Z';

export const planWith = (change: Partial<Plan> = {}): Plan => ({
  shipmentId: 'shp_1',
  orderId: 'ord_1',
  orderNumber: 'A-1',
  channel: 'shop',
  reference: 'parcel-1',
  warehouse: 'mad',
  origin: { city: 'Madrid', country: 'ES', latitude: 40.4, longitude: -3.7 },
  destination: { city: 'Sevilla', country: 'ES', latitude: 37.4, longitude: -6 },
  packages: [{}],
  legs: [{ number: 1, carrier: 'acme', service: 'standard', trackingNumber: 'T1' }],
  orderPlacedAt: orderedAt,
  promise: { day: '2026-11-22', timeZone: 'Europe/Madrid' },
  shipBy: null,
  cost: null,
  tokenHash: 'hash-of-token-1',
  ...change,
});

/** An instant `hours` after the order was placed. */
export const after = (hours: number): string =>
  new Date(Date.parse(orderedAt) + Math.round(hours * 3_600_000)).toISOString();

/** A scan `hours` after the order, received a minute later. Its id is made of status and time. */
export const scanAt = (status: TrackingStatus | null, hours: number, change: Partial<Scan> = {}): Scan => ({
  scanId: `scn_${status}_${hours}`,
  carrier: 'acme',
  trackingNumber: 'T1',
  leg: 1,
  code: status ?? 'X?',
  description: '',
  status,
  reason: null,
  actionRequiredBy: 'none',
  occurredAt: after(hours),
  zone: 'given',
  localTime: null,
  receivedAt: after(hours + 1 / 60),
  place: {},
  ...change,
});

const statuses = fc.constantFrom<TrackingStatus | null>(null, ...trackingStatuses);
const hoursOf = fc.integer({ min: -2, max: 8 });
const timing = fc.oneof(
  { weight: 6, arbitrary: hoursOf.map((h) => ({ occurredAt: after(h), zone: 'given' as const, localTime: null })) },
  {
    weight: 1,
    arbitrary: hoursOf.map((h) => ({
      occurredAt: null,
      zone: 'unknown' as const,
      localTime: after(h).slice(0, 19),
    })),
  },
  { weight: 1, arbitrary: fc.constant({ occurredAt: null, zone: 'unknown' as const, localTime: null }) },
);
const oneScan = fc.record({
  status: statuses,
  reason: fc.constantFrom(null, 'carrier_lost', 'carrier_damaged', 'recipient_absent', 'weather'),
  actionRequiredBy: fc.constantFrom('none', 'us', 'carrier'),
  timing,
  received: fc.integer({ min: 8, max: 12 }),
  place: fc.constantFrom({}, { city: 'Toledo', country: 'ES' }, { text: 'HUB 7' }),
  correction: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});

/** Any set of scans of one parcel: few instants, so that many share one; some corrections, some without a zone. */
export const anyScans = fc.array(oneScan, { maxLength: 14 }).map((list) =>
  list.map(({ timing: when, received, correction, status, ...rest }, n): Scan => {
    const base = scanAt(status, 0, { scanId: `scn_${n}`, ...rest, ...when, receivedAt: after(received) });
    return correction && status !== null ? { ...base, correction: true } : base;
  }),
);
