/** What a tower would answer about the floor of a small day: a queue, one order half picked, a cart, stations. */

import { floorNames } from '@gantry/shared/api/fulfillment/names';
import {
  countFulfillment,
  type FulfillmentOrder,
  getFulfillment,
  listFloorExceptions,
  listFulfillment,
} from '@gantry/shared/api/fulfillment/orders';
import { listStations, type Station } from '@gantry/shared/api/fulfillment/packing';
import { getWalk, listWalks, readBarcode, type Walk } from '@gantry/shared/api/fulfillment/picking';
import { listPutBacks } from '@gantry/shared/api/fulfillment/put-backs';
import { fulfillmentStatuses } from '@gantry/shared/vocabulary/fulfillment';
import { ago } from './ago.ts';
import type { StaffTower } from './staff-tower.ts';

type Line = FulfillmentOrder['lines'][number];

export const floorLine = (lineId: string, over: Partial<Line> = {}): Line => ({
  lineId,
  sku: 'MUG-BLUE',
  name: 'Mug, blue, 0.3 l',
  quantity: 2,
  perUnit: 1,
  pickedQuantity: 0,
  packedQuantity: 0,
  toPick: [],
  ...over,
});

/** Fulfillment order `n` of the day. */
export const floorOrder = (n: number, over: Partial<FulfillmentOrder> = {}): FulfillmentOrder => {
  const status = over.status ?? fulfillmentStatuses[n % 4] ?? 'pending';
  const picked = status === 'packing' || status === 'shipped' ? 2 : status === 'picking' ? 1 : 0;
  return {
    fulfillmentId: `ful_${String(n).padStart(5, '0')}`,
    number: `ORD-${3_300 + n}/1`,
    merchant: 'main',
    orderId: `ord_${String(n).padStart(5, '0')}`,
    orderNumber: `ORD-${3_300 + n}`,
    channel: n % 3 === 0 ? 'phone' : 'shopify-eu',
    kind: n % 7 === 6 ? 'pickup' : 'ship',
    status,
    version: 3,
    priority: n % 5 === 0 ? 'urgent' : n % 5 === 3 ? 'high' : 'normal',
    assignee: n % 3 === 1 ? 'per_ana' : n % 3 === 2 ? 'per_tomas' : null,
    warehouse: 'mad',
    vendor: null,
    station: status === 'packing' ? (n % 2 === 0 ? 'st-01' : 'st-02') : null,
    held: n % 11 === 5,
    shipBy: n % 2 === 0 ? ago(-6) : null,
    lines: [
      floorLine('1', { pickedQuantity: picked }),
      floorLine('2', {
        sku: 'TEAPOT-2',
        name: 'Teapot with a lid of olive wood',
        quantity: 1,
        pickedQuantity: status === 'packing' ? 1 : 0,
      }),
    ],
    packages: [],
    trackingNumbers: [],
    together: [],
    vendorOrder: null,
    pickup: null,
    risk: { atRisk: n % 4 === 1, dueAt: ago(-2.5), projectedAt: n % 4 === 1 ? ago(-3.2) : ago(-1) },
    plannedAt: ago(n + 2),
    doneAt: null,
    ...over,
  };
};

const dayLater = (hours: number): string => ago(hours).slice(0, 10);
/** One that is being picked: two mugs lie in one bin, a teapot in another. */
export const halfPicked: FulfillmentOrder = floorOrder(2, {
  status: 'picking',
  held: false,
  lines: [
    floorLine('1', {
      quantity: 3,
      pickedQuantity: 1,
      toPick: [{ bin: 'A-01-02', lot: 'lot_1', quantity: 2, expiresOn: null }],
    }),
    floorLine('2', {
      sku: 'TEAPOT-2',
      name: 'Teapot with a lid of olive wood',
      quantity: 1,
      toPick: [{ bin: 'B-10-04', lot: 'L2041', quantity: 1, expiresOn: dayLater(-2_000) }],
    }),
  ],
});

