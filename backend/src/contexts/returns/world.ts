/** What the steps of a return look at in their transaction: its order, which is held, the order's other returns, the rules. */
import type { ChannelRulesContent } from '@gantry/shared/events/inventory/products';
import { Refusal } from '../../kernel/errors.ts';
import type { Sql } from '../../platform/database.ts';
import { overtaken, type Unit } from '../../platform/write/transact.ts';
import type { Order } from '../orders/public.ts';
import { readReturnable, returnsOf } from './asking/returnable.ts';
import { broughtBack } from './counts.ts';
import type { ReturnNeeds } from './needs.ts';
import type { Rma } from './rma.ts';

export type World = {
  needs: ReturnNeeds;
  unit: Unit;
  order: Order;
  /** All returns of the order. */
  returns: Rma[];
  rules: ChannelRulesContent;
  subject: string | undefined;
};

/** An order as it stands, with what is known of it. Throws a Refusal where there is none. */
export const worldOf = async (needs: ReturnNeeds, unit: Unit, orderId: string): Promise<World> => {
  const { tx } = unit;
  const order = (await needs.orders.byIds(tx, [orderId])).get(orderId);
  if (!order) throw new Refusal('missing', 'no_such_order', 'There is no such order');
  const [rules] = await needs.inventory.rules(tx, [order]);
  if (!rules) throw overtaken(`the rules of ${order.channel}`);
  const subjects = await needs.orders.subjectsOf(tx, [orderId]);
  return { needs, unit, order, returns: await returnsOf(tx, orderId), rules, subject: subjects.get(orderId) };
};

/** Units of each line that may come back by one of the returns: those shipped, less what the others bring back. */
export const mostFor = async (
  { needs, unit, order, returns }: World,
  returnId: string,
): Promise<Map<string, number>> => {
  const own = returns.find((one) => one.returnId === returnId);
  const lines = await readReturnable(needs.orders, unit.tx, { order });
  const others = returns.filter((one) => one !== own);
  return new Map(lines.map(({ lineId, shipped }) => [lineId, Math.max(0, shipped - broughtBack(others, lineId))]));
};

type Where = { shipmentId: string | null; lines: readonly { lineId: string }[] };

const mostOften = (names: readonly { warehouse: string; quantity: number }[]): string | undefined => {
  const counted = new Map<string, number>();
  for (const { warehouse, quantity } of names) counted.set(warehouse, (counted.get(warehouse) ?? 0) + quantity);
  return [...counted].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0];
};

/**
 * Where units go that come back: where most of them left from, as far as it is open; else the only warehouse there is. Undefined
 * where neither is known.
 */
export const warehouseFor = async (
  { needs, unit: { tx }, order }: Pick<World, 'needs' | 'order'> & { unit: { tx: Sql } },
  { shipmentId, lines }: Where,
): Promise<string | undefined> => {
  const open = new Set((await needs.inventory.warehouses(tx)).map(({ warehouse }) => warehouse));
  const named = new Set(lines.map(({ lineId }) => lineId));
  const taken = order.issued
    .filter((issue) => shipmentId === null || issue.shipmentId === shipmentId)
    .flatMap((issue) => issue.taken)
    .filter(({ lineId }) => named.has(lineId));
  const floor = await needs.fulfillment.ofOrders(tx, [order.orderId]);
  const picked = floor.flatMap(({ warehouse, lines: own }) =>
    warehouse === null
      ? []
      : own.flatMap(({ lineId, quantity }) => (named.has(lineId) ? [{ warehouse, quantity }] : [])),
  );
  const isOpen = ({ warehouse }: { warehouse: string }): boolean => open.has(warehouse);
  return (
    mostOften(taken.filter(isOpen)) ?? mostOften(picked.filter(isOpen)) ?? (open.size === 1 ? [...open][0] : undefined)
  );
};
