/** What follows for the floor from an order as it stands: one sentence a rule, without stores. */
import type { FulfillmentEvent } from '@gantry/shared/events/fulfillment';
import { pickedBin } from '@gantry/shared/events/inventory/places';
import type { Allocation, OrderContent, OrderLine } from '@gantry/shared/events/orders';
import { describe, expect, it } from 'vitest';
import { stateAfter } from '../../../kernel/decider.ts';
import { type CatalogProduct, stockIdOf } from '../../inventory/public.ts';
import type { Order } from '../../orders/public.ts';
import { evolve, type FulfillmentOrder, pickedOf } from '../fulfillment-order.ts';
import { byNumber, isOpen } from '../queue/promised.ts';
import { fulfillmentIdOf, plan } from './plan.ts';
import { type OrderWork, workOf } from './work.ts';

const at = '2026-11-20T12:00:00.000Z';
const line = (sku: string, quantity: number, more: Partial<OrderLine> = {}): OrderLine => ({
  sku,
  name: '',
  quantity,
  unitPrice: 100,
  tags: [],
  fulfillmentType: 'stock',
  ...more,
});
const content: OrderContent = {
  number: 'A-1',
  customer: { tier: 'standard' },
  shipTo: { name: 'Ana Ruiz', lines: ['Calle Mayor 5'], city: 'Madrid', postalCode: '28001', country: 'ES' },
  lines: [line('MUG', 10)],
  currency: 'EUR',
  total: 1_000,
  promise: null,
  shipBy: null,
};
const some = (quantity: number, more: Partial<Allocation> = {}): Allocation => ({
  lineId: '1',
  sku: 'MUG',
  warehouse: 'mad',
  bin: 'A-1',
  lot: 'L1',
  perUnit: 1,
  quantity,
  ...more,
});
const order = (change: Partial<Order> & { says?: Partial<OrderContent> } = {}): Order => ({
  orderId: 'ord_1',
  merchant: 'main',
  channel: 'shop',
  externalId: 'A-1',
  status: 'placed',
  placedAt: at,
  placedAtZone: 'given',
  cancelledAt: null,
  cancelReason: null,
  contradiction: null,
  cancelled: {},
  allocations: [],
  waiting: [],
  issued: [],
  holds: [],
  addressFindings: [],
  addressForced: false,
  reservedUntil: null,
  merge: null,
  erp: null,
  byHand: null,
  saidAt: null,
  ...change,
  content: { ...content, ...change.says },
});
const product = (
  sku: string,
  fulfillmentType: CatalogProduct['fulfillmentType'],
  vendor: string | null = null,
): [string, CatalogProduct] => {
  const stockId = stockIdOf('main', sku);
  return [stockId, { merchant: 'main', sku, stockId, name: `a ${sku}`, components: [], fulfillmentType, vendor }];
};
const catalog = new Map([product('MUG', 'stock'), product('LAMP', 'dropship', 'lumen'), product('SONG', 'digital')]);
const work = (standing: Order, policy: 'ship_partial' | 'ship_complete' = 'ship_partial'): OrderWork =>
  workOf(standing, { catalog, policy });

/** The fulfillment orders after planning, checked to be settled: planned again, nothing is left to do. */
const planned = (
  standing: Order,
  all: readonly FulfillmentOrder[] = [],
  policy: 'ship_partial' | 'ship_complete' = 'ship_partial',
): FulfillmentOrder[] => {
  const told = plan(work(standing, policy), all, at);
  const before = new Map(all.map((one) => [one.fulfillmentId, one]));
  for (const { fulfillmentId, events } of told) {
    const after = stateAfter(evolve, before.get(fulfillmentId), { facts: events, now: at });
    if (after) before.set(fulfillmentId, after);
  }
  const after = [...before.values()].sort(byNumber);
  expect(plan(work(standing, policy), after, at)).toEqual([]);
  return after;
};
const tell = (state: FulfillmentOrder | undefined, ...facts: FulfillmentEvent[]): FulfillmentOrder => {
  const after = stateAfter(evolve, state, { facts, now: at });
  if (!after) throw new Error('there is none');
  return after;
};
const stepped = (state: FulfillmentOrder | undefined, to: FulfillmentOrder['status']) =>
  tell(state, {
    name: 'fulfillment.status_changed',
    payload: { fulfillmentId: state?.fulfillmentId ?? '', from: state?.status ?? 'pending', to },
  });
