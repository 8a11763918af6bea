/** What may happen to packages, scan by scan, and to the stations where they are packed. */
import {
  type FulfillmentEvent,
  fulfillmentPlanned,
  packageLabelled,
  packageOpened,
  packed,
  picked,
  type StationEvent,
  stationAssigned,
  stationSet,
  statusChanged,
} from '@gantry/shared/events/fulfillment';
import { describe, expect, it } from 'vitest';
import type { Refusal } from '../../../kernel/errors.ts';
import { given } from '../../../kernel/spec.ts';
import { evolve, type FulfillmentOrder } from '../fulfillment-order.ts';
import { giveTo } from '../stations/assign.ts';
import { changeStation, evolveStation, setStation, taking } from '../stations/station.ts';
import {
  mayLabel,
  measurePackage,
  openPackage,
  orderLinesIn,
  type PackOutcome,
  packageOf,
  packUnits,
  putLabel,
  removePackage,
  takeLabelOff,
  unpackedUnits,
  unpackUnits,
} from './packing.ts';

const fulfillmentId = 'ful_1';
const about = { fulfillmentId };
const scan = { clientScanId: 's', scanned: '', station: null };

const planned = fulfillmentPlanned({
  ...about,
  merchant: 'main',
  number: 'ORD-7/1',
  orderId: 'ord_7',
  orderNumber: 'ORD-7',
  channel: 'shop',
  kind: 'ship',
  warehouse: 'mad',
  vendor: null,
  priority: 'normal',
  shipBy: null,
  lines: [
    { lineId: '1', sku: 'CUP', name: 'Cup', quantity: 3, perUnit: 1 },
    // A desk is made of two legs and a top.
    { lineId: '2', sku: 'LEG', name: 'Leg', quantity: 4, perUnit: 2 },
    { lineId: '2', sku: 'TOP', name: 'Top', quantity: 2, perUnit: 1 },
    { lineId: '3', sku: 'CUP', name: 'Cup', quantity: 1, perUnit: 1 },
  ],
});
const pick = (lineId: string, sku: string, quantity: number): FulfillmentEvent =>
  picked({ ...about, ...scan, units: [{ lineId, sku, lot: 'l', bin: '', quantity }], tote: null, walkId: null });
const to = (status: 'picking' | 'packing' | 'shipped'): FulfillmentEvent =>
  statusChanged({ ...about, from: 'pending', to: status });
const everyUnit = [pick('1', 'CUP', 3), pick('2', 'LEG', 4), pick('2', 'TOP', 2), pick('3', 'CUP', 1)];
const opened = packageOpened({ ...about, packageId: 'box', parcel: {} });
const put = (lineId: string, sku: string, quantity: number): FulfillmentEvent =>
  packed({ ...about, ...scan, packageId: 'box', units: [{ lineId, sku, quantity }] });
const label = { shipmentId: 'shp_1', carrier: 'acme', service: 'standard', trackingNumber: 'T1' };
const onIt = packageLabelled({ ...about, packageId: 'box', ...label });

const packing = [planned, ...everyUnit, to('packing'), opened];
const after = (...events: FulfillmentEvent[]): FulfillmentOrder => {
  const state = given(evolve, events).state();
  if (!state) throw new Error('there is one');
  return state;
};
/** `decide` as a command takes it. */
const when = (events: FulfillmentEvent[], decide: (order: FulfillmentOrder) => FulfillmentEvent[]) =>
  given(evolve, events).when((state) => (state ? decide(state) : []));
const inWords = (outcome: PackOutcome): string =>
  'refused' in outcome
    ? outcome.refused.code
    : outcome.units.map(({ lineId, sku, quantity }) => `${lineId} ${sku} ${quantity}`).join(', ');
const scanned = (sku: string, quantity = 1) => ({ packageId: 'box', sku, name: '', quantity });
const packs = (events: FulfillmentEvent[], sku: string, quantity = 1) =>
  inWords(packUnits(after(...events), scanned(sku, quantity)));
const unpacks = (events: FulfillmentEvent[], sku: string, quantity = 1) =>
  inWords(unpackUnits(after(...events), scanned(sku, quantity)));

