/** Which units scans take, put back and miss, one sentence each; random scans never take what is not promised. */
import type { Allocation } from '@gantry/shared/events/orders';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Stock } from '../../inventory/public.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import { type Party, shareByQueue, shareByTote } from '../walks/share.ts';
import { type Floor, judgePick, type Scan, unitsOfTakes } from './pick.ts';
import { judgeShort, judgeUnpick } from './unpick.ts';

const order = (change: Partial<FulfillmentOrder> = {}): FulfillmentOrder => ({
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
  lines: [{ lineId: '1', sku: 'TEA', name: 'Tea', quantity: 5, perUnit: 1 }],
  picks: [],
  packages: [],
  packagesOpened: 0,
  vendorOrder: null,
  pickup: null,
  job: null,
  plannedAt: '2026-11-27T08:00:00.000Z',
  doneAt: null,
  ...change,
});
const promise = (change: Partial<Allocation> = {}): Allocation => ({
  lineId: '1',
  sku: 'TEA',
  warehouse: 'w1',
  bin: 'A',
  lot: 'L1',
  quantity: 5,
  perUnit: 1,
  ...change,
});
type Lots = { bin?: string; lot: string; onHand: number; reserved: number; expiresOn?: string };
const stockOf = (...lots: Lots[]): Stock => ({
  stockId: 'stk_1',
  merchant: 'main',
  sku: 'TEA',
  buckets: lots.map(({ bin = 'A', lot, onHand, reserved }) => ({
    warehouse: 'w1',
    bin,
    condition: 'sellable',
    lot,
    onHand,
    reserved,
  })),
  lots: lots.map(({ lot, expiresOn = null }) => ({ lot, receivedAt: '2026-11-01', unitCost: null, expiresOn })),
  inTransit: [],
  warehouses: ['w1'],
  reorderSince: null,
});
const floor = (change: Partial<Floor> = {}): Floor => ({
  order: order(),
  held: false,
  allocations: [promise()],
  stock: stockOf({ lot: 'L1', onHand: 5, reserved: 5 }),
  day: '2026-11-27',
  ...change,
});
const scan = (change: Partial<Scan> = {}): Scan => ({
  sku: 'TEA',
  name: 'Tea',
  units: 1,
  location: 'A',
  lot: null,
  certain: true,
  expiresOn: null,
  ...change,
});
const code = (judged: object): unknown =>
  'refused' in judged ? judged.refused : 'takes' in judged ? judged.takes : judged;
const judge = (around: Partial<Floor>, said: Partial<Scan> = {}) => code(judgePick(floor(around), scan(said)));

