/** What `gantry normalize` prints: parcels by what the message alone says of them, and everything that is wrong with it. */
import { expect, it } from 'vitest';
import { after, scanAt } from '../../../../test/test-scans.ts';
import type { Normalized, NormalizedScan } from './normalize.ts';
import { printedReading } from './printed-reading.ts';

const said = (...parts: Parameters<typeof scanAt>): NormalizedScan => {
  const { scanId: _, carrier: __, leg: ___, receivedAt: ____, correction: _____, ...scan } = scanAt(...parts);
  return { ...scan, sentPlace: scan.place };
};
const reading = (scans: NormalizedScan[], rest: Partial<Normalized> = {}): Normalized => ({
  shipments: [{ trackingNumber: 'T1', identity: null, scans, estimate: null, summary: null, proof: null }],
  problems: [],
  errors: [],
  unmapped: [],
  ...rest,
});

it('has the events oldest first and what they come to', () => {
  const held = said('customs_held', 5, { reason: 'customs_documents', actionRequiredBy: 'us', description: 'Papers' });
  const printed = printedReading(reading([held, said('picked_up', 2), said(null, 7)]));
  expect(printed.shipments).toMatchObject([
    { trackingNumber: 'T1', status: 'customs_held', reason: 'customs_documents', actionRequiredBy: 'us' },
  ]);
  expect(printed.shipments[0]?.events.map(({ status }) => status)).toEqual(['picked_up', 'customs_held', null]);
  expect(printed.shipments[0]?.events[1]).toEqual({
    occurredAt: after(5),
    zone: 'given',
    localTime: null,
    status: 'customs_held',
    code: 'customs_held',
    description: 'Papers',
    place: {},
  });
});
it('says nothing of a parcel whose codes are not mapped', () => {
  const unmapped = [{ code: 'X?', description: '', scans: 1 }];
  expect(printedReading(reading([said(null, 2)], { unmapped }))).toMatchObject({
    shipments: [{ status: null, reason: null, actionRequiredBy: null }],
    unmapped,
  });
});
it('takes the carrier’s own summary where there is no scan at all, and only there', () => {
  const summary = { code: 'HL', description: 'Ready for pickup', status: 'available_for_pickup' as const };
  const shipment = { trackingNumber: 'T1', identity: null, scans: [], estimate: null, summary, proof: null };
  expect(printedReading(reading([], { shipments: [shipment] })).shipments).toEqual([
    { trackingNumber: 'T1', status: 'available_for_pickup', reason: null, actionRequiredBy: 'recipient', events: [] },
  ]);
  const scanned = { ...shipment, scans: [said('picked_up', 2)] };
  expect(printedReading(reading([], { shipments: [scanned] })).shipments[0]?.status).toBe('picked_up');
  const unmapped = { ...shipment, scans: [said(null, 2)] };
  expect(printedReading(reading([], { shipments: [unmapped] })).shipments[0]?.status).toBeNull();
});
it.each(['order_placed', 'order_processing', 'info_received'] as const)(
  '%s alone is where the parcel stands',
  (status) => {
    expect(printedReading(reading([said(status, 2)])).shipments).toMatchObject([{ status }]);
  },
);
it('lists what the carrier refused beside what cannot be read', () => {
  const printed = printedReading(
    reading([], {
      shipments: [],
      problems: [{ trackingNumber: 'T9', kind: 'not_found', code: '404', message: 'no such parcel' }],
      errors: [{ index: 3, reason: 'missing_code', detail: 'scans.3 has no code', fragment: {} }],
    }),
  );
  expect(printed).toEqual({
    shipments: [],
    unmapped: [],
    errors: [
      { trackingNumber: 'T9', code: '404', message: 'no such parcel' },
      { trackingNumber: null, code: 'missing_code', message: 'scans.3 has no code' },
    ],
  });
});
it('is the same whatever the message’s order', () => {
  const scans = [said('in_transit', 4), said('picked_up', 2), said('delivered', 9)];
  expect(printedReading(reading([...scans].reverse()))).toEqual(printedReading(reading(scans)));
});