describe('a scan into a package', () => {
  it('takes units of the lines that have any picked and not packed, in their order', () => {
    expect(packs(packing, 'CUP')).toBe('1 CUP 1');
    expect(packs(packing, 'CUP', 4)).toBe('1 CUP 3, 3 CUP 1');
    expect(packs([...packing, put('1', 'CUP', 3)], 'CUP')).toBe('3 CUP 1');
  });
  it('never packs more than is picked, and says why not', () => {
    expect(packs(packing, 'CUP', 5)).toBe('too_many');
    expect(packs([...packing, put('2', 'TOP', 2)], 'TOP')).toBe('line_complete');
    const half = [planned, pick('1', 'CUP', 1), to('packing'), opened];
    expect(packs(half, 'CUP', 2)).toBe('too_many');
    expect(packs([...half, put('1', 'CUP', 1)], 'CUP')).toBe('not_picked');
    expect(packs(half, 'VINEGAR')).toBe('not_in_job');
  });
  it('counts only while it is packed, not held, and the package has no label', () => {
    expect(packs([planned, ...everyUnit, opened], 'CUP')).toBe('wrong_status');
    expect(packs([...packing, put('1', 'CUP', 1), onIt], 'CUP')).toBe('wrong_status');
    expect(inWords(packUnits({ ...after(...packing), held: true }, scanned('CUP')))).toBe('held');
    expect(() => packUnits(after(...packing), { ...scanned('CUP'), packageId: 'other' })).toThrow('no such package');
  });
  it('names what was scanned where it is the wrong thing', () => {
    const outcome = packUnits(after(...packing), { ...scanned('V-1'), name: 'Vinegar' });
    expect('refused' in outcome && outcome.refused.message).toBe('V-1 (Vinegar) is not in ORD-7/1');
  });
});

describe('a scan out of a package', () => {
  it('takes out what is in it, and no more', () => {
    const some = [...packing, put('1', 'CUP', 2), put('3', 'CUP', 1)];
    expect(unpacks(some, 'CUP', 3)).toBe('1 CUP 2, 3 CUP 1');
    expect(unpacks(some, 'CUP', 4)).toBe('too_many');
    expect(unpacks(some, 'TOP')).toBe('not_in_job');
    expect(unpacks([...some, onIt], 'CUP')).toBe('wrong_status');
  });
});

describe('a package', () => {
  const open = (packageId: string, everything = false) => openPackage({ packageId, parcel: {}, everything }, scan);
  it('is opened once by its name, and takes everything that is left where it is asked to', () => {
    expect(when(packing, open('two')).names()).toEqual(['fulfillment.package_opened']);
    expect(when(packing, open('box')).names()).toEqual([]);
    const all = when([...packing, put('1', 'CUP', 1)], open('two', true));
    expect(all.names()).toEqual(['fulfillment.package_opened', 'fulfillment.packed']);
    expect(
      all.state()?.packages.map(({ number, units }) => [number, units.map(({ sku, quantity }) => sku + quantity)]),
    ).toEqual([
      [1, ['CUP1']],
      [2, ['CUP2', 'LEG4', 'TOP2', 'CUP1']],
    ]);
    const whole = [...packing, put('1', 'CUP', 1), ...all.events()];
    expect(when(whole, open('two', true)).names()).toEqual([]);
    expect(when(whole, open('three', true)).refusal()).toBe('nothing_to_pack');
  });
  it('is opened and measured only while it is packed, and not once it has its label', () => {
    expect(when([planned, ...everyUnit], open('two')).refusal()).toBe('wrong_status');
    expect(when(packing, (order) => open('two')({ ...order, held: true })).refusal()).toBe('order_held');
    const measure = measurePackage('box', { weightGrams: 400 });
    expect(when(packing, measure).state()?.packages[0]?.parcel).toEqual({ weightGrams: 400 });
    expect(when([...packing, onIt], measure).refusal()).toBe('labelled');
    expect(when([...packing, onIt], measurePackage('box', {})).names()).toEqual([]);
    expect(when(packing, measurePackage('other', {})).refusal()).toBe('no_such_package');
  });
  it('is taken away with its label, and what was in it is to be packed again', () => {
    const some = [...packing, put('1', 'CUP', 3), onIt];
    const removed = when(some, removePackage('box'));
    expect(removed.names()).toEqual(['fulfillment.package_unlabelled', 'fulfillment.package_removed']);
    expect(unpackedUnits(after(...some, ...removed.events()))).toHaveLength(4);
    expect(when([...some, to('shipped')], removePackage('box')).refusal()).toBe('wrong_status');
  });
});