describe('a pick', () => {
  it('of two lines of one product goes to each what it needs', () => {
    const lines = ['1', '2'].map((lineId) => ({ lineId, sku: 'TEA', name: '', quantity: 3, perUnit: 1 }));
    const allocations = [promise({ quantity: 3 }), promise({ lineId: '2', quantity: 3 })];
    const judged = judgePick(floor({ order: order({ lines }), allocations }), scan({ units: 4 }));
    expect('takes' in judged && unitsOfTakes(judged.takes)).toEqual([
      { lineId: '1', sku: 'TEA', lot: 'L1', bin: 'A', quantity: 3 },
      { lineId: '2', sku: 'TEA', lot: 'L1', bin: 'A', quantity: 1 },
    ]);
  });
  it('is of what expires first where no lot was read, and never of what is expired', () => {
    const allocations = [promise({ lot: 'LATE', quantity: 2 }), promise({ lot: 'SOON', quantity: 3 })];
    const stock = stockOf(
      { lot: 'LATE', onHand: 2, reserved: 2, expiresOn: '2027-06-01' },
      { lot: 'SOON', onHand: 3, reserved: 3, expiresOn: '2026-12-01' },
    );
    expect(judge({ allocations, stock }, { units: 3 })).toEqual([
      { allocation: promise({ lot: 'SOON', quantity: 3 }) },
    ]);
    expect(judge({ allocations, stock, day: '2026-12-01' }, { units: 3 })).toBe('bin_short');
    expect(judge({ allocations, stock, day: '2027-06-01' })).toBe('expired');
  });
  it('of another lot of the bin takes what is free of it, and no more', () => {
    const stock = stockOf({ lot: 'L1', onHand: 5, reserved: 5 }, { lot: 'L2', onHand: 3, reserved: 1 });
    const swapped = { allocation: promise({ quantity: 2 }), instead: { bin: 'A', lot: 'L2' } };
    expect(judge({ stock }, { lot: 'L2', units: 2 })).toEqual([swapped]);
    expect(judge({ stock }, { lot: 'L2', units: 3 })).toBe('wrong_lot');
    expect(judge({ stock }, { lot: 'L2', expiresOn: '2026-11-27' })).toBe('expired');
  });
  it('believes a lot that was read without separators only where there is one of that name', () => {
    expect(judge({}, { lot: 'L1X21Y', certain: false })).toEqual([{ allocation: promise({ quantity: 1 }) }]);
    expect(judge({}, { lot: 'L1X21Y' })).toBe('wrong_lot');
  });
  it('is of the bin that was promised, and of no more than the line needs', () => {
    expect(judge({}, { location: 'B' })).toBe('wrong_location');
    expect(judge({}, { location: undefined })).toBe('wrong_location');
    expect(judge({ allocations: [promise({ quantity: 9 })] }, { units: 6 })).toBe('too_many');
    expect(judge({ allocations: [promise({ bin: '' })] }, { location: undefined })).toHaveLength(1);
  });
  it('is refused where nothing is promised any more, or the order is held', () => {
    expect(judge({ allocations: [] })).toBe('not_allocated');
    expect(judge({ allocations: [promise({ bin: '@picked' })] })).toBe('not_allocated');
    expect(judge({ held: true })).toBe('held');
    expect(judge({ order: order({ kind: 'digital' }) })).toBe('wrong_status');
  });
  it('whatever is scanned, takes exactly so many, all promised there, or none', () => {
    const amounts = fc.record({ a: fc.nat(6), b: fc.nat(6), free: fc.nat(3), units: fc.integer({ min: 1, max: 14 }) });
    fc.assert(
      fc.property(
        amounts,
        fc.constantFrom(null, 'L1', 'L2'),
        fc.constantFrom('A', 'B'),
        ({ a, b, free, units }, lot, location) => {
          const allocations = [promise({ quantity: a }), promise({ bin: 'B', lot: 'L2', quantity: b })].filter(
            ({ quantity }) => quantity > 0,
          );
          const stock = stockOf(
            { lot: 'L1', onHand: a, reserved: a },
            { bin: 'B', lot: 'L2', onHand: b, reserved: b },
            { lot: 'L2', onHand: free, reserved: 0 },
          );
          const judged = judgePick(floor({ allocations, stock }), scan({ units, lot, location }));
          if ('refused' in judged) return;
          const taken = judged.takes.reduce((sum, { allocation }) => sum + allocation.quantity, 0);
          expect(taken).toBe(units);
          expect(taken).toBeLessThanOrEqual(Math.min(5, location === 'A' ? a : b));
          const swapped = judged.takes
            .filter(({ instead }) => instead)
            .reduce((sum, one) => sum + one.allocation.quantity, 0);
          expect(swapped).toBeLessThanOrEqual(free);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('put back, or missing', () => {
  const picked = order({ picks: [{ lineId: '1', sku: 'TEA', lot: 'L1', bin: 'A', tote: null, quantity: 2 }] });
  const world = {
    order: picked,
    held: false,
    allocations: [promise({ bin: '@picked', quantity: 2 }), promise({ quantity: 3 })],
  };
  it('goes to the bin it came from, or where it is said', () => {
    const back = judgeUnpick(world, scan({ location: undefined, units: 2 }));
    expect(back).toMatchObject({ backs: [{ bin: 'A', allocation: { bin: '@picked', quantity: 2 } }] });
    expect(judgeUnpick(world, scan({ location: 'B' }))).toMatchObject({ units: [{ bin: 'B', quantity: 1 }] });
    expect(code(judgeUnpick(world, scan({ units: 3 })))).toBe('not_picked');
    expect(code(judgeUnpick({ ...world, allocations: [] }, scan()))).toBe('not_allocated');
  });
  it('is no more than is promised in the bin', () => {
    const short = { sku: 'TEA', lineId: undefined, location: 'A', quantity: 3 };
    expect(judgeShort(world, short)).toEqual({ lacking: [promise({ quantity: 3 })] });
    expect(code(judgeShort(world, { ...short, quantity: 4 }))).toBe('too_many');
    expect(code(judgeShort({ ...world, allocations: [promise({ quantity: 2 })] }, short))).toBe('bin_short');
    expect(code(judgeShort(world, { ...short, location: '@picked' }))).toBe('wrong_location');
  });
});

describe('shared in a walk', () => {
  const party = (
    fulfillmentId: string,
    tote: string | null,
    change: Partial<Floor> = {},
    said: Partial<Scan> = {},
  ): Party => ({
    tote,
    scan: scan(said),
    floor: floor({ order: order({ fulfillmentId, orderId: `of ${fulfillmentId}` }), ...change }),
  });
  it('a free lot is given to one of them only', () => {
    const stock = stockOf({ lot: 'L1', onHand: 10, reserved: 10 }, { lot: 'L2', onHand: 6, reserved: 0 });
    const both = ['ful_1', 'ful_2'].map((id) => party(id, null, { stock }, { lot: 'L2', units: 7 }));
    expect(code(shareByQueue(both))).toBe('too_many');
    const six = both.map((one) => ({ ...one, scan: { ...one.scan, units: 6 } }));
    const shares = shareByQueue(six);
    expect(Array.isArray(shares) && shares.map(({ takes }) => takes[0]?.allocation.quantity)).toEqual([5, 1]);
  });
  it('the tote says whose it is; one that needs nothing of it is wrong while another does', () => {
    const done = order({ fulfillmentId: 'ful_1', lines: [] });
    const two = [party('ful_1', 'T1', { order: done }), party('ful_2', 'T2')];
    expect(code(shareByTote(two, 'T1'))).toBe('wrong_tote');
    expect(code(shareByTote(two, 'T9'))).toBe('wrong_tote');
    expect(shareByTote(two, 'T2')).toMatchObject([{ party: { tote: 'T2' } }]);
    expect(code(shareByTote(two.slice(0, 1), 'T1'))).toBe('not_in_job');
  });
});
