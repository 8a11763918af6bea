/** Every step between two statuses, and what is missing where it may not be taken. */
import {
  type FulfillmentKind,
  type FulfillmentStatus,
  fulfillmentStatuses,
} from '@gantry/shared/vocabulary/fulfillment';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../kernel/errors.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import { type Around, insistOnStep } from './status.ts';

const line = { lineId: '1', sku: 'MUG', name: '', quantity: 3, perUnit: 1 };
const pick = (quantity: number) => ({ lineId: '1', sku: 'MUG', lot: 'L1', bin: 'A-1', tote: null, quantity });
const label = { shipmentId: 'shp_1', carrier: 'dhl', service: 'std', trackingNumber: 'T1' };
const box = (quantity: number, labelled = true) => ({
  packageId: 'p1',
  number: 1,
  parcel: {},
  units: [{ lineId: '1', sku: 'MUG', quantity }],
  label: labelled ? label : null,
});
/** One of which everything is done that any status needs. */
const whole = (change: Partial<FulfillmentOrder> = {}): FulfillmentOrder => ({
  fulfillmentId: 'ful_1',
  merchant: 'main',
  number: 'A-1/1',
  orderId: 'ord_1',
  orderNumber: 'A-1',
  channel: 'shop',
  kind: 'ship',
  status: 'pending',
  priority: 'normal',
  assignee: null,
  warehouse: 'mad',
  vendor: null,
  station: null,
  held: false,
  shipBy: null,
  lines: [line],
  picks: [pick(3)],
  packages: [box(3)],
  packagesOpened: 1,
  vendorOrder: null,
  pickup: null,
  job: null,
  plannedAt: '2026-11-20T12:00:00.000Z',
  doneAt: null,
  ...change,
});
const ready: Around = { orderHeld: false, promised: () => 3 };
const refusal = (state: FulfillmentOrder, to: FulfillmentStatus, around: Around = ready): Refusal | undefined => {
  try {
    insistOnStep(state, to, around);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown;
    throw thrown;
  }
};

/** Written a second time: every step there is. */
const steps = new Set([
  'pending processing',
  'processing picking',
  'picking packing',
  'packing shipped',
  'shipped delivered',
  'shipped returned',
  'delivered returned',
  'pending cancelled',
  'processing cancelled',
  'picking cancelled',
  'packing cancelled',
]);
const pairs = fulfillmentStatuses.flatMap((from) => fulfillmentStatuses.map((to) => [from, to] as const));

describe('the steps of a fulfillment order', () => {
  it.each(pairs)('from %s to %s', (from, to) => {
    const refused = refusal(whole({ status: from }), to);
    if (from === to || steps.has(`${from} ${to}`)) {
      expect(refused).toBeUndefined();
      return;
    }
    expect(refused).toMatchObject({ status: 409, code: 'illegal_step' });
    expect(refused?.message).toContain(`It is ${from} and cannot become ${to}: `);
    expect(refused?.errors).toMatchObject([{ path: 'status' }]);
  });
  it('name what comes before, or what may follow', () => {
    expect(refusal(whole(), 'shipped')?.errors[0]?.message).toBe(
      'processing, then picking, then packing comes before it',
    );
    expect(refusal(whole({ status: 'packing' }), 'picking')?.errors[0]?.message).toBe(
      'there is no way there from packing: what may follow is shipped or cancelled',
    );
    expect(refusal(whole({ status: 'cancelled' }), 'pending')?.errors[0]?.message).toBe('nothing follows cancelled');
  });
});

describe('what is missing', () => {
  it('for picking: units that are not promised, or an order that is held', () => {
    const bare = whole({ status: 'processing', picks: [pick(1)] });
    const short = refusal(bare, 'picking', { ...ready, promised: () => 1 });
    expect(short).toMatchObject({ status: 409, code: 'not_allocated' });
    expect(short?.errors).toEqual([{ path: 'lines.0', message: '1 of 3 × MUG are not promised to it' }]);
    expect(refusal(bare, 'picking', { ...ready, promised: () => 2 })).toBeUndefined();
    expect(refusal(bare, 'picking', { ...ready, orderHeld: true })).toMatchObject({ status: 409, code: 'order_held' });
  });
  it('for packing: one unit that is not picked', () => {
    const refused = refusal(whole({ status: 'picking', picks: [pick(2)] }), 'packing');
    expect(refused).toMatchObject({ status: 409, code: 'not_picked' });
    expect(refused?.errors).toEqual([{ path: 'lines.0', message: '1 of 3 × MUG are not picked' }]);
  });
  it('for shipped: a unit in no package, a package without a label, an order that is held', () => {
    const packing = (change: Partial<FulfillmentOrder>) => whole({ status: 'packing', ...change });
    expect(refusal(packing({ packages: [box(2)] }), 'shipped')).toMatchObject({ status: 409, code: 'not_packed' });
    expect(refusal(packing({ packages: [] }), 'shipped')).toMatchObject({ status: 409, code: 'not_packed' });
    const bare = refusal(packing({ packages: [box(3, false)] }), 'shipped');
    expect(bare).toMatchObject({ status: 409, code: 'not_labelled' });
    expect(bare?.errors).toEqual([{ path: 'packages.0.label', message: 'package 1 has no label' }]);
    expect(refusal(packing({}), 'shipped', { ...ready, orderHeld: true })?.code).toBe('order_held');
  });
  it('nothing that its kind does not need', () => {
    const of = (kind: FulfillmentKind, change: Partial<FulfillmentOrder>) => whole({ kind, packages: [], ...change });
    expect(refusal(of('pickup', { status: 'packing' }), 'shipped')).toBeUndefined();
    expect(refusal(of('pickup', { status: 'picking', picks: [] }), 'packing')?.code).toBe('not_picked');
    for (const [from, to] of [
      ['processing', 'picking'],
      ['picking', 'packing'],
      ['packing', 'shipped'],
    ] as const)
      expect(refusal(of('digital', { status: from, picks: [] }), to, { ...ready, promised: () => 0 })).toBeUndefined();
  });
  it('what a vendor sends moves by what the vendor says', () => {
    const vendorOrder = (state: 'sent' | 'confirmed') => ({
      state,
      number: 'A-1/1',
      reference: null,
      expectedOn: null,
      sentAt: null,
      lateOn: [],
      reason: null,
    });
    const of = (status: FulfillmentStatus, state: 'sent' | 'confirmed') =>
      whole({ kind: 'dropship', status, vendorOrder: vendorOrder(state) });
    for (const [from, to] of [
      ['pending', 'processing'],
      ['processing', 'picking'],
      ['picking', 'packing'],
      ['packing', 'shipped'],
    ] as const)
      expect(refusal(of(from, 'sent'), to)).toMatchObject({ status: 409, code: 'vendor_sends' });
    expect(refusal(of('pending', 'sent'), 'cancelled')).toBeUndefined();
    expect(refusal(of('pending', 'confirmed'), 'cancelled')).toMatchObject({ status: 409, code: 'vendor_confirmed' });
    expect(refusal(of('shipped', 'confirmed'), 'delivered')).toBeUndefined();
    expect(refusal(of('delivered', 'confirmed'), 'returned')).toBeUndefined();
  });
});