const withPicks = (state: FulfillmentOrder | undefined, quantity: number, lot = 'L1') =>
  tell(state, {
    name: 'fulfillment.picked',
    payload: {
      fulfillmentId: state?.fulfillmentId ?? '',
      clientScanId: 's1',
      scanned: 'MUG',
      units: [{ lineId: '1', sku: 'MUG', lot, quantity, bin: 'A-1' }],
      tote: null,
      walkId: null,
    },
  });
const inWords = (all: readonly FulfillmentOrder[]) =>
  all.map(
    ({ number, kind, warehouse, vendor, status, lines, picks }) =>
      `${number} ${kind} ${warehouse ?? vendor ?? '-'} ${status} ${lines
        .map((one) => `${one.lineId}:${pickedOf({ picks }, one)}/${one.quantity} ${one.sku}`)
        .join(', ')}`,
  );

describe('planning anew', () => {
  it('plans one fulfillment order for each warehouse in which units are promised', () => {
    const standing = order({ allocations: [some(6), some(1, { bin: 'B-2' }), some(3, { warehouse: 'bcn' })] });
    expect(inWords(planned(standing))).toEqual([
      'A-1/1 ship mad pending 1:0/7 MUG',
      'A-1/2 ship bcn pending 1:0/3 MUG',
    ]);
    expect(planned(standing)[0]).toMatchObject({ fulfillmentId: fulfillmentIdOf('ord_1', 1), priority: 'normal' });
  });
  it('plans nothing of which no stock is kept', () => {
    expect(planned(order())).toEqual([]);
    expect(
      planned(order({ says: { lines: [line('UNKNOWN', 1), line('MUG', 1, { fulfillmentType: 'made_to_order' })] } })),
    ).toEqual([]);
  });
  it('plans what vendors send by vendor, of the line, else of the product, and what is digital by itself', () => {
    const lines = [
      line('LAMP', 2),
      line('ROPE', 1, { fulfillmentType: 'dropship', vendor: 'Knots' }),
      line('SONG', 1),
      line('WISH', 1, { fulfillmentType: 'dropship', vendor: 'no slug: ever' }),
    ];
    expect(inWords(planned(order({ says: { lines } })))).toEqual([
      'A-1/1 dropship lumen pending 1:0/2 LAMP',
      'A-1/2 dropship knots pending 2:0/1 ROPE',
      'A-1/3 digital - pending 3:0/1 SONG',
      'A-1/4 dropship - pending 4:0/1 WISH',
    ]);
  });
  it('plans what is collected where it is collected', () => {
    const standing = order({ allocations: [some(2)], says: { pickupAt: 'mad' } });
    expect(inWords(planned(standing))).toEqual(['A-1/1 pickup mad pending 1:0/2 MUG']);
  });
  it('puts customers of the higher tiers first', () => {
    for (const [tier, priority] of [
      ['standard', 'normal'],
      ['premium', 'normal'],
      ['vip', 'high'],
      ['enterprise', 'high'],
    ] as const)
      expect(planned(order({ allocations: [some(1)], says: { customer: { tier } } }))[0]?.priority).toBe(priority);
  });
  it('plans nothing of a held order, and only what is complete where it leaves in one', () => {
    const hold = { holdId: 'h', kind: 'manual' as const, note: '', until: null, keepsStock: true, at };
    expect(planned(order({ allocations: [some(1)], holds: [hold] }))).toEqual([]);
    const waiting = [{ lineId: '1', sku: 'MUG', quantity: 9, perUnit: 1 }];
    const standing = order({ allocations: [some(1)], waiting });
    expect(planned(standing, [], 'ship_complete')).toEqual([]);
    expect(planned(standing)).toHaveLength(1);
    expect(planned(order({ allocations: [some(10)] }), [], 'ship_complete')).toHaveLength(1);
  });
  it('cuts a number that would be too long', () => {
    const standing = order({ allocations: [some(1)], says: { number: 'N'.repeat(120) } });
    expect(planned(standing)[0]?.number).toBe(`${'N'.repeat(112)}/1`);
  });
});

