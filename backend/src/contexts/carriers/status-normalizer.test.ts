/** What codes mean: the carrier's table, what people wrote above it, patterns, days from which a row holds. */
import { describe, expect, it } from 'vitest';
import { statusMap, type VersionedRow } from './status-normalizer.ts';

const base = [
  { code: 'DL', status: 'delivered' as const },
  { code: 'DE', status: 'delivery_attempted' as const },
  {
    code: 'DE/08',
    status: 'delivery_attempted' as const,
    reason: 'recipient_absent' as const,
    actionRequiredBy: 'recipient' as const,
  },
  { code: 'CA', status: null },
  { code: 'CA', pattern: 'cancel', status: 'cancelled' as const },
  { code: 'HP', status: 'available_for_pickup' as const },
];
const edit = (row: Partial<VersionedRow> & { code: string }): VersionedRow => ({
  status: 'delayed',
  version: 1,
  validFrom: null,
  ...row,
});
const scan = (code: string, more: { keys?: string[]; description?: string; at?: string | null } = {}) => ({
  code,
  description: '',
  at: '2026-05-01T00:00:00.000Z',
  ...more,
});

describe('the meaning of a code', () => {
  it('is the row of its most specific key', () => {
    const map = statusMap(base);
    expect(map.meaningOf(scan('DE', { keys: ['DE/08', 'DE'] }))).toMatchObject({
      reason: 'recipient_absent',
      actionRequiredBy: 'recipient',
    });
    expect(map.meaningOf(scan('DE', { keys: ['DE/99', 'DE'] }))).toMatchObject({
      status: 'delivery_attempted',
      reason: null,
    });
  });
  it('whatever its case', () => {
    expect(statusMap(base).meaningOf(scan('dl')).status).toBe('delivered');
  });
  it('with a pattern wins over without', () => {
    const map = statusMap(base);
    expect(map.meaningOf(scan('CA', { description: 'Shipment CANCELLED by sender' })).status).toBe('cancelled');
    const plain = map.meaningOf(scan('CA', { description: 'Carrier note' }));
    expect([plain.status, plain.row !== undefined]).toEqual([null, true]);
  });
  it('is nothing while no row knows it', () => {
    expect(statusMap(base).meaningOf(scan('??'))).toMatchObject({ status: null, row: undefined });
  });
  it('asks the recipient to act when a parcel waits for collection', () => {
    expect(statusMap(base).meaningOf(scan('HP')).actionRequiredBy).toBe('recipient');
  });
});

describe('who must act where a row names nobody', () => {
  it.each([
    ['delivery_attempted', 'recipient_absent', 'recipient'],
    ['exception', 'recipient_refused', 'us'],
    ['exception', 'recipient_moved', 'us'],
    ['delivery_attempted', 'address_incorrect', 'us'],
    ['delivery_attempted', 'access_denied', 'recipient'],
    ['on_hold', 'payment_due', 'recipient'],
    ['customs_held', 'customs_documents', 'us'],
    ['customs_held', 'customs_duties_unpaid', 'recipient'],
    ['customs_held', 'customs_inspection', 'authority'],
    ['customs_held', undefined, 'us'],
    ['exception', 'carrier_damaged', 'us'],
    ['exception', 'carrier_lost', 'us'],
    ['delayed', 'carrier_misrouted', 'carrier'],
    ['delayed', 'carrier_capacity', 'carrier'],
    ['delayed', 'weather', 'none'],
    ['delayed', undefined, 'none'],
    ['available_for_pickup', 'recipient_absent', 'recipient'],
  ] as const)('%s because of %s: %s', (status, reason, actor) => {
    const row = { code: 'A', status, ...(reason ? { reason } : {}) };
    expect(statusMap([row]).meaningOf(scan('A')).actionRequiredBy).toBe(actor);
    expect(statusMap([{ ...row, actionRequiredBy: 'none' }]).meaningOf(scan('A')).actionRequiredBy).toBe('none');
  });
  it('is nobody once the parcel moves on, comes back or has ended, whatever the reason', () => {
    for (const status of ['in_transit', 'return_initiated', 'returned_to_sender', 'delivered', null] as const)
      expect(
        statusMap([{ code: 'A', status, reason: 'recipient_refused' }]).meaningOf(scan('A')).actionRequiredBy,
      ).toBe('none');
  });
});

describe('rows that people wrote', () => {
  it('stand above the carrier’s, newer above older', () => {
    const map = statusMap(base, [
      edit({ code: 'DL', version: 1 }),
      edit({ code: 'dl', status: 'on_hold', version: 2 }),
    ]);
    expect([map.version, map.meaningOf(scan('DL')).status]).toEqual([2, 'on_hold']);
  });
  it('hold from their day on', () => {
    const map = statusMap(base, [edit({ code: 'DL', validFrom: '2026-05-02T00:00:00.000Z' })]);
    expect(map.meaningOf(scan('DL')).status).toBe('delivered');
    expect(map.meaningOf(scan('DL', { at: '2026-05-02T00:00:00.000Z' })).status).toBe('delayed');
    expect(map.meaningOf(scan('DL', { at: null })).status).toBe('delivered');
  });
  it('with a pattern leave other descriptions to the carrier’s row', () => {
    const map = statusMap(base, [edit({ code: 'DL', pattern: 'neighbour' })]);
    expect(map.meaningOf(scan('DL', { description: 'Left with a NEIGHBOUR' })).status).toBe('delayed');
    expect(map.meaningOf(scan('DL', { description: 'Left in box' })).status).toBe('delivered');
  });
});
