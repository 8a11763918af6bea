/**
 * Work on packages: a transaction that holds a fulfillment order and whoever shares parcels with it, since what happens to a parcel
 * happens to all of its parts.
 */
import type { FulfillmentEvent } from '@gantry/shared/events/fulfillment';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { type Holding, hold, overtaken, transact, type Unit } from '../../../platform/write/transact.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import { known, type Sees } from '../queue/shown.ts';
import { fulfillmentRows, fulfillmentStream } from '../store.ts';
import { leavingTogether, mateIdsOf, matesOf } from './sharing.ts';

/** Whose fulfillment order is worked on, for whom; `threadOf` makes the thread of its order. */
export type Working = { fulfillmentId: string; sees: Sees; threadOf(orderId: string): Thread };

/** The fulfillment order that a transaction works on, and how its events and those of others are told. */
export type Bench = {
  unit: Unit;
  order: FulfillmentOrder;
  /** Whoever shares parcels with it, and who was to be there beside. */
  others: FulfillmentOrder[];
  thread: Thread;
  /** Tells what is decided of it, or of one of the others. */
  tell(decide: (order: FulfillmentOrder) => FulfillmentEvent[], of?: FulfillmentOrder): Promise<void>;
};

/** `beside`: whom else it works on. `and`: what else it holds. */
type Around = {
  beside?(tx: Sql, order: FulfillmentOrder): Promise<FulfillmentOrder[]>;
  and?(order: FulfillmentOrder, others: readonly FulfillmentOrder[]): Holding;
};

const idOf = ({ fulfillmentId }: FulfillmentOrder): string => fulfillmentId;

/** Fulfillment orders with whoever leaves together with them, however many parcels link them. */
export const readLeaving = async (sql: Sql, first: readonly FulfillmentOrder[]): Promise<FulfillmentOrder[]> => {
  const read = new Map(first.map((one) => [one.fulfillmentId, one]));
  for (;;) {
    const wanted = [...new Set([...read.values()].flatMap(mateIdsOf))].filter((id) => !read.has(id));
    const found = wanted.length > 0 ? await fulfillmentRows.byIds(sql, wanted) : new Map<string, FulfillmentOrder>();
    if (found.size === 0) break;
    for (const [id, one] of found) read.set(id, one);
  }
  const all = [...read.values()];
  return [...new Set(first.flatMap((one) => leavingTogether(one, all)))];
};

/** All parts of a package: its own, then those of others. */
export const partsOf = ({ order, others }: Pick<Bench, 'order' | 'others'>, packageId: string): FulfillmentOrder[] => [
  order,
  ...matesOf(order, others, packageId),
];

type Setting = { order: FulfillmentOrder; others: FulfillmentOrder[] };

const benchOf = async (
  unit: Unit,
  { orders }: Pick<FloorNeeds, 'orders'>,
  { order, others, sees, threadOf }: Setting & Pick<Working, 'sees' | 'threadOf'>,
): Promise<Bench> => {
  const orderIds = new Set([order, ...others].map(({ orderId }) => orderId));
  const subjects = await orders.subjectsOf(unit.tx, [...orderIds]);
  return {
    unit,
    order,
    others,
    thread: threadOf(order.orderId),
    tell: async (decide, { fulfillmentId: id, orderId } = order) => {
      const decided = (state: FulfillmentOrder | undefined) => decide(known(state, sees));
      const command = { id, thread: threadOf(orderId), subject: subjects.get(orderId), decide: decided };
      allDone(await unit.apply(fulfillmentStream, [command]));
    },
  };
};

/** Works on a fulfillment order that its transaction holds, with whatever else is said. Throws a Refusal where there is none. */
export const workOn = async <T>(
  { platform, orders }: Pick<FloorNeeds, 'platform' | 'orders'>,
  { fulfillmentId, sees, threadOf, and, beside }: Working & Around,
  work: (bench: Bench) => Promise<T>,
): Promise<T> => {
  let asked: string[] = [];
  const holdings = async (tx: Sql): Promise<Holding> => {
    const order = known((await fulfillmentRows.byIds(tx, [fulfillmentId])).get(fulfillmentId), sees);
    const all = await readLeaving(tx, [order, ...(beside ? await beside(tx, order) : [])]);
    asked = all.map(idOf);
    const own = hold(fulfillmentStream, asked);
    const others = all.filter((one) => one !== order);
    return and ? and(order, others).with(own) : own;
  };
  return transact(platform, holdings, async (unit) => {
    const standing = await unit.load(fulfillmentStream, asked);
    const order = known(standing.get(fulfillmentId), sees);
    const others = (await readLeaving(unit.tx, [...standing.values()])).filter((one) => one !== order);
    if (others.some((one) => !asked.includes(one.fulfillmentId))) throw overtaken('a parcel that is shared');
    return work(await benchOf(unit, { orders }, { order, others, sees, threadOf }));
  });
};