describe('growing', () => {
  const one = planned(order({ allocations: [some(4)] }));
  it('grows what is not packed yet', () => {
    for (const status of ['pending', 'processing', 'picking'] as const)
      expect(inWords(planned(order({ allocations: [some(6)] }), [stepped(one[0], status)]))).toEqual([
        `A-1/1 ship mad ${status} 1:0/6 MUG`,
      ]);
  });
  it('plans another where the one there is is packed, has left or was given up', () => {
    const packing = stepped(withPicks(one[0], 4), 'packing');
    const picked = some(4, { bin: pickedBin });
    expect(inWords(planned(order({ allocations: [picked, some(2)] }), [packing]))).toEqual([
      'A-1/1 ship mad packing 1:4/4 MUG',
      'A-1/2 ship mad pending 1:0/2 MUG',
    ]);
    for (const status of ['shipped', 'delivered', 'cancelled'] as const)
      expect(inWords(planned(order({ allocations: [some(2)] }), [stepped(one[0], status)]))).toEqual([
        `A-1/1 ship mad ${status} 1:0/4 MUG`,
        'A-1/2 ship mad pending 1:0/2 MUG',
      ]);
  });
  it('does not grow a vendor order that was sent', () => {
    const lamps = (quantity: number) => order({ says: { lines: [line('LAMP', quantity)] } });
    const [first] = planned(lamps(1));
    expect(inWords(planned(lamps(3), first ? [first] : []))).toEqual(['A-1/1 dropship lumen pending 1:0/3 LAMP']);
    const sent = tell(first, {
      name: 'fulfillment.vendor_order_sent',
      payload: { fulfillmentId: first?.fulfillmentId ?? '', vendorOrder: 'A-1/1', expectedOn: null },
    });
    expect(inWords(planned(lamps(3), [sent]))).toEqual([
      'A-1/1 dropship lumen pending 1:0/1 LAMP',
      'A-1/2 dropship lumen pending 1:0/2 LAMP',
    ]);
  });
});

