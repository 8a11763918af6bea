/** What an outside warehouse is sent and how its reports are read: one number of packs is never taken for one of units. */
import type { JobLine } from '@gantry/shared/events/fulfillment/jobs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../kernel/errors.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import { jobOf, unitsReported } from './job.ts';

type Lines = FulfillmentOrder['lines'];
const line = (lineId: string, sku: string, quantity: number): Lines[number] => ({
  lineId,
  sku,
  name: sku,
  quantity,
  perUnit: 1,
});
const order = (lines: Lines, picks: FulfillmentOrder['picks'] = []): FulfillmentOrder => ({
  fulfillmentId: 'ful_1',
  merchant: 'main',
  number: 'ORD-1/1',
  orderId: 'ord_1',
  orderNumber: 'ORD-1',
  channel: 'shop',
  kind: 'ship',
  status: 'picking',
  priority: 'normal',
  assignee: null,
  warehouse: 'w1',
  vendor: null,
  station: null,
  held: false,
  shipBy: null,
  lines,
  picks,
  packages: [],
  packagesOpened: 0,
  vendorOrder: null,
  pickup: null,
  job: null,
  plannedAt: '2026-11-27T08:00:00.000Z',
  doneAt: null,
});
const sixes = (sku: string): number | undefined => (sku === 'PAD' ? 6 : undefined);
const refused = (work: () => unknown): Refusal => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error;
  }
  return expect.unreachable();
};

describe('a job', () => {
  it('counts in packs where the warehouse does, lines of one SKU together, and in units otherwise', () => {
    expect(jobOf(order([line('1', 'PAD', 15), line('2', 'TEA', 5), line('3', 'PAD', 9)]), sixes)).toEqual([
      { sku: 'PAD', name: 'PAD', quantity: 4, packSize: 6, units: 24 },
      { sku: 'TEA', name: 'TEA', quantity: 5, packSize: null, units: 5 },
    ]);
  });
  it('is of what is left to pick', () => {
    const picks = [{ lineId: '1', sku: 'PAD', lot: 'L', bin: 'A', tote: null, quantity: 12 }];
    expect(jobOf(order([line('1', 'PAD', 24)], picks), sixes)).toMatchObject([{ quantity: 2, units: 12 }]);
    expect(refused(() => jobOf(order([line('1', 'PAD', 12)], picks), sixes)).code).toBe('line_complete');
  });
  it('with a remainder is refused, and says how much that is', () => {
    const { code, errors } = refused(() => jobOf(order([line('1', 'TEA', 1), line('2', 'PAD', 25)]), sixes));
    expect([code, errors]).toEqual([
      'not_whole_packs',
      [{ path: 'lines.1.quantity', message: '25 units of PAD are 4 packs of 6 and 1 unit' }],
    ]);
  });
});

describe('a report', () => {
  const job: JobLine[] = [
    { sku: 'PAD', name: '', quantity: 4, packSize: 6, units: 24 },
    { sku: 'TEA', name: '', quantity: 5, packSize: null, units: 5 },
  ];
  it('is read by the job that was sent', () => {
    expect(unitsReported(job, { sku: 'PAD', packs: 4 })).toEqual({ units: 24 });
    expect(unitsReported(job, { sku: 'PAD', packs: 4, packSize: 6 })).toEqual({ units: 24 });
    expect(unitsReported(job, { sku: 'PAD', units: 24 })).toEqual({ units: 24 });
    expect(unitsReported(job, { sku: 'TEA', units: 5 })).toEqual({ units: 5 });
  });
  it('in another count than the job’s is refused', () => {
    const code = (of: Parameters<typeof unitsReported>[1]) => {
      const read = unitsReported(job, of);
      return 'refused' in read ? read.refused : read.units;
    };
    expect(code({ sku: 'PAD', packs: 4, packSize: 4 })).toBe('other_packs');
    expect(code({ sku: 'TEA', packs: 5 })).toBe('other_packs');
    expect(code({ sku: 'PAD', units: 23 })).toBe('not_whole_packs');
    expect(code({ sku: 'MUG', packs: 1 })).toBe('not_in_job');
  });
  it('of all of a job is all of its units, whatever the packs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 500 }), fc.integer({ min: 1, max: 1_000 }), (size, packs) => {
        const [sent] = jobOf(order([line('1', 'A', size * packs)]), () => size);
        expect(sent?.quantity).toBe(packs);
        expect(unitsReported(sent ? [sent] : [], { sku: 'A', packs: sent?.quantity })).toEqual({ units: size * packs });
      }),
    );
  });
});