const mate = { fulfillmentId: 'ful_00009', number: 'ORD-3309/1', orderId: 'ord_00009', orderNumber: 'ORD-3309' };

/** One on the table: two packages, the first of them labelled. */
export const halfPacked: FulfillmentOrder = floorOrder(3, {
  status: 'packing',
  kind: 'ship',
  station: 'st-01',
  lines: [
    floorLine('1', { quantity: 3, pickedQuantity: 3, packedQuantity: 2 }),
    floorLine('2', {
      sku: 'TEAPOT-2',
      name: 'Teapot with a lid of olive wood',
      quantity: 1,
      pickedQuantity: 1,
      packedQuantity: 1,
    }),
  ],
  packages: [
    {
      packageId: 'pkg_1',
      number: 1,
      parcel: { weightGrams: 2_400, dimensionsMm: { length: 300, width: 200, height: 105 } },
      lines: [{ lineId: '1', sku: 'MUG-BLUE', quantity: 2 }],
      label: { shipmentId: 'shp_00001', carrier: 'ups', service: 'standard', trackingNumber: '1Z999AA10000000001' },
      sharedWith: [],
    },
    {
      packageId: 'pkg_2',
      number: 2,
      parcel: {},
      lines: [{ lineId: '2', sku: 'TEAPOT-2', quantity: 1 }],
      label: null,
      sharedWith: [],
    },
  ],
  trackingNumbers: ['1Z999AA10000000001'],
});

/** The same, merged with another order: its second package has a part of that one too. */
export const packedTogether: FulfillmentOrder = {
  ...halfPacked,
  packages: halfPacked.packages.map((one) =>
    one.label === null
      ? { ...one, sharedWith: [{ ...mate, lines: [{ lineId: '1', sku: 'BOWL-4', quantity: 4 }] }] }
      : one,
  ),
  together: [
    {
      ...mate,
      status: 'packing',
      held: false,
      lines: [
        { lineId: '1', sku: 'BOWL-4', name: 'Bowl', quantity: 5, perUnit: 1, pickedQuantity: 5, packedQuantity: 4 },
      ],
    },
  ],
};

/** A cart with two totes that both need a mug. */
export const cart: Walk = {
  walkId: 'wlk_1',
  kind: 'tote',
  warehouse: 'mad',
  picker: 'per_ana',
  startedAt: ago(0.3),
  endedAt: null,
  members: [
    { fulfillmentId: 'ful_00002', number: 'ORD-3302/1', tote: 'T1', units: 2, picked: 1 },
    { fulfillmentId: 'ful_00008', number: 'ORD-3308/1', tote: 'T2', units: 2, picked: 0 },
  ],
  stops: [
    {
      bin: 'A-01-02',
      zone: 'A',
      sku: 'MUG-BLUE',
      name: 'Mug, blue, 0.3 l',
      lot: 'lot_1',
      quantity: 2,
      totes: [
        { fulfillmentId: 'ful_00002', number: 'ORD-3302/1', tote: 'T1', lineId: '1', quantity: 1 },
        { fulfillmentId: 'ful_00008', number: 'ORD-3308/1', tote: 'T2', lineId: '1', quantity: 1 },
      ],
    },
  ],
};

export const floorStation = (n: number, over: Partial<Station> = {}): Station => ({
  station: `st-0${n}`,
  name: `Station ${n}`,
  warehouse: 'mad',
  state: 'open',
  assignedTo: n === 1 ? 'per_ana' : null,
  activeOrders: [8, 4, 0][n - 1] ?? 0,
  completedToday: [31, 12, 0][n - 1] ?? 0,
  pace: {
    remainingUnits: [46, 11, 0][n - 1] ?? 0,
    unitsPerHour: [21.5, 24, null][n - 1] ?? null,
    ordersPerHour: [7.4, 8, null][n - 1] ?? null,
    projectedAt: n === 1 ? ago(-2.1) : n === 2 ? ago(-0.5) : null,
    nextCutoff: { carrier: n === 1 ? 'ups' : null, at: ago(-1.6) },
    atRisk: n === 3 ? null : n === 1,
  },
  version: 4,
  ...over,
});
export const stations: readonly Station[] = [floorStation(1), floorStation(2), floorStation(3, { state: 'paused' })];