describe('shrinking', () => {
  const [first] = planned(order({ allocations: [some(4)] }));
  const packing = stepped(withPicks(first, 4), 'packing');
  const picked = some(4, { bin: pickedBin });
  const two = planned(order({ allocations: [picked, some(3)] }), [packing]);

  it('takes units that nobody has picked, the last planned first', () => {
    expect(inWords(planned(order({ allocations: [picked, some(1)] }), two))).toEqual([
      'A-1/1 ship mad packing 1:4/4 MUG',
      'A-1/2 ship mad pending 1:0/1 MUG',
    ]);
    expect(inWords(planned(order({ allocations: [picked] }), two))).toEqual([
      'A-1/1 ship mad packing 1:4/4 MUG',
      'A-1/2 ship mad cancelled 1:0/3 MUG',
    ]);
  });
  it('of several that nobody has begun, it takes from the last planned', () => {
    const both = [first, two[1]].flatMap((one) => one ?? []);
    expect(inWords(planned(order({ allocations: [some(5)] }), both))).toEqual([
      'A-1/1 ship mad pending 1:0/4 MUG',
      'A-1/2 ship mad pending 1:0/1 MUG',
    ]);
  });
  it('gives picked units up that are promised no more, of their lot', () => {
    const both = withPicks(withPicks(stepped(first, 'picking'), 1, 'L1'), 2, 'L2');
    const standing = order({ allocations: [some(2, { bin: pickedBin, lot: 'L2' }), some(1)] });
    const [after] = planned(standing, [both]);
    expect(after?.picks).toMatchObject([{ lot: 'L2', quantity: 2 }]);
    expect(after?.lines).toMatchObject([{ quantity: 3 }]);
  });
  it('gives packed units up that are promised no more, and picks others for another one', () => {
    const standing = order({ allocations: [some(3, { bin: pickedBin }), some(1, { bin: 'C-3' })] });
    expect(inWords(planned(standing, [packing]))).toEqual([
      'A-1/1 ship mad packing 1:3/3 MUG',
      'A-1/2 ship mad pending 1:0/1 MUG',
    ]);
  });
  it('gives all of it up when the order is cancelled or was shipped past the floor', () => {
    expect(inWords(planned(order({ status: 'cancelled' }), two)).map((text) => text.split(' ')[3])).toEqual([
      'cancelled',
      'cancelled',
    ]);
    const gone = order({ issued: [{ shipmentId: 'shp_1', at, lines: [{ lineId: '1', quantity: 10 }], taken: [] }] });
    expect(planned(gone, first ? [first] : []).map(({ status }) => status)).toEqual(['cancelled']);
  });
  it('leaves alone what a vendor has confirmed', () => {
    const [lamp] = planned(order({ says: { lines: [line('LAMP', 1)] } }));
    const confirmed = tell(
      lamp,
      {
        name: 'fulfillment.vendor_order_sent',
        payload: { fulfillmentId: lamp?.fulfillmentId ?? '', vendorOrder: 'A-1/1', expectedOn: null },
      },
      {
        name: 'fulfillment.vendor_confirmed',
        payload: { fulfillmentId: lamp?.fulfillmentId ?? '', reference: null, expectedOn: null },
      },
    );
    const cancelled = order({ status: 'cancelled', says: { lines: [line('LAMP', 1)] } });
    expect(planned(cancelled, [confirmed]).map(({ status }) => status)).toEqual(['pending']);
    expect(planned(cancelled, lamp ? [lamp] : []).map(({ status }) => status)).toEqual(['cancelled']);
  });
});

describe('what else changes', () => {
  const [first] = planned(order({ allocations: [some(4)] }));
  it('says that the order is held, and that it is no longer', () => {
    const hold = { holdId: 'h', kind: 'fraud' as const, note: '', until: null, keepsStock: true, at };
    const held = planned(order({ allocations: [some(4)], holds: [hold] }), first ? [first] : []);
    expect(held[0]?.held).toBe(true);
    expect(planned(order({ allocations: [some(4)] }), held)[0]?.held).toBe(false);
  });
  it('follows the day by which it is to leave', () => {
    const shipBy = '2026-11-21T15:00:00.000Z';
    expect(planned(order({ allocations: [some(4)], says: { shipBy } }), first ? [first] : [])[0]?.shipBy).toBe(shipBy);
  });
  it('hands picked units on when the order is to be collected instead', () => {
    const picking = withPicks(stepped(first, 'picking'), 3);
    const standing = order({ allocations: [some(3, { bin: pickedBin }), some(1)], says: { pickupAt: 'mad' } });
    expect(inWords(planned(standing, [picking]))).toEqual([
      'A-1/1 ship mad cancelled 1:0/4 MUG',
      'A-1/2 pickup mad pending 1:3/4 MUG',
    ]);
  });
});

