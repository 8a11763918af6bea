/** What a tower would answer about orders that customers collect and orders that vendors send: every state once, one late. */
import { countDropships, countPickups, listDropships, listPickups } from '@gantry/shared/api/fulfillment/collecting';
import { type FulfillmentOrder, getFulfillment } from '@gantry/shared/api/fulfillment/orders';
import { pickupStates, vendorOrderStates } from '@gantry/shared/vocabulary/fulfillment';
import { ago } from './ago.ts';
import { floorLine, floorOrder, floorOrderBy } from './staff-floor.ts';
import type { StaffTower } from './staff-tower.ts';

const statusOfPickup = { preparing: 'picking', ready: 'packing', handed_over: 'delivered' } as const;
const statusOfVendor = {
  to_send: 'pending',
  sent: 'processing',
  confirmed: 'picking',
  rejected: 'processing',
} as const;

/** Pickup `n` of the day. */
export const pickup = (n: number): FulfillmentOrder => {
  const state = pickupStates[n % pickupStates.length] ?? 'ready';
  const status = state in statusOfPickup ? statusOfPickup[state as keyof typeof statusOfPickup] : 'cancelled';
  const picked = state === 'preparing' ? 1 : 2;
  return floorOrder(100 + n, {
    kind: 'pickup',
    status,
    held: n === 5,
    lines: [floorLine('1', { pickedQuantity: picked })],
    station: null,
    risk: null,
    pickup: {
      state,
      readyAt: state === 'preparing' ? null : ago(20 + n),
      expiresAt: state === 'preparing' ? null : ago(n === 1 ? -9 : -70),
    },
    doneAt: status === 'delivered' || status === 'cancelled' ? ago(2) : null,
  });
};

/** Order `n` to a vendor. */
export const dropship = (n: number): FulfillmentOrder => {
  const state = vendorOrderStates[n % vendorOrderStates.length] ?? 'sent';
  const status =
    state === 'shipped'
      ? 'shipped'
      : state in statusOfVendor
        ? statusOfVendor[state as keyof typeof statusOfVendor]
        : 'cancelled';
  const label = { shipmentId: 'shp_00001', carrier: 'ups', service: 'standard', trackingNumber: '1Z999AA10000000001' };
  return floorOrder(200 + n, {
    kind: 'dropship',
    status,
    held: false,
    warehouse: null,
    vendor: 'assam',
    station: null,
    risk: null,
    lines: [floorLine('1', { sku: 'SOFA-3', name: 'Sofa for three, linen', quantity: 1 })],
    packages:
      state === 'shipped'
        ? [
            {
              packageId: 'shp_00001',
              number: 1,
              parcel: {},
              lines: [{ lineId: '1', sku: 'SOFA-3', quantity: 1 }],
              label,
            },
          ]
        : [],
    trackingNumbers: state === 'shipped' ? [label.trackingNumber] : [],
    vendorOrder: {
      state,
      number: `ORD-${3_500 + n}/1`,
      reference: state === 'confirmed' ? 'AG-20417' : null,
      expectedOn: state === 'to_send' ? null : ago(n === 1 ? 60 : -50).slice(0, 10),
      late: n === 1,
      sentAt: state === 'to_send' ? null : ago(90),
    },
    doneAt: status === 'shipped' || status === 'cancelled' ? ago(2) : null,
  });
};

export const pickups = Array.from({ length: 8 }, (_, n) => pickup(n));
export const dropships = Array.from({ length: 8 }, (_, n) => dropship(n));
/** One of them, or of the queue, by its id. */
const orderBy = (id: string): FulfillmentOrder | undefined =>
  [...pickups, ...dropships].find(({ fulfillmentId }) => fulfillmentId === id) ?? floorOrderBy(id);

/** Adds pickup and dropship to a tower. */
export const withCollecting = (tower: StaffTower): StaffTower =>
  tower
    .on(listPickups, ({ query }) => ({
      status: 200,
      body: {
        items: pickups.filter((one) => !query.get('state') || one.pickup?.state === query.get('state')),
        nextCursor: null,
      },
    }))
    .on(countPickups, { states: pickupStates.map((state, n) => ({ state, count: [4, 31, 1_204, 6, 12][n] ?? 0 })) })
    .on(listDropships, ({ query }) => ({
      status: 200,
      body: {
        items: dropships.filter((one) => !query.get('state') || one.vendorOrder?.state === query.get('state')),
        nextCursor: null,
      },
    }))
    .on(countDropships, {
      states: vendorOrderStates.map((state, n) => ({ state, count: [3, 14, 22, 1, 980, 7][n] ?? 0 })),
      late: 1,
    })
    .on(getFulfillment, ({ path }) => {
      const known = orderBy(path.split('/').at(-1) ?? '');
      if (known) return { status: 200, body: known };
      const title = 'There is no such fulfillment order';
      return { status: 404, body: { title, status: 404, code: 'no_such_fulfillment_order', type: 'urn:test' } };
    });
