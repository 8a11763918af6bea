/** What vendors and customers may do with a fulfillment order, step by step. */

import type { FulfillmentEvent } from '@gantry/shared/events/fulfillment';
import { fulfillmentPlanned, holdChanged, picked, statusChanged } from '@gantry/shared/events/fulfillment';
import type { FulfillmentKind } from '@gantry/shared/vocabulary/fulfillment';
import { describe, expect, it } from 'vitest';
import { type Decide, stateAfter } from '../../../kernel/decider.ts';
import { evolve, type FulfillmentOrder } from '../fulfillment-order.ts';
import { businessDaysAfter, endOfDay, todayIn } from './business-days.ts';
import { confirmByVendor, leaveVendor, rejectByVendor, reportLate, sendToVendor } from './dropship.ts';
import { giveUp, handOver, keepLonger, makeReady } from './pickup.ts';
import { pickupCodesUnder } from './pickup-code.ts';
import { wholeUnits } from './whole-units.ts';

const now = new Date('2026-11-27T15:00:00.000Z');
const fulfillmentId = 'ful_1';

const planned = (kind: FulfillmentKind) =>
  fulfillmentPlanned({
    fulfillmentId,
    merchant: 'main',
    number: 'ORD-7/1',
    orderId: 'ord_1',
    orderNumber: 'ORD-7',
    channel: 'shop',
    kind,
    warehouse: kind === 'pickup' ? 'madrid' : null,
    vendor: kind === 'dropship' ? 'acme' : null,
    priority: 'normal',
    shipBy: null,
    lines: [{ lineId: '1', sku: 'MUG', name: 'Mug', quantity: 2, perUnit: 1 }],
  });

type Decision = Decide<FulfillmentOrder, FulfillmentEvent>;

/** The fulfillment order after decisions, and what the last of them told. */
const after = (kind: FulfillmentKind, ...steps: (Decision | FulfillmentEvent)[]) => {
  let state = stateAfter(evolve, undefined, { facts: [planned(kind)], now: now.toISOString() });
  let told: FulfillmentEvent[] = [];
  for (const step of steps) {
    told = typeof step === 'function' ? step(state) : [step];
    state = stateAfter(evolve, state, { facts: told, now: now.toISOString() });
  }
  return { state, names: told.map(({ name }) => name.replace('fulfillment.', '')), told };
};
const refusing = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
};

const send = sendToVendor({ expectedOn: '2026-12-01', now });
const confirm = confirmByVendor({ reference: 'V-9', now });
const label = { shipmentId: 'shp_1', carrier: 'ups', service: 'standard', trackingNumber: '1Z99' };
const ship = leaveVendor(label, now);
const reject = rejectByVendor({ reason: 'sold out', now });

