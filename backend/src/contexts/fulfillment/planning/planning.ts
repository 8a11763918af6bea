/**
 * Carries planning out: reads orders as they stand, and writes what follows for their fulfillment orders. Most orders need nothing
 * of the floor, and cost no transaction.
 */
import type { FulfillmentEvent } from '@gantry/shared/events/fulfillment';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { type Holding, overtaken, take, transact } from '../../../platform/write/transact.ts';
import { stockIdOf } from '../../inventory/public.ts';
import type { Order } from '../../orders/public.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import { fulfillmentRows, fulfillmentStream } from '../store.ts';
import { type PlannedWork, plan } from './plan.ts';
import { type OrderWork, workOf } from './work.ts';

/** How the orders of channels leave that do not say so themselves; only of those that wait for something it matters. */
const policiesOf = async ({ inventory }: FloorNeeds, sql: Sql, orders: readonly Order[]) => {
  const asked = orders.filter(({ waiting, content }) => waiting.length > 0 && content.shipPolicy === undefined);
  const rules = asked.length > 0 ? await inventory.rules(sql, asked) : [];
  const known = new Map(asked.map(({ orderId }, i) => [orderId, rules[i]?.shipPolicy]));
  return ({ orderId, content }: Order) => content.shipPolicy ?? known.get(orderId) ?? 'ship_partial';
};

/** What orders want of the floor. */
const readWork = async (needs: FloorNeeds, sql: Sql, orders: readonly Order[]): Promise<OrderWork[]> => {
  const named = orders.flatMap(({ merchant, content, allocations }) =>
    [...content.lines, ...allocations].map(({ sku }) => ({ merchant, sku })),
  );
  const each = [...new Map(named.map((one) => [stockIdOf(one.merchant, one.sku), one])).values()];
  const catalog = await needs.inventory.products(sql, each);
  const policyOf = await policiesOf(needs, sql, orders);
  return orders.map((order) => workOf(order, { catalog, policy: policyOf(order) }));
};

const readFulfillment = async (sql: Sql, orderIds: readonly string[]): Promise<Map<string, FulfillmentOrder[]>> =>
  Map.groupBy(
    await fulfillmentRows.list(sql, 'WHERE order_id = ANY($1::text[]) ORDER BY planned_at, id', [...orderIds]),
    ({ orderId }) => orderId,
  );

/** What is to be done of an order, with what it is done from. */
type Planning = { work: OrderWork; all: FulfillmentOrder[]; planned: PlannedWork[] };

const readPlans = async (needs: FloorNeeds, sql: Sql, orderIds: readonly string[]): Promise<Planning[]> => {
  const orders = [...(await needs.orders.floor.standing(sql, orderIds)).values()];
  const known = await readFulfillment(sql, orderIds);
  const at = needs.platform.clock.now().toISOString();
  const works = await readWork(needs, sql, orders);
  return works.flatMap((work) => {
    const all = known.get(work.order.orderId) ?? [];
    const planned = plan(work, all, at);
    return planned.length > 0 ? [{ work, all, planned }] : [];
  });
};

const idsOf = (plans: readonly Planning[]): string[] =>
  plans.flatMap(({ planned }) => planned.map(({ fulfillmentId }) => fulfillmentId));

type Told = { orderId: string; planned: PlannedWork };

/** What is to be told, looked at again now that the streams are held. */
const again = (plans: readonly Planning[], standing: ReadonlyMap<string, FulfillmentOrder>, at: string): Told[] =>
  plans.flatMap(({ work, all }) =>
    plan(
      work,
      all.map((one) => standing.get(one.fulfillmentId) ?? one),
      at,
    ).map((planned) => ({ orderId: work.order.orderId, planned })),
  );

const write = (
  needs: FloorNeeds,
  orderIds: readonly string[],
  threadOf: (orderId: string) => Thread,
): Promise<void> => {
  const plans: Planning[] = [];
  const holdings = async (tx: Sql): Promise<Holding> => {
    const orders = needs.orders.holding(orderIds);
    // Whoever moves units of an order holds it: what is read from here on stands until the commit.
    await take(tx, orders);
    plans.splice(0, plans.length, ...(await readPlans(needs, tx, orderIds)));
    return orders.and(fulfillmentStream, idsOf(plans));
  };
  return transact(needs.platform, holdings, async (unit) => {
    if (plans.length === 0) return;
    const { tx, now } = unit;
    const standing = await unit.load(fulfillmentStream, idsOf(plans));
    const told = again(plans, standing, now.toISOString());
    const held = new Set(idsOf(plans));
    if (told.some(({ planned }) => !held.has(planned.fulfillmentId))) throw overtaken('work that was planned');
    const subjects = await needs.orders.subjectsOf(tx, orderIds);
    allDone(
      await unit.apply(
        fulfillmentStream,
        told.map(({ orderId, planned: { fulfillmentId, events } }) => ({
          id: fulfillmentId,
          thread: { ...threadOf(orderId), correlationId: orderId },
          subject: subjects.get(orderId),
          decide: (): FulfillmentEvent[] => [...events],
        })),
      ),
    );
  });
};

const atOnce = 100;

/** Makes the fulfillment orders of orders agree with them. */
export const planOrders = async (
  needs: FloorNeeds,
  orderIds: readonly string[],
  threadOf: (orderId: string) => Thread,
): Promise<void> => {
  const found = await readPlans(needs, needs.platform.database, [...new Set(orderIds)]);
  const wanting = found.map(({ work }) => work.order.orderId);
  for (let from = 0; from < wanting.length; from += atOnce)
    await write(needs, wanting.slice(from, from + atOnce), threadOf);
};
