/** A day of the sandbox world for tests: every parcel with all it ever sends, carelessness included, in the order sent. */
import { createHmac } from 'node:crypto';
import { cancelOrder, placeOrder } from '@gantry/shared/api/orders';
import { createShipment } from '@gantry/shared/api/shipping';
import { worldCarriers } from '../../src/sandbox/carrier/carriers.ts';
import { connectCarriers, tellScans } from '../../src/sandbox/carrier/connect.ts';
import type { Known } from '../../src/sandbox/carrier/fakes.ts';
import { reportsOf } from '../../src/sandbox/carrier/faults.ts';
import { journeyOf, numberFor, parcelFor, priceOf } from '../../src/sandbox/carrier/parcel.ts';
import type { OutgoingScan } from '../../src/sandbox/carrier/payload.ts';
import { type Dials, defaultDials } from '../../src/sandbox/dials.ts';
import { dispatchOf } from '../../src/sandbox/shop/dispatch.ts';
import { openShops } from '../../src/sandbox/shop/open-shops.ts';
import { type OrderPlan, orderAfter, planOrder } from '../../src/sandbox/shop/order-plan.ts';
import { shipmentBody } from '../../src/sandbox/shop/sending.ts';
import { openStock } from '../../src/sandbox/stock/open-stock.ts';
import { openTower, type Tower } from '../../src/sandbox/tower.ts';
import { adminKey, type TestTower } from '../tower.ts';

const seed = 'a day of replays';

/** Far more goes wrong than in the world that visitors see, so that a few hundred parcels meet all of it. */
const dials: Dials = {
  ...defaultDials,
  duplicate: 0.15,
  late: 0.12,
  outOfOrder: 0.12,
  zoneLess: 0.1,
  dropped: 0.05,
  silent: 0.02,
  lost: 0.03,
  broken: 0.02,
};

type Parcel = { known: Known; warehouse: string };
/** One thing a parcel makes the world send. */
export type Sent = { at: number; plan: OrderPlan; parcel: Parcel } & (
  | { what: 'order' | 'shipment' | 'cancel' }
  /** The shop says it anew: `said` is which of its changes it is. */
  | { what: 'change'; said: number }
  | { what: 'scan'; scan: OutgoingScan }
);
export type Day = { plans: OrderPlan[]; sendings: Sent[] };

/** The parcel that the carrier makes of an order, once the shop has asked it to. */
const parcelOf = (plan: OrderPlan): Parcel => {
  const chosen = dispatchOf(seed, plan, { orderId: plan.key, heardAt: plan.placedAt });
  const { warehouse, request } = chosen;
  const world = { seed, dials };
  const bare = parcelFor(world, request, { trackingNumber: numberFor(world, request), told: null });
  return { warehouse, known: { parcel: { ...bare, ends: 0 }, scans: journeyOf(world, bare).scans } };
};

const sendingsOf = (plan: OrderPlan): Sent[] => {
  const parcel = parcelOf(plan);
  const { trackingNumber, at } = parcel.known.parcel;
  const ordered: Sent = { at: plan.placedAt, plan, parcel, what: 'order' };
  if (plan.order.lines.length === 0) return [ordered];
  if (plan.cancelAt !== null) return [ordered, { at: plan.cancelAt, plan, parcel, what: 'cancel' }];
  const changes = plan.changes.map((change, n): Sent => ({ at: change.at, plan, parcel, what: 'change', said: n + 1 }));
  // What is paid late leaves late; its scans are the carrier's, and may come before the tower hears of the label.
  const leaves = Math.max(at, ...plan.changes.map((change) => change.at + 1));
  const scans = parcel.known.scans.filter(({ kind }, n) => kind !== 'position' || n % 6 === 0);
  return [
    ordered,
    ...changes,
    { at: leaves, plan, parcel, what: 'shipment' },
    ...reportsOf({ trackingNumber, scans }, seed, dials).map(
      (report): Sent => ({ ...report, plan, parcel, what: 'scan' }),
    ),
  ];
};

/** All parcels ordered on a day. Of the positions on the road every sixth is kept: they are many and alike. */
export const sandboxDay = (day: Date, parcels: number): Day => {
  const plans = Array.from({ length: parcels }, (_, n) => planOrder({ seed, dials }, day.getTime() / 86_400_000, n));
  return { plans, sendings: plans.flatMap(sendingsOf).sort((a, b) => a.at - b.at) };
};

const secrets = Object.fromEntries(
  worldCarriers.map(({ name }) => [name, createHmac('sha256', seed).update(name).digest('hex')]),
);

/** A line to a tower under test, with every carrier connected, every merchant known, and stock to send. */
export const worldOf = async (tower: TestTower): Promise<Tower> => {
  const line = openTower({ origin: tower.origin, key: adminKey, connections: 24, patienceMs: 20_000 });
  await openShops(line);
  await openStock(line, { seed, dials, past: { days: 0, perDay: 1 } }, { stocked: false, now: Date.now() });
  // Nobody listens there: this world is told by pushes alone.
  await connectCarriers(line, secrets, 'http://127.0.0.1:9');
  return line;
};

const sendOrder = async (line: Tower, { order, merchant }: OrderPlan): Promise<string | null> =>
  (await line.call(placeOrder, { body: order, merchant })).reply.orderId;

const sendChange = async (line: Tower, plan: OrderPlan, said: number): Promise<string | null> =>
  (await line.call(placeOrder, { body: orderAfter(plan, said), merchant: plan.merchant })).reply.orderId;

const sendShipment = (line: Tower, orderId: string, { known: { parcel }, warehouse }: Parcel) => {
  const { trackingNumber } = parcel;
  const label = { warehouse, request: parcel, trackingNumber, price: priceOf(parcel) };
  return line.call(createShipment, { body: shipmentBody(orderId, label, 0) });
};

/** Sends in the order given, two dozen at a time; an order's own doings wait for the order. Answers ids of orders by parcel. */
export const sendAll = async (line: Tower, sendings: readonly Sent[]): Promise<Map<string, string>> => {
  const orders = new Map<string, Promise<string | null>>();
  const one = async (sending: Sent): Promise<void> => {
    const { plan, parcel } = sending;
    if (sending.what === 'scan') {
      await tellScans(line, parcel.known, { scans: [sending.scan], secrets });
      return;
    }
    const placed = orders.get(plan.key) ?? sendOrder(line, plan);
    const placing = sending.what === 'change' ? placed.then(() => sendChange(line, plan, sending.said)) : placed;
    orders.set(plan.key, placing);
    const orderId = await placing;
    if (orderId === null) return;
    if (sending.what === 'shipment') await sendShipment(line, orderId, parcel);
    if (sending.what === 'cancel')
      await line.call(cancelOrder, { params: { orderId }, body: { reason: 'Changed my mind' } });
  };
  const queue = [...sendings].reverse();
  const lane = async (): Promise<void> => {
    for (let next = queue.pop(); next; next = queue.pop()) await one(next);
  };
  await Promise.all(Array.from({ length: 24 }, lane));
  const ids = new Map<string, string>();
  for (const [key, placing] of orders) {
    const orderId = await placing;
    if (orderId !== null) ids.set(key, orderId);
  }
  return ids;
};