describe('an order to a vendor', () => {
  it('goes along the statuses of all fulfillment orders', () => {
    expect(after('dropship', send)).toMatchObject({
      state: { status: 'processing', vendorOrder: { state: 'sent', expectedOn: '2026-12-01' } },
      names: ['vendor_order_sent', 'status_changed'],
    });
    expect(after('dropship', send, confirm).state).toMatchObject({
      status: 'picking',
      vendorOrder: { state: 'confirmed', reference: 'V-9', expectedOn: '2026-12-01' },
    });
    const left = after('dropship', send, confirm, ship);
    expect(left.state).toMatchObject({ status: 'shipped', vendorOrder: { state: 'shipped' } });
    expect(left.state?.packages).toMatchObject([{ units: [{ sku: 'MUG', quantity: 2 }], label }]);
    expect(left.names).toEqual(['vendor_shipped', 'status_changed', 'status_changed']);
  });
  it('leaves also where its vendor never confirmed it', () => {
    expect(after('dropship', send, ship).names).toEqual(['vendor_shipped', ...Array(3).fill('status_changed')]);
  });
  it('is told once, whatever is told again', () => {
    expect(after('dropship', send, send).told).toEqual([]);
    expect(after('dropship', send, confirm, confirm).told).toEqual([]);
    expect(after('dropship', send, confirm, ship, ship).told).toEqual([]);
    expect(after('dropship', send, reject, reject).told).toEqual([]);
  });
  it('left with one number: another one is refused', () => {
    const other = leaveVendor({ ...label, trackingNumber: '1Z00' }, now);
    expect(refusing(() => after('dropship', send, ship, other))).toBe('shipped_already');
  });
  it('refuses what comes out of turn', () => {
    expect(refusing(() => after('dropship', confirm))).toBe('not_sent');
    expect(refusing(() => after('dropship', ship))).toBe('not_sent');
    expect(refusing(() => after('dropship', reject))).toBe('not_sent');
    expect(refusing(() => after('dropship', send, reject, confirm))).toBe('vendor_rejected');
    expect(refusing(() => after('dropship', send, ship, reject))).toBe('illegal_step');
    expect(refusing(() => after('ship', send))).toBe('not_dropship');
    const held = holdChanged({ fulfillmentId, held: true });
    expect(refusing(() => after('dropship', held, send))).toBe('order_held');
    const cancelled = statusChanged({ fulfillmentId, from: 'pending', to: 'cancelled' });
    expect(refusing(() => after('dropship', cancelled, send))).toBe('illegal_step');
  });
  it('that was rejected stays open, and may be sent again', () => {
    const { state } = after('dropship', send, reject);
    expect(state).toMatchObject({ status: 'processing', vendorOrder: { state: 'rejected', reason: 'sold out' } });
    expect(after('dropship', send, reject, send).state?.vendorOrder?.state).toBe('sent');
  });
  it('is late once for each day that was expected, and not once it has left', () => {
    const late = reportLate('2026-12-01', now);
    expect(after('dropship', send, late).names).toEqual(['vendor_late']);
    expect(after('dropship', send, late, late).told).toEqual([]);
    expect(after('dropship', send, reportLate('2026-12-02', now)).told).toEqual([]);
    const later = confirmByVendor({ expectedOn: '2026-12-03', now });
    expect(after('dropship', send, late, later, reportLate('2026-12-03', now)).names).toEqual(['vendor_late']);
    expect(after('dropship', send, ship, late).told).toEqual([]);
    expect(after('dropship', send, reject, late).told).toEqual([]);
  });
});

const pick = (quantity: number) =>
  picked({
    fulfillmentId,
    clientScanId: `s${quantity}`,
    scanned: 'MUG',
    units: [{ lineId: '1', sku: 'MUG', lot: 'l', bin: 'A', quantity }],
    tote: null,
    walkId: null,
  });
const until = '2026-12-04T23:00:00.000Z';
const ready = makeReady({ expiresAt: until, asked: false, now });

describe('a pickup', () => {
  it('is ready once all of it is picked, and delivered once it is handed over', () => {
    const done = after('pickup', pick(2), ready);
    expect(done.state).toMatchObject({ status: 'packing', pickup: { expiresAt: until } });
    const given = after('pickup', pick(2), ready, handOver({ now }));
    expect(given.state).toMatchObject({ status: 'delivered', pickup: { handedOverAt: now.toISOString(), to: null } });
    expect(given.told[0]?.payload).toMatchObject({ proof: 'code' });
    const byHand = after('pickup', pick(2), ready, handOver({ to: 'Ana, passport', now }));
    expect(byHand.told[0]?.payload).toMatchObject({ proof: 'by_hand', to: 'Ana, passport' });
  });
  it('says what is not picked', () => {
    expect(() => after('pickup', pick(1), ready)).toThrow('1 × MUG to go');
    expect(refusing(() => after('pickup', pick(1), ready))).toBe('not_picked');
  });
  it('refuses what comes out of turn', () => {
    expect(refusing(() => after('pickup', pick(2), handOver({ now })))).toBe('not_ready');
    expect(refusing(() => after('pickup', pick(2), giveUp(now)))).toBe('not_ready');
    expect(refusing(() => after('pickup', pick(2), ready, giveUp(now), handOver({ now })))).toBe('pickup_expired');
    expect(refusing(() => after('pickup', pick(2), ready, handOver({ now }), giveUp(now)))).toBe('handed_over');
    expect(refusing(() => after('ship', ready))).toBe('not_pickup');
    const held = holdChanged({ fulfillmentId, held: true });
    expect(refusing(() => after('pickup', pick(2), ready, held, handOver({ now })))).toBe('order_held');
  });
  it('does once what is asked twice', () => {
    expect(after('pickup', pick(2), ready, ready).told).toEqual([]);
    expect(after('pickup', pick(2), ready, handOver({ now }), handOver({ now })).told).toEqual([]);
    expect(after('pickup', pick(2), ready, giveUp(now), giveUp(now)).told).toEqual([]);
  });
  it('is kept longer, until a time to come', () => {
    const longer = '2026-12-10T23:00:00.000Z';
    expect(after('pickup', pick(2), ready, keepLonger({ expiresAt: longer, now })).state?.pickup?.expiresAt).toBe(
      longer,
    );
    const past = keepLonger({ expiresAt: '2026-11-01T00:00:00.000Z', now });
    expect(refusing(() => after('pickup', pick(2), ready, past))).toBe('invalid');
    const never = keepLonger({ expiresAt: '2199-01-01T00:00:00.000Z', now });
    expect(refusing(() => after('pickup', pick(2), ready, never))).toBe('invalid');
  });
  it('that nobody collected is cancelled, its picked units nobody’s', () => {
    const { state } = after('pickup', pick(2), ready, giveUp(now));
    expect(state).toMatchObject({ status: 'cancelled', picks: [], pickup: { expired: true } });
  });
});

