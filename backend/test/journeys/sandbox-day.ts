/** A day of the sandbox world for tests: every parcel with all it ever sends, carelessness included, in the order sent. */
import { createHmac } from 'node:crypto';
import { carriers } from '../../src/sandbox/data/carriers.data.ts';
import { realCarriers } from '../../src/sandbox/data/real-carriers.data.ts';
import { type Dials, defaultDials } from '../../src/sandbox/dials.ts';
import { type Sending, sendingsOf } from '../../src/sandbox/faults.ts';
import { connectCarriers, sendCancel, sendOrder, sendScans, sendShipment } from '../../src/sandbox/send.ts';
import { openTower, type Tower } from '../../src/sandbox/tower.ts';
import { type ParcelPlan, planDay } from '../../src/sandbox/world.ts';
import { adminKey, type TestTower } from '../tower.ts';

const seed = 'replay';

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

export type Sent = Sending & { plan: ParcelPlan };
export type Day = { plans: ParcelPlan[]; sendings: Sent[] };

/** All parcels ordered on a day. Of the positions on the road every sixth is kept: they are many and alike. */
export const sandboxDay = (day: Date, parcels: number): Day => {
  const plans = planDay(seed, day, { ...dials, perDay: parcels });
  const sendings = plans.flatMap((plan) => {
    const kept = plan.scans.filter((scan, n) => scan.kind !== 'position' || n % 6 === 0);
    return sendingsOf({ ...plan, scans: kept }, seed, dials).map((sending) => ({ ...sending, plan }));
  });
  return { plans, sendings: sendings.sort((a, b) => a.at - b.at) };
};

const secrets = Object.fromEntries(
  [...carriers, ...realCarriers].map(({ name }) => [name, createHmac('sha256', seed).update(name).digest('hex')]),
);

/** A line to a tower under test, with every carrier connected. */
export const worldOf = async (tower: TestTower): Promise<Tower> => {
  const line = openTower({ origin: tower.origin, key: adminKey, connections: 24, patienceMs: 20_000 });
  // Nobody listens there: this world is told by pushes alone.
  await connectCarriers(line, secrets, 'http://127.0.0.1:9');
  return line;
};

/** Sends in the order given, two dozen at a time; an order's own doings wait for the order. Answers ids of orders by parcel. */
export const sendAll = async (line: Tower, sendings: readonly Sent[]): Promise<Map<string, string>> => {
  const orders = new Map<string, Promise<string | null>>();
  const one = async (sending: Sent): Promise<void> => {
    const { plan } = sending;
    if (sending.what === 'scan') {
      await sendScans(line, plan, { scans: [sending.scan], secrets });
      return;
    }
    const placing = orders.get(plan.key) ?? sendOrder(line, plan);
    orders.set(plan.key, placing);
    const orderId = await placing;
    if (orderId === null) return;
    if (sending.what === 'shipment') await sendShipment(line, plan, orderId);
    if (sending.what === 'cancel') await sendCancel(line, orderId);
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