describe('a label', () => {
  const full = [...packing, put('1', 'CUP', 3)];
  const whyNot = (events: FulfillmentEvent[], packageId = 'box', change: Partial<typeof label> = {}) => {
    try {
      mayLabel(after(...events), packageId, { ...label, ...change });
      return undefined;
    } catch (refusal) {
      return (refusal as Refusal).code;
    }
  };
  it('is put on a package that has something in it, while it is packed', () => {
    expect(whyNot(full)).toBeUndefined();
    expect(whyNot(packing)).toBe('not_packed');
    expect(whyNot([...full, to('shipped')])).toBe('wrong_status');
    expect(when(full, putLabel('box', label)).state()?.packages[0]?.label).toEqual(label);
  });
  it('is one: the same again changes nothing, another is refused, and so is the same on another package', () => {
    expect(whyNot([...full, onIt])).toBeUndefined();
    expect(when([...full, onIt], putLabel('box', label)).names()).toEqual([]);
    expect(whyNot([...full, onIt], 'box', { trackingNumber: 'T2' })).toBe('labelled');
    expect(whyNot([...full, onIt], 'box', { service: 'express' })).toBe('labelled');
    const two = packageOpened({ ...about, packageId: 'two', parcel: {} });
    const other = packed({ ...about, ...scan, packageId: 'two', units: [{ lineId: '2', sku: 'TOP', quantity: 1 }] });
    expect(whyNot([...full, onIt, two, other], 'two')).toBe('label_taken');
  });
  it('comes off before the parcel has left, once', () => {
    const off = when([...full, onIt], takeLabelOff('box'));
    expect(off.names()).toEqual(['fulfillment.package_unlabelled']);
    expect(when(full, takeLabelOff('box')).names()).toEqual([]);
    expect(when([...full, onIt, to('shipped')], takeLabelOff('box')).refusal()).toBe('wrong_status');
  });
  it('says which units of the order are in its parcel: of a kit only whole ones', () => {
    const linesIn = (...events: FulfillmentEvent[]) => {
      const order = after(...packing, ...events);
      return orderLinesIn(order, packageOf(order, 'box')).map(({ lineId, quantity }) => `${lineId}: ${quantity}`);
    };
    expect(linesIn(put('1', 'CUP', 2), put('2', 'LEG', 3), put('2', 'TOP', 2))).toEqual(['1: 2', '2: 1']);
    expect(linesIn(put('2', 'LEG', 4))).toEqual([]);
  });
});

describe('a station', () => {
  const said = { station: 'one', name: 'One', warehouse: 'mad', assignedTo: null };
  const idle = { isWarehouse: true, load: { orders: 0, units: 0 } };
  const busy = { isWarehouse: true, load: { orders: 2, units: 5 } };
  const standing: StationEvent[] = [stationSet(said)];
  const state = given(evolveStation, standing);
  it('is what it is said to be, in a warehouse that there is', () => {
    expect(given(evolveStation, []).when(setStation(said, idle)).state()).toMatchObject({ state: 'open', name: 'One' });
    expect(
      given(evolveStation, [])
        .when(setStation(said, { ...idle, isWarehouse: false }))
        .refusal(),
    ).toBe('invalid');
    expect(state.when(setStation(said, busy)).names()).toEqual([]);
    expect(state.when(setStation({ ...said, name: 'Uno' }, busy)).state()?.name).toBe('Uno');
  });
  it('stays with its work, and is not closed while it has any', () => {
    expect(state.when(setStation({ ...said, warehouse: 'bcn' }, busy)).refusal()).toBe('station_has_work');
    expect(state.when(setStation({ ...said, warehouse: 'bcn' }, idle)).state()?.warehouse).toBe('bcn');
    expect(state.when(changeStation({ state: 'closed' }, busy.load)).refusal()).toBe('station_has_work');
    expect(state.when(changeStation({ state: 'paused' }, busy.load)).state()?.state).toBe('paused');
    expect(state.when(changeStation({ state: 'closed' }, idle.load)).state()?.state).toBe('closed');
    expect(state.when(changeStation({ state: 'open' }, idle.load)).names()).toEqual([]);
    expect(given(evolveStation, []).when(changeStation({}, idle.load)).refusal()).toBe('no_such_station');
  });
  it('keeps its state when it is said anew, and takes work only while it is open', () => {
    const paused = given(evolveStation, [
      ...standing,
      ...state.when(changeStation({ state: 'paused' }, idle.load)).events(),
    ]);
    expect(paused.when(setStation({ ...said, name: 'Uno' }, idle)).state()?.state).toBe('paused');
    expect(() => taking(paused.state())).toThrow('paused');
    expect(() => taking(undefined)).toThrow('no such station');
    expect(taking(state.state()).station).toBe('one');
  });
  it('is given what is open in its warehouse', () => {
    const give = (events: FulfillmentEvent[], warehouse = 'mad', sees = true) =>
      given(evolve, events).when(giveTo({ station: 'one', warehouse }, () => sees));
    const atOne: FulfillmentEvent[] = [planned, stationAssigned({ ...about, station: 'one' })];
    expect(give([planned]).state()?.station).toBe('one');
    expect(give(atOne).names()).toEqual([]);
    expect(give([planned], 'bcn').refusal()).toBe('other_warehouse');
    expect(give([planned], 'mad', false).refusal()).toBe('no_such_fulfillment_order');
    expect(give([planned, to('shipped')]).refusal()).toBe('wrong_status');
    const vendor = fulfillmentPlanned({ ...planned.payload, kind: 'dropship', warehouse: null });
    expect(give([vendor]).refusal()).toBe('nothing_to_pack');
    expect(
      given(evolve, atOne)
        .when(giveTo(null, () => true))
        .state()?.station,
    ).toBeNull();
  });
});