describe('pickup codes', () => {
  const codes = pickupCodesUnder('ab'.repeat(32));
  it('are six signs that are not read for one another, the same for one pickup', () => {
    for (let i = 0; i < 200; i++) expect(codes.codeOf(`ful_${i}`)).toMatch(/^[CDFGHJKMNPQRTWXY34679]{6}$/);
    expect(codes.codeOf('ful_a')).toBe(codes.codeOf('ful_a'));
    expect(new Set(Array.from({ length: 200 }, (_, i) => codes.codeOf(`ful_${i}`))).size).toBe(200);
  });
  it('are of their installation', () => {
    expect(pickupCodesUnder('cd'.repeat(32)).codeOf('ful_a')).not.toBe(codes.codeOf('ful_a'));
  });
  it('are known in any case, with blanks and dashes, and as nothing else', () => {
    const code = codes.codeOf('ful_a');
    expect(codes.matches('ful_a', ` ${code.slice(0, 3).toLowerCase()} - ${code.slice(3)}`)).toBe(true);
    expect(codes.matches('ful_b', code)).toBe(false);
    for (const wrong of ['', code.slice(0, 5), `${code}C`, '%', 'undefined'])
      expect(codes.matches('ful_a', wrong)).toBe(false);
  });
});

describe('business days', () => {
  it('pass over weekends', () => {
    // The 27th of November 2026 is a Friday.
    expect(businessDaysAfter('2026-11-27', 1)).toBe('2026-11-30');
    expect(businessDaysAfter('2026-11-27', 5)).toBe('2026-12-04');
    expect(businessDaysAfter('2026-11-28', 0)).toBe('2026-11-30');
    expect(businessDaysAfter('2026-11-26', 0)).toBe('2026-11-26');
  });
  it('begin and end by the clock of the vendor', () => {
    const late = new Date('2026-11-29T23:30:00Z');
    expect(todayIn(late, 'Asia/Tokyo')).toBe('2026-11-30');
    expect(todayIn(late, 'America/Los_Angeles')).toBe('2026-11-29');
    expect(endOfDay('2026-11-30', 'Asia/Tokyo').toISOString()).toBe('2026-11-30T15:00:00.000Z');
    // Summer time ends: the day has 25 hours.
    expect(endOfDay('2026-10-25', 'Europe/Madrid').toISOString()).toBe('2026-10-25T23:00:00.000Z');
  });
});

it('whole units of a kit are as many as its scarcest part allows', () => {
  const part = (sku: string, quantity: number, perUnit: number) => ({ lineId: '1', sku, name: '', quantity, perUnit });
  expect(wholeUnits([part('CUP', 5, 2), part('SAUCER', 3, 1)])).toEqual([{ lineId: '1', quantity: 2 }]);
  expect(wholeUnits([part('CUP', 1, 2)])).toEqual([]);
});