describe('parcels that were called off', () => {
  const [first] = planned(order({ allocations: [some(4)] }));
  const packed = (state: FulfillmentOrder | undefined, packageId: string, quantity: number): FulfillmentOrder => {
    const fulfillmentId = state?.fulfillmentId ?? '';
    return tell(
      state,
      { name: 'fulfillment.package_opened', payload: { fulfillmentId, packageId, parcel: {} } },
      {
        name: 'fulfillment.packed',
        payload: {
          fulfillmentId,
          packageId,
          clientScanId: packageId,
          scanned: 'MUG',
          station: null,
          units: [{ lineId: '1', sku: 'MUG', quantity }],
        },
      },
      {
        name: 'fulfillment.package_labelled',
        payload: {
          fulfillmentId,
          packageId,
          shipmentId: `shp_${packageId}`,
          carrier: 'dhl',
          service: 'std',
          trackingNumber: `T${packageId}`,
        },
      },
    );
  };
  const issue = (packageId: string, quantity: number) => ({
    shipmentId: `shp_${packageId}`,
    at,
    lines: [],
    taken: [some(quantity, { bin: pickedBin })],
  });
  const picked = stepped(withPicks(first, 4), 'packing');

  it('go back to packing, without their label', () => {
    const shipped = stepped(packed(picked, 'a', 4), 'shipped');
    expect(inWords(planned(order({ issued: [issue('a', 4)] }), [shipped]))).toEqual([
      'A-1/1 ship mad shipped 1:4/4 MUG',
    ]);
    const [back] = planned(order({ allocations: [some(4, { bin: pickedBin })] }), [shipped]);
    expect(back).toMatchObject({
      status: 'packing',
      doneAt: null,
      packages: [{ label: null, units: [{ quantity: 4 }] }],
    });
  });
  it('are given up where the order is cancelled', () => {
    const shipped = stepped(packed(picked, 'a', 4), 'shipped');
    expect(planned(order({ status: 'cancelled' }), [shipped]).map(({ status }) => status)).toEqual(['cancelled']);
  });
  it('go on by themselves where other parcels of it left', () => {
    const shipped = stepped(packed(packed(picked, 'a', 3), 'b', 1), 'shipped');
    const standing = order({ issued: [issue('a', 3)], allocations: [some(1, { bin: pickedBin })] });
    expect(inWords(planned(standing, [shipped]))).toEqual([
      'A-1/1 ship mad shipped 1:3/3 MUG',
      'A-1/2 ship mad pending 1:1/1 MUG',
    ]);
    expect(planned(standing, [shipped])[0]?.packages.map(({ packageId }) => packageId)).toEqual(['a']);
  });
});

describe('random orders', () => {
  it('are planned to what is promised, and settle at once', () => {
    let seed = 7;
    const random = (most: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % (most + 1);
    };
    let all: FulfillmentOrder[] = [];
    for (let round = 0; round < 300; round++) {
      const allocations = ['mad', 'bcn'].flatMap((warehouse) =>
        ['L1', 'L2'].flatMap((lot) => {
          const quantity = random(3);
          return quantity > 0 ? [some(quantity, { warehouse, lot, bin: random(1) === 0 ? pickedBin : 'A-1' })] : [];
        }),
      );
      all = planned(order({ allocations }), all).map((one) =>
        isOpen(one) && random(4) === 0
          ? stepped(one, (['processing', 'picking'] as const)[random(1)] ?? 'picking')
          : one,
      );
      const open = all.filter(isOpen);
      for (const warehouse of ['mad', 'bcn']) {
        const here = open.filter((one) => one.warehouse === warehouse);
        const units = (bin?: string) =>
          allocations
            .filter((one) => one.warehouse === warehouse && (bin === undefined || one.bin === bin))
            .reduce((sum, { quantity }) => sum + quantity, 0);
        expect(here.flatMap(({ lines }) => lines).reduce((sum, { quantity }) => sum + quantity, 0)).toBe(units());
        expect(here.flatMap(({ picks }) => picks).reduce((sum, { quantity }) => sum + quantity, 0)).toBe(
          units(pickedBin),
        );
      }
    }
  });
});