const rows = Array.from({ length: 20 }, (_, n) => floorOrder(n));
const among = (value: string | null, is: string): boolean => value === null || value.split(',').includes(is);
/** The queue as far as a screen asks for parts of it. */
const queue = (query: URLSearchParams): FulfillmentOrder[] => {
  const [assignee, station, q] = ['assignee', 'station', 'q'].map((name) => query.get(name));
  return rows
    .filter(({ status, kind }) => among(query.get('status'), status) && among(query.get('kind'), kind))
    .filter((row) => !assignee || row.assignee === (assignee === 'none' ? null : assignee))
    .filter((row) => !station || row.station === (station === 'none' ? null : station))
    .filter(({ number }) => !q || number.startsWith(q))
    .filter(({ risk }) => query.get('atRisk') !== 'true' || risk?.atRisk);
};

/** One of the queue by its id. */
export const floorOrderBy = (id: string): FulfillmentOrder | undefined =>
  [halfPicked, halfPacked, ...rows].find(({ fulfillmentId }) => fulfillmentId === id);

/** Adds the floor to a tower. */
export const withFloor = (tower: StaffTower): StaffTower =>
  tower
    .on(listFulfillment, ({ query }) => ({ status: 200, body: { items: queue(query), nextCursor: null } }))
    .on(countFulfillment, {
      statuses: fulfillmentStatuses.map((status, n) => ({
        status,
        count: [120, 14, 64, 31, 1_204, 980, 12, 40][n] ?? 0,
      })),
      atRisk: 9,
      held: 3,
    })
    .on(listFloorExceptions, {
      items: [
        {
          exceptionId: 'fex_1',
          kind: 'short_pick',
          merchant: 'main',
          fulfillmentId: 'ful_00002',
          number: 'ORD-3302/1',
          orderId: 'ord_00002',
          sku: 'MUG-BLUE',
          quantity: 1,
          warehouse: 'mad',
          vendor: null,
          parcel: null,
          at: ago(1),
          settledAt: null,
        },
      ],
      nextCursor: null,
    })
    .on(floorNames, {
      workers: [{ worker: 'per_ana', name: 'Ana Ruiz' }],
      warehouses: [{ warehouse: 'mad', name: 'Madrid Getafe' }],
      carriers: [{ carrier: 'ups', name: 'UPS' }],
    })
    .on(listStations, { items: [...stations] })
    .on(listWalks, { items: [cart], nextCursor: null })
    .on(getWalk, cart)
    .on(listPutBacks, {
      items: [
        { merchant: 'main', warehouse: 'mad', sku: 'MUG-BLUE', name: 'Mug, blue, 0.3 l', lot: 'lot_1', quantity: 2 },
        {
          merchant: 'main',
          warehouse: 'mad',
          sku: 'TEAPOT-2',
          name: 'Teapot with a lid of olive wood',
          lot: 'L2041',
          quantity: 1,
        },
      ],
    })
    .on(readBarcode, ({ query }) => ({
      status: 200,
      body: {
        kind: 'product',
        text: query.get('code') ?? '',
        sku: 'VINEGAR',
        name: 'Vinegar, 0.5 l',
        units: 12,
        lot: 'ABC12',
        expiresOn: dayLater(-3_000),
        serial: '777',
        certain: query.get('code')?.includes('\x1d') ?? false,
      },
    }))
    // Last: an id could be taken for one of the words above.
    .on(getFulfillment, ({ path }) => {
      const id = path.split('/').at(-1) ?? '';
      const known = floorOrderBy(id);
      return known
        ? { status: 200, body: known }
        : {
            status: 404,
            body: {
              title: 'There is no such fulfillment order',
              status: 404,
              code: 'no_such_fulfillment_order',
              type: 'urn:test',
            },
          };
    });
